"""Whatever a caller passes to the parts of a page is shown as text."""
from html.parser import HTMLParser

import pytest

from pages.common import look

EVIL = """<img src=x onerror="alert(1)">'" **bold**"""


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.attributes, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def written(monkeypatch):
    parts = []
    monkeypatch.setattr(look.st, "html", parts.append)
    monkeypatch.setattr(look.st, "space", lambda size: None)
    return parts


def parsed(markup):
    tags = Tags()
    tags.feed(str(markup))
    return tags


@pytest.mark.parametrize("draw", [
    lambda: look.answer(EVIL, EVIL, EVIL), lambda: look.head(EVIL, EVIL), lambda: look.note(EVIL), lambda: look.empty(EVIL, EVIL),
    lambda: look.edits([(EVIL, EVIL, EVIL)], EVIL), lambda: look.cards([look.card(EVIL, EVIL, EVIL, EVIL, "better", EVIL, EVIL, EVIL)]),
    lambda: look.cards([EVIL]), lambda: look.table([EVIL, EVIL], [[EVIL, EVIL]], caption=EVIL, keys=["gold"], heat=[[0.5]]),
    lambda: look.note(look.line(EVIL, look.chip(EVIL, "stale"), look.tip(EVIL, EVIL), look.key("gold", EVIL))),
    lambda: look.note(look.forest_scale(EVIL, EVIL)),
])
def test_what_a_user_wrote_never_becomes_markup(draw, written):
    draw()
    tags = parsed("".join(written))
    assert "img" not in tags.seen
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert "<img src=x onerror=" in tags.text


def test_the_deciding_figure_is_marked_by_stars(written):
    look.answer("", "It **pays back in month 19** at last.")
    assert '<h1 class="tl-answer">It <em>pays back in month 19</em> at last.</h1>' in written[0]


def test_parts_made_here_pass_through():
    assert look.esc(look.chip("Better", "better")) == '<span class="tl-chip better">Better</span>'
    assert look.esc(None) == ""


@pytest.mark.parametrize("wrong", [
    lambda: look.chip("x", 'a" onclick="y'), lambda: look.key("red", "x"), lambda: look.forest(0, 1, 2, "good"),
    lambda: look.card("x", "1", kind="good"), lambda: look.table(["x"], [["y"]], kinds={0: "total"}),
])
def test_an_unknown_kind_or_slot_is_refused(wrong):
    with pytest.raises(ValueError, match="there are"):
        wrong()


def test_a_strip_has_its_marks_in_place():
    drawn = look.strip(46, 47, 48, 41)  # 41 to 48 with 12% of 7 as air at each end: 40.16 to 48.84, 8.68 long
    assert 'class="base" style="left:9.7%"' in drawn  # 0.84 / 8.68
    assert 'class="range" style="left:67.3%;width:23.0%"' in drawn  # 5.84 / 8.68, to 7.84 / 8.68 = 90.3
    assert 'class="dot" style="left:78.8%"' in drawn  # 6.84 / 8.68


def test_a_strip_without_a_range_has_its_dot_in_the_middle():
    assert 'class="dot" style="left:50.0%"' in look.strip(5, 5, 5)


def test_a_strip_keeps_inside_its_line():
    assert 'class="dot" style="left:100.0%"' in look.strip(0, 9, 9, lo=0, hi=5)


def test_a_forest_has_zero_in_the_middle():
    assert 'class="dot" style="left:50.0%"' in look.forest(-1, 0, 1, "unknown")
    assert 'class="dot" style="left:50.0%"' in look.forest(0, 0, 0)


def test_a_table_says_what_heads_a_row_and_a_column(written):
    look.table(["Tier", "Share"], [["Gold", "14%"]], caption="Shares")
    assert '<th scope="col">Tier</th>' in written[0]
    assert '<th scope="row">Gold</th><td>14%</td>' in written[0]


def test_single_cells_may_be_bold(written):
    look.table(["from", "a", "b"], [["a", 1, 2], ["b", 3, 4]], strong=[(0, 1), (1, 2)])
    assert written[0].count('<td class="strong">') == 2


def test_a_seventh_tier_has_a_paler_colour():
    assert "color-mix(in srgb, var(--tl-silver) 55%, transparent)" in look.key("silver_pale", "x")
