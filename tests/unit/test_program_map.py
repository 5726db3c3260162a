"""The program map: every mechanic finds a place, boxes lie apart and hold their texts, figures are those of the run."""
import itertools
import re
from typing import ClassVar
from xml.etree import ElementTree

import pytest

from simulation.inputs import term
from simulation.map_boxes import SCREEN, SLIDE, rows_of, text_height, text_width, wrapped
from simulation.mechanics import REGISTRY
from simulation.mechanics.base import GROUPS, Mechanic
from simulation.program import Labelled, Program, word_of
from simulation.program_map import BANDS, OF_GROUP, OF_WORD, contents, diagram
from simulation.reporting import diagram_charts, diagram_svg, numbers
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate
from simulation.translation import translated
from tests.unit.everything import every_scenario

EVERY = "every mechanic"


class BirthdayGift(Mechanic):
    """A gift in the month of the birthday.  It is not known to the map."""

    title = "Birthday gift"
    group: ClassVar[str] = "benefits"
    from_tier: int = term(2, title="From tier", unit="tier")
    share: float = term(0.25, title="Members who take it", unit="share of members")
    unit_cost: float = term(24.0, title="Cost of a gift", unit="currency")


def scenario_of(name):
    return every_scenario() if name == EVERY else load_scenario(name)


@pytest.fixture(scope="module")
def run():
    return simulate(every_scenario())


@pytest.mark.parametrize("name", [*names(), EVERY])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_boxes_lie_apart_inside_the_paper_and_hold_their_texts(name, language):
    scenario = scenario_of(name)
    for paper in (SCREEN, SLIDE):
        found = diagram(scenario, language, paper=paper)
        assert found.nodes and found.alt and len({node.key for node in found.nodes}) == len(found.nodes)
        for node in found.nodes:
            assert node.x - node.width / 2 >= -1e-9 and node.x + node.width / 2 <= 1 + 1e-9, node.key
            assert node.y - node.height / 2 >= -1e-9 and node.y + node.height / 2 <= 1 + 1e-9, node.key
            assert text_height(node, found.width) <= node.height * found.height + 0.5, node
            inner = node.width * found.width
            for row in itertools.chain(*rows_of(node, found.width)):
                assert text_width(row, 12) <= inner, (node.key, row)
        for a, b in itertools.combinations(found.nodes, 2):
            apart = abs(a.x - b.x) >= (a.width + b.width) / 2 - 1e-9 or abs(a.y - b.y) >= (a.height + b.height) / 2 - 1e-9
            assert apart, f"{a.key} lies on {b.key}"
        keys = {node.key for node in found.nodes}
        assert {end for link in found.links for end in (link.source, link.target)} <= keys


@pytest.mark.parametrize("name", ["handbook_four_tiers", "cn_growth5", "coffee_stars", "beauty_spend"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_slide_shows_the_parts_beside_each_other_no_higher_than_it_is(name, language):
    found = diagram(load_scenario(name), language, paper=SLIDE)
    heads = [node for node in found.nodes if node.key.startswith("band.") and node.key != "band.run"]
    assert found.height <= SLIDE.tallest and len({node.y for node in heads}) == 1 and [node.x for node in heads] == sorted(node.x for node in heads)
    assert [(link.source, link.target) for link in found.links] == [(a.key, b.key) for a, b in itertools.pairwise(heads)]


@pytest.mark.parametrize("name", [*names(), EVERY])
def test_every_mechanic_has_one_place_and_only_what_there_is_has_a_box(name):
    scenario = scenario_of(name)
    found = [block.key for band in contents(scenario, "en") for block in band.blocks]
    tiers = scenario.program.get("tiers")
    expected = [m.label for m in scenario.program.mechanics] + [f"tiers.levels[{i}]" for i in range(len(tiers.levels) if tiers else 0)]
    assert sorted(found) == sorted(expected + ["members"] * bool(expected))


def test_every_word_and_group_of_the_registry_has_a_band():
    assert set(OF_GROUP) == set(GROUPS) and set(OF_WORD) <= set(REGISTRY)
    assert {*OF_GROUP.values(), *OF_WORD.values()} == set(BANDS)
    assert len({word_of(m.terms) for m in every_scenario().program.mechanics}) == len(REGISTRY)


def test_a_mechanic_that_the_map_does_not_know_stands_with_its_group_and_says_its_numbers(monkeypatch):
    monkeypatch.setitem(REGISTRY, "birthday_gift", BirthdayGift)
    scenario = load_scenario("handbook_four_tiers")
    program = Program(mechanics=(*scenario.program.mechanics, Labelled(label="birthday_gift", terms=BirthdayGift())))
    [band] = [b for b in contents(scenario.model_copy(update={"program": program}), "en") if b.key == "use"]
    block = band.blocks[-1]
    assert block.title == "Birthday gift" and block.field == "program.birthday_gift"
    assert block.lines == ["A gift in the month of the birthday.", "From tier: Silver", "Members who take it: 25%"]
    assert block.costs == ["Birthday gift: Cost of a gift: ¥24"]


def test_a_program_of_nothing_says_so():
    found = diagram(load_scenario("no_program"), "en")
    assert [node.title for node in found.nodes] == ["No program"] and not found.links and "nothing to join" in found.alt
    assert diagram_charts.diagram(found).layout.height == found.height


def test_terms_stand_in_words_with_their_numbers():
    said = {block.key: block for band in contents(load_scenario("handbook_four_tiers"), "en") for block in band.blocks}
    assert said["tiers.levels[2]"].title == "Gold" and said["tiers.levels[2]"].lines == ["from ¥3,000", "points × 1.5"]
    assert {"Judged by spend", "Counted over 12 months", "Downgrade to the tier still reached"} <= set(said["tiers"].lines)
    assert said["cash_off"].lines == ["500 points take ¥5 off"]
    assert "Free freight: ¥8 an order, used by 25%" in said["tier_benefits"].costs
    assert said["points_expiry"].lines == ["Lost 12 months after earning"]
    assert "0.6 a member and month" in " ".join(said["running_cost"].costs)


def test_a_tier_by_invitation_is_not_one_that_an_amount_leads_to():
    for language, words in (("en", "by invitation"), ("zh", translated("by invitation", "zh"))):
        said = {block.key: block for band in contents(load_scenario("handbook_whole"), language) for block in band.blocks}
        assert said["tiers.levels[4]"].lines[0] == words and "8,000" in said["tiers.levels[3]"].lines[0]
        assert not any("50,000" in line for line in said["tiers.levels[4]"].lines)


def test_a_plan_says_its_low_fee_and_what_it_costs_by_the_year():
    scenario = load_scenario("paid_score_gated")
    for billing, time in (("yearly", "year"), ("monthly", "month")):
        program = scenario.program.mapping()
        program["paid_plan"]["billing"] = billing
        [plan] = [block for band in contents(scenario.with_program(program), "en") for block in band.blocks if block.key == "paid_plan"]
        assert plan.lines[:2] == [f"Gated plan: ¥888 a {time}", f"¥88 a {time} from a qualifying amount of ¥4,000"]
        assert "Gated plan: ¥45 a year" in plan.costs and "Gated plan: ¥45 a month" not in plan.costs


def test_names_and_units_follow_the_language():
    said = {block.key: block for band in contents(load_scenario("cn_growth5"), "zh") for block in band.blocks}
    assert said["tiers.levels[3]"].title == "白金" and "生日券" in " ".join(said["tier_benefits"].lines)


def test_long_lists_end_with_how_many_more_and_keep_the_rest_for_who_asks():
    found = diagram(every_scenario(), "en", paper=SLIDE)
    tiers = [node for node in found.nodes if node.key.startswith("tiers.levels[")]
    assert all(re.fullmatch(r".+ · (everybody|from .+|by invitation)", node.title) for node in tiers)      # on a slide a tier is one line
    assert len(tiers) > 2
    cut = [node for node in found.nodes if node.more and node not in tiers]
    assert cut
    for node in cut:
        [line] = [x for x in node.lines if re.fullmatch(r"and \d+ more", x)]
        assert line == f"and {len(node.more)} more"
    hovers = " ".join(trace.text for trace in diagram_charts.diagram(found).data)
    assert all(diagram_charts.esc(line) in hovers for node in cut for line in node.more)


def test_figures_are_those_of_the_run(run):
    bands = contents(run.scenario, "en", run)
    total = run.costs[run.costs["component"] != "fees"]["amount"].sum() / 1.5       # 18 months
    assert sum(band.cost for band in bands) == pytest.approx(total, rel=1e-12)
    said = {block.key: block for band in bands for block in band.blocks}
    used = run.uses[run.uses["mechanic"] == "cash_off"]["times"].sum() / 1.5
    assert used > 10 and f"{float(f'{used:.2e}'):,.3g} uses a year".replace(",", "") in [x.replace(",", "") for x in said["cash_off"].figures]
    assert any(x.endswith("of fees a year") for x in said["paid_plan"].figures)
    found = diagram(run.scenario, "en", run)
    [merged] = [node for node in found.nodes if node.key == "group.campaigns"]
    together = sum(block.cost for band in bands for block in band.blocks if block.group == "campaigns" and block.key != "points_campaign")
    assert together > 0 and merged.lines[-1] == numbers.money(together, "¥") + " a year"
    labels = {link.target: link.label for link in found.links if link.label}
    assert labels.keys() == {"band.earn", "band.climb", "band.use", "band.lapse"}
    bold, grey = ("".join(note.text for note in diagram_charts.diagram(found, stale=stale).layout.annotations) for stale in (False, True))
    assert bold.count("<b>") - grey.count("<b>") >= len(labels) + sum(node.figures for node in found.nodes)


def test_an_edit_marks_its_box_and_no_other():
    found = diagram(load_scenario("handbook_four_tiers"), "en", edits={"program.tiers.levels[2].threshold": "● From: was 2,000"})
    assert [node.key for node in found.nodes if any(line.startswith(diagram_charts.EDIT) for line in node.lines)] == ["tiers.levels[2]"]


def test_an_edit_is_never_cut():
    scenario = every_scenario()
    edits = {f"program.{m.label}.x": f"● {m.label} was" for m in scenario.program.mechanics if m.label != "tiers"}
    found = diagram(scenario, "en", edits=edits)
    alone = {m.label for m in scenario.program.mechanics} & {node.key for node in found.nodes} - {"tiers"}
    assert len(alone) > 5
    for node in found.nodes:
        assert node.key not in alone or f"● {node.key} was" in node.lines


def test_the_picture_file_has_the_same_texts_and_is_well_formed():
    for name in (EVERY, "no_program"):
        found = diagram(scenario_of(name), "en")
        root = ElementTree.fromstring(diagram_svg.svg(found))
        said = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
        assert said == [row for node in found.nodes for row in itertools.chain(*rows_of(node, found.width))]
        assert root.find("{http://www.w3.org/2000/svg}title").text == found.alt


def test_what_a_scenario_writes_is_not_read_as_markup():
    scenario = load_scenario("handbook_four_tiers")
    held = scenario.program.mapping()
    held["tiers"]["levels"][1]["name"] = "<b>Silver</b>"
    fig = diagram_charts.diagram(diagram(scenario.with_program(held), "en"))
    assert any("&lt;b&gt;Silver" in note.text for note in fig.layout.annotations)
    assert not any("<b>Silver</b></b>" in note.text for note in fig.layout.annotations)


@pytest.mark.parametrize("text", ["Free freight, from Silver", "生日券，每年一次，由白金起", "Anextremelylongwordwithoutanyplacetobreakit", ""])
def test_lines_break_without_losing_a_letter(text):
    rows = wrapped(text, 60)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(row, 12) <= 60 + 12 for row in rows)      # a stop may hang over
