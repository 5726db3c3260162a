"""The colours as hex values, for files: those of the theme, and what an accent of one's own makes of them."""
from __future__ import annotations

import functools
import pathlib
import re
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from simulation.reporting.slots import COLOUR, HAIR, PALE, PAPER, RAMP, SLOTS, TEXT, TIERS

CONFIG = pathlib.Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
Mode = Literal["light", "dark"]
HEX = re.compile(r"#[0-9A-Fa-f]{6}")
AA, AA_LARGE = 4.5, 3.0     # WCAG 2.2, contrast of text, and of large text and of graphics


@functools.cache
def theme(mode: Mode) -> Mapping[str, str | list[str]]:
    """The theme's colours, which .streamlit/config.toml alone chooses."""
    return tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]


@functools.lru_cache(64)     # accents are visitors' own, so there is no end to them
def palette(mode: Mode = "light", accent: str = "") -> Mapping[str, str]:
    """Hex by name: the slots, ramp0 (faint) to ramp9, accent, accent_text (writing in the accent), on_accent, text, quiet, paper, hair.

    An accent of one's own takes the place of the program's colour, darkened or lightened where it would not be seen on the page.
    """
    held = theme(mode)
    paper, text = held["backgroundColor"], held["textColor"]
    out = dict(zip(SLOTS, held["chartCategoricalColors"], strict=True))
    out |= {f"ramp{i}": colour for i, colour in enumerate(held["chartSequentialColors"])}
    if accent:
        out["program"] = seen(accent, paper, AA_LARGE)
        away = "#000000" if mode == "light" else "#FFFFFF"
        shares = (0.92, 0.82, 0.70, 0.57, 0.43, 0.28, 0.14, 0.0)
        out |= {f"ramp{i}": mixed(out["program"], paper, share) for i, share in enumerate(shares)}
        out |= {"ramp8": mixed(out["program"], away, 0.25), "ramp9": mixed(out["program"], away, 0.45)}
    out |= {f"{tier}_pale": mixed(paper, out[tier], int(PALE, 16) / 255) for tier in TIERS}
    chosen = accent or held["primaryColor"]
    out |= {"accent": chosen, "accent_text": seen(chosen, paper, AA), "on_accent": black_or_white(chosen), "text": text,
            "quiet": seen(held["grayColor"], paper, AA), "paper": paper, "hair": held["borderColor"], "second": held["secondaryBackgroundColor"]}
    return MappingProxyType(out)


def colour(slot: str, mode: Mode = "light", accent: str = "") -> str:
    """Hex of a slot's name, or of the place-holder that stands for it in charts; a slot that is not known is the neutral one."""
    colours = palette(mode, accent)
    return colours.get(placeholders().get(slot[:7], slot), colours["unknown"])


@functools.cache
def placeholders() -> Mapping[str, str]:
    """Names by the place-holders of reporting.slots, without their alpha."""
    held = {COLOUR[name]: name for name in SLOTS} | {place: f"ramp{i}" for i, place in enumerate(RAMP)}
    return MappingProxyType(held | {TEXT: "text", PAPER: "paper", HAIR: "hair"})


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def black_or_white(under: str) -> str:
    """What to write with on a colour: one of the two always has 4.5 or more."""
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, under))


def seen(chosen: str, paper: str, least: float) -> str:
    """The colour, moved towards black or white in steps until it has the contrast on the paper."""
    ink = black_or_white(paper)
    return next(new for step in range(51) if contrast(new := mixed(chosen, ink, step / 50), paper) >= least)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    return "#" + "".join(f"{round((1 - share) * a + share * b):02X}" for a, b in zip(_rgb(one), _rgb(other)))


def _rgb(hexed: str) -> tuple[int, ...]:
    return tuple(int(hexed[i:i + 2], 16) for i in (1, 3, 5))


def _luminance(hexed: str) -> float:
    parts = [c / 255 for c in _rgb(hexed)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
