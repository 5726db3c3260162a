"""Names of the colours. A slot is a place-holder of Streamlit's Plotly theme, which the browser replaces by the colours of
.streamlit/config.toml, so a figure is right in light and dark without the server knowing the theme."""
import html

import numpy as np

SLOTS = ("program", "no_program", "ordinary", "silver", "gold", "diamond", "special", "better", "worse", "unknown")
TIERS = SLOTS[2:7]
COLOUR = {name: f"#{i:06d}" for i, name in enumerate(SLOTS, start=1)}  # chartCategoricalColors in this order
PALE = "8C"  # alpha
COLOUR |= {f"{tier}_pale": COLOUR[tier] + PALE for tier in TIERS}  # the sixth tier to the tenth
RAMP = tuple(f"#{i:06d}" for i in range(11, 21))  # chartSequentialColors, faint to strong
# the theme's own quiet grey, #000036, is near white in dark: quiet text takes the neutral slot
TEXT, QUIET, PAPER, HAIR = "#000037", COLOUR["unknown"], "#000038", "#000039"
# slots strong enough to write with, and what to write with
READABLE = {"program": COLOUR["program"], "no_program": QUIET, "better": COLOUR["better"], "worse": COLOUR["worse"], "unknown": QUIET}


def tier_slots(n: int) -> list[str]:
    """Slots for a ladder of n tiers, lowest first; distinct up to ten."""
    every = TIERS + tuple(f"{tier}_pale" for tier in TIERS)
    return ["ordinary", "gold"] if n == 2 else [every[i % len(every)] for i in range(n)]


def ramp(n: int) -> list[str]:
    """n steps of the accent, strongest first."""
    return [RAMP[i] for i in ((7, 5, 3, 2)[:n] if n <= 4 else np.linspace(9, 1, n).round().astype(int))]


def swatch(colour: str) -> str:
    """A square of the colour before a label."""
    return f"<span style='color:{colour}'>■</span> "


def esc(text: str) -> str:
    """Text safe in Plotly's labels, which read a few HTML tags."""
    return html.escape(str(text), quote=False)
