"""The bars of the palette: contrast, distance for the colour-blind, one set of values in theme, style sheet and charts."""
import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from streamlit.elements.lib import streamlit_plotly_theme as placeholders

from simulation.reporting import life_charts, slots
from simulation.reporting.hexes import AA, AA_LARGE, palette

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
CSS = (ROOT / "pages/common/look.css").read_text("utf-8")
VARIABLES = {name: dict(zip(("light", "dark"), pair, strict=True)) for name, *pair in
             re.findall(r"--tl-(\w+): light-dark\((#\w{6}), (#\w{6})\);", CSS)}
MODES = ("light", "dark")
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}


def theme(mode):
    return CONFIG["theme"][mode]


def data_colours(mode):
    return dict(zip(slots.SLOTS, theme(mode)["chartCategoricalColors"], strict=True))


def linear(colour):
    channel = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """WCAG 2.2."""
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIELAB under D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def distance(one, other):
    """CIEDE2000 (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    light, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2
    t = 1 + sum(w * np.cos(np.radians(k * hue + shift)) for k, shift, w in ((1, -30, -0.17), (2, 0, 0.24), (3, 6, 0.32), (4, -63, -0.2)))
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2) / (1 + 0.015 * chroma * t)
    twist = np.radians(60 * np.exp(-(((hue % 360 - 275) / 25) ** 2)))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(twist)
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


@pytest.mark.parametrize(("one", "other", "expected"), [  # from the test data Sharma, Wu and Dalal published
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
])
def test_distance_agrees_with_the_published_pairs(one, other, expected):
    assert distance(one, other) == pytest.approx(expected, abs=1e-4)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", ["page", "card"])
@pytest.mark.parametrize("name", ["program", "better", "worse", "unknown", "quiet", "stale", "text"])
def test_what_is_used_as_text_has_4_5_to_1(mode, ground, name):
    assert contrast(VARIABLES[name][mode], VARIABLES[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_text_of_a_primary_button_has_4_5_to_1(mode):
    assert contrast(VARIABLES["page"][mode], theme(mode)["primaryColor"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("slot", ["program", "no_program", "silver", "diamond", "special", "better", "worse", "unknown"])
def test_lines_and_marks_have_3_to_1_on_the_page(mode, slot):
    # ordinary and gold are areas only: they have an edge in the page's colour and a label beside them
    assert contrast(data_colours(mode)[slot], theme(mode)["backgroundColor"]) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("group", [("program", *slots.TIERS), ("better", "worse")], ids=["tiers and program", "better and worse"])
def test_colours_of_a_group_stay_10_apart_for_every_sight(mode, sight, group):
    seen = {slot: lab(np.clip(SIGHT[sight] @ linear(data_colours(mode)[slot]), 0, 1)) for slot in group}
    nearest, pair = min((distance(seen[a], seen[b]), (a, b)) for a, b in itertools.combinations(group, 2))
    assert nearest >= 10, f"{pair} are {nearest:.1f} apart"


def nearest_for_any_sight(colours):
    """Smallest distance between two of the colours, whoever looks."""
    return min(distance(*(lab(np.clip(matrix @ linear(c), 0, 1)) for c in pair))
               for matrix in SIGHT.values() for pair in itertools.combinations(colours, 2))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("n", [2, 3, 4])
def test_parts_of_a_stack_are_told_apart_by_every_sight(mode, n):
    # parts of one whole have an edge in the page's colour and a label each; more than four of them lean on those alone
    own = palette(mode)
    assert nearest_for_any_sight([own[f"ramp{slots.RAMP.index(colour)}"] for colour in slots.ramp(n)]) >= 5


ACCENTS = ["#C00000", "#E60012", "#FF6A00", "#FFCC00", "#D99A00", "#00A86B", "#0A7D5C", "#1E90FF", "#4353D6", "#8F1B6E", "#000000"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("accent", [*ACCENTS, "#FFFFFF", "#7A808A"])
def test_an_accent_of_ones_own_is_seen_and_read(mode, accent):
    own = palette(mode, accent)
    assert contrast(own["program"], own["paper"]) >= AA_LARGE
    assert contrast(own["accent_text"], own["paper"]) >= AA
    assert contrast(own["on_accent"], own["accent"]) >= AA
    assert contrast(own["quiet"], own["paper"]) >= AA


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("accent", ["", *ACCENTS])
def test_an_accent_of_ones_own_stays_apart_from_no_program_for_every_sight(mode, accent):
    # a grey accent does not: then the solid line and the dashed one, and their labels, tell them apart
    own = palette(mode, accent)
    assert nearest_for_any_sight([own["program"], own["no_program"]]) >= 10


def test_marks_of_a_life_differ_by_more_than_their_colour():
    where = [(strip, symbol) for strip, symbol, _slot in life_charts.MARKS.values()]
    assert len(set(where)) == len(where)
    used = {slot for _strip, _symbol, slot in life_charts.MARKS.values()} | {slot for slot, _filled in life_charts.ORDERS.values()}
    assert used <= set(slots.SLOTS)
    assert len(set(life_charts.ORDERS.values())) == len(life_charts.ORDERS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["backgroundColor", "secondaryBackgroundColor"])
def test_streamlits_faded_text_has_4_5_to_1(mode, name):
    # captions and ticks: the text colour at 60%
    ground, ink = channels(theme(mode)[name]), channels(theme(mode)["textColor"])
    faded = "#" + "".join(f"{round(0.6 * a + 0.4 * b):02X}" for a, b in zip(ink, ground, strict=True))
    assert contrast(faded, theme(mode)[name]) >= AA


def channels(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize("mode", MODES)
def test_the_accent_means_the_program_everywhere(mode):
    assert theme(mode)["primaryColor"] == data_colours(mode)["program"] == theme(mode)["chartSequentialColors"][7]


@pytest.mark.parametrize("mode", MODES)
def test_the_style_sheet_has_the_colours_of_the_theme(mode):
    keys = {"page": "backgroundColor", "text": "textColor", "line": "borderColor"}
    expected = data_colours(mode) | {name: theme(mode)[key] for name, key in keys.items()}
    assert {name: VARIABLES[name][mode] for name in expected} == expected


def test_the_style_sheet_names_colours_in_one_place_only():
    rules = CSS[CSS.index("}") :]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


def test_the_style_sheet_keeps_to_its_own_classes_and_streamlits_documented_hooks():
    assert "data-testid" not in CSS
    assert not re.findall(r"\.st-emotion|\.css-", CSS)


def test_streamlits_place_holders_are_still_the_ones_the_slots_name():
    assert [getattr(placeholders, f"CATEGORY_{i}") for i in range(10)] == [slots.COLOUR[slot] for slot in slots.SLOTS]
    assert tuple(getattr(placeholders, f"SEQUENTIAL_{i}") for i in range(10)) == slots.RAMP
    assert (placeholders.GRAY_90, placeholders.BG_COLOR, placeholders.FADED_TEXT_05) == (slots.TEXT, slots.PAPER, slots.HAIR)


@pytest.mark.parametrize("n", range(1, 11))
def test_a_ladder_has_a_colour_of_its_own_for_each_tier(n):
    names = slots.tier_slots(n)
    assert len({slots.COLOUR[name] for name in names}) == n
    assert names[0] == "ordinary"


def test_short_ladders_take_the_metals_in_their_order():
    assert [slots.tier_slots(n) for n in range(1, 6)] == [
        ["ordinary"], ["ordinary", "gold"], ["ordinary", "silver", "gold"], ["ordinary", "silver", "gold", "diamond"],
        ["ordinary", "silver", "gold", "diamond", "special"]]
