"""A story: seven steps, figures of the results that it was made from, every one with a range or a reason, every word translatable."""
import dataclasses
import datetime
import gettext
import re

import numpy as np
import pytest

from simulation.experiments import study
from simulation.metrics import METRICS
from simulation.pairing import aligned
from simulation.reporting import numbers, story_charts
from simulation.reporting.slots import COLOUR
from simulation.scenario import load_scenario
from simulation.story.builder import KEYS, file_name, of_comparison, of_scenario
from simulation.story.content import Story
from simulation.story.material import About, Material, gather, gather_comparison
from simulation.story.members import HEAVY, MEDIAN, member_year
from simulation.story.program_slide import ladder
from simulation.story.words import Words, odds, plain

# one of each kind: none, points, tiers by spend, by nights, everything, a paid plan
SHIPPED = ("no_program", "points_only", "handbook_four_tiers", "hotel_nights", "handbook_whole", "paid_shipping")
MEMBERS, MONTHS, RUNS = 200, 24, 3
SPANLESS = "a figure without a range says why"


def small(name: str):
    return load_scenario(name).with_run(members=MEMBERS, months=MONTHS)


@pytest.fixture(scope="module")
def materials():
    return {name: gather(small(name), RUNS, 2) for name in SHIPPED}


@pytest.fixture(scope="module")
def compared():
    scenarios, _ = aligned([small("points_only"), small("handbook_four_tiers"), small("no_program")])
    return gather_comparison(scenarios, 3, RUNS)


def told(held: Material, language: str = "en") -> Story:
    scenario = held.study.outcome.scenario
    return of_scenario(held, About(scenario.title.in_language(language), 3, True, date=datetime.date(2026, 11, 23)), language)


def told_pairs(held, language: str = "en") -> Story:
    return of_comparison(held, [About(s.title.in_language(language)) for s in held.comparison.scenarios], language)


def texts(story: Story):
    """(place, text) of everything that is read."""
    yield "title", story.title
    for k, pair in enumerate(story.of):
        yield from ((f"of[{k}]", text) for text in pair)
    for t in [story.assumptions]:
        yield from (("assumptions", x) for row in [t.header, *t.rows, [t.caption]] for x in row)
    for s in story.slides:
        yield from ((s.key, x) for x in (s.kicker, s.answer, s.sub, *s.bullets, *s.notes))
        for n in s.numbers:
            yield from ((f"{s.key} number", x) for x in (n.name, n.value, n.span, n.said, n.against))
        for c in s.charts:
            categories = c.x if c.kind != "lines" else ()
            yield from ((f"{s.key} chart", str(x)) for x in (c.title, c.measure, c.alt, *categories, *(k.name for k in c.curves)))
        for t in s.tables:
            yield from ((f"{s.key} table", x) for row in [t.header, *t.rows, [t.caption]] for x in row)


def whole(story: Story) -> None:
    """Seven steps, nothing half said, charts that can be drawn."""
    assert tuple(s.key for s in story.slides) == KEYS
    for place, text in texts(story):
        assert isinstance(text, str) and "{" not in text and "nan" not in text.lower().split() and "None" not in text, (place, text)
        assert text.count("**") in (0, 2, 4), (place, text)
    for s in story.slides:
        assert s.kicker and s.answer and len(s.notes) == 3 and len(s.numbers) <= 4, s.key
        for n in s.numbers:
            assert n.name and n.value and (n.span or n.said or n.against), (s.key, n, SPANLESS)
            assert not n.verdict or n.said, (s.key, n)
        for t in s.tables:
            assert all(len(row) == len(t.header) for row in t.rows), (s.key, t.caption)
        for c in s.charts:
            assert c.alt and all(len(k.y) == len(c.x) for k in c.curves) and all(k.slot in COLOUR for k in c.curves), (s.key, c.title)
            assert all(np.isfinite(list(k.y)).all() for k in c.curves), (s.key, c.title)
            for k in c.curves:
                if k.low is not None:
                    assert (np.asarray(k.low) <= np.asarray(k.high) + 1e-12).all(), (s.key, c.title, k.name)
            assert story_charts.figure(c, story.language, 1.75, 475).layout.height == 475
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", story.name)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_story_is_whole(materials, name):
    story = told(materials[name])
    whole(story)
    market = materials[name].study.outcome.scenario.market
    assert len(story.assumptions.rows) == len(market.assumptions()) and all(row[3] and row[4] for row in story.assumptions.rows)
    said = dict(story.of)
    assert said["Revision"] == "Revision 3, with edits not saved" and said["Date"] == "23 November 2026" and said["Runs for each range"] == str(RUNS)
    assert said["Members"] == str(MEMBERS) and said["Months"] == str(MONTHS)


def test_a_comparison_is_whole(compared):
    whole(told_pairs(compared))
    two = dataclasses.replace(compared, comparison=dataclasses.replace(compared.comparison, **{
        f: getattr(compared.comparison, f)[:2] for f in ("scenarios", "runs", "paths", "tiers", "segments")}), robustness=None, members=())
    whole(told_pairs(two))


def test_a_story_without_the_slow_parts_is_whole_too(materials):
    for held in materials.values():
        whole(told(Material(held.study)))


def test_figures_are_those_of_the_study(materials):
    held = materials["handbook_four_tiers"]
    study, story = held.study, {s.key: s for s in told(held).slides}
    for key in ("outcome", "cost"):
        for n in story[key].numbers:
            if n.metric and n.metric != "fund_rate":
                unit, value, ends = METRICS[n.metric].unit, study.value(n.metric), study.range(n.metric)
                assert n.value == (numbers.money(value, "¥") if unit == "money" else numbers.percent(value)), n
                assert n.span == numbers.span(*ends, unit, like=value), n
    fund = next(n for n in story["cost"].numbers if n.metric == "fund_rate")
    assert fund.value == numbers.money(100 * study.value("fund_rate"), "¥")
    net = story["outcome"].charts[0]
    assert net.curves[0].y[-1] == pytest.approx(study.value("net_value")) and not any(net.curves[1].y)
    assert (net.curves[0].low[-1], net.curves[0].high[-1]) == pytest.approx(tuple(x[-1] for x in study.band("net_value")))
    stack = story["cost"].charts[0]
    assert sum(sum(c.y) for c in stack.curves) == pytest.approx(study.value("program_cost"))
    owed = next(n for n in story["cost"].numbers if n.name == "Points liability at the end")
    assert owed.value == numbers.money(held.liability.closing / 100, "¥")
    bars = story["risk"].charts[0]
    top = [d for d in held.drivers if d.swing > 0][: len(bars.x)]
    assert list(bars.curves[0].high) == [max(d.at_low, d.at_high, study.value("net_value")) for d in top]
    ahead, of = study.runs_above_zero("net_value")
    assert f"{ahead} of {of} runs" in story["recommendation"].answer and f"{ahead} of {of} runs" == story["risk"].numbers[0].value


def test_terms_of_a_comparison_have_their_units_and_the_names_of_their_choices():
    pair = [small(name).with_run(months=3) for name in ("cn_400d", "cn_multiplier")]
    held = gather_comparison(aligned(pair)[0], 2, 2)
    by_language = {language: {row[0]: row[1:] for row in told_pairs(held, language).slides[1].tables[0].rows} for language in ("en", "zh")}
    assert by_language["en"]["Tiers, A tier is held at least"] == ("13 months", "12 months")
    assert by_language["en"]["Gold, Threshold"] == ("¥2,000", "¥1,000")
    assert by_language["zh"]["等级 · 考核期"] == ("固定天数", "滚动月数")


def test_long_names_are_cut_where_there_is_little_room_unless_they_would_be_alike(compared):
    def beside(*names):
        return of_comparison(compared, [About(name) for name in names], "en").slides[3].numbers[0].against

    long = "for the spring season in the northern provinces"
    assert "…" in beside(f"Points {long}", f"Tiers {long}", "None") and long not in beside(f"Points {long}", f"Tiers {long}", "None")
    alike = [f"Points {long} {n}" for n in (1, 2, 3)]
    assert "…" not in beside(*alike) and alike[0] in beside(*alike)


def test_figures_of_a_comparison_are_the_comparisons(compared):
    story = {s.key: s for s in told_pairs(compared).slides}
    found = compared.comparison
    rows = {row[0]: row for row in story["outcome"].tables[0].rows}
    own = 1 if found.runs[1]["net_value"].mean() > found.runs[2]["net_value"].mean() else 2
    d = found.difference("net_value", own)
    assert rows["Net value"][3] == numbers.money(d.mean, "¥", sign=True) and rows["Net value"][5].startswith(d.verdict)
    forest = next(c for c in story["outcome"].charts if c.kind == "forest")
    assert list(forest.curves[0].y) == [found.difference("net_value", k).mean for k in (1, 2)]
    stack = story["cost"].charts[0]
    assert [sum(c.y[k] for c in stack.curves) for k in range(3)] == pytest.approx([r["program_cost"].mean() for r in found.runs])


def test_the_recommendation_follows_the_odds(materials):
    held = materials["handbook_four_tiers"]

    def answer(net):
        runs = held.study.runs.copy()
        runs[("net_value", "program")] = net
        return told(Material(dataclasses.replace(held.study, runs=runs))).slides[-1].answer

    assert answer([1.0, 2.0, 3.0]).startswith("**Run it**")
    assert answer([-1.0, -2.0, -3.0]).startswith("**Do not run it as it is**")
    assert "**cannot be told**" in answer([-1.0, 2.0, 3.0])
    assert [odds(a, 20) for a in (20, 19, 1, 0)] == ["better", "unknown", "unknown", "worse"]


def test_runs_that_end_as_without_a_program_are_not_behind(materials):
    held = materials["handbook_four_tiers"]
    runs = held.study.runs.copy()
    runs[("net_value", "program")] = [0.0, -1.0, 2.0]
    story = {s.key: s for s in told(Material(dataclasses.replace(held.study, runs=runs))).slides}
    assert story["risk"].answer == "In **1 of 3 runs** it ends behind." and "cannot be told" in story["recommendation"].answer


def test_a_program_that_changes_nothing_is_no_loser():
    idle = small("points_only")
    held = gather(idle.with_program({"member_price": {"price_off": [0]}}), RUNS, 2)
    story = told(held)
    whole(story)
    slides = {s.key: s for s in story.slides}
    assert slides["outcome"].answer == "The program **changes nothing**: no run differs from no program." and not slides["outcome"].sub
    assert slides["risk"].answer == "**Nothing** hangs on it: no run differs from no program."
    assert slides["recommendation"].answer == "It **changes nothing**: no run differs from no program."
    assert "does nothing" in slides["recommendation"].bullets[0]


@pytest.mark.parametrize(("nets", "same", "most"), [
    ((-95_700.0, 0.0, 0.0), False, "Four tiers by spend, No program"), ((0.0, 0.0, -95_700.0), False, "Points only, Four tiers by spend"),
    ((7.0, 7.0, 7.0), True, "")])  # fmt: skip
def test_programs_bring_the_same_only_where_all_of_them_do(compared, nets, same, most):
    found = compared.comparison
    runs = tuple(held.assign(net_value=net) for held, net in zip(found.runs, nets, strict=True))
    held = dataclasses.replace(compared, comparison=dataclasses.replace(found, runs=runs), robustness=None)
    story = {s.key: s for s in told_pairs(held).slides}
    said = {key: story[key].answer for key in ("outcome", "risk", "recommendation")}
    assert ("These programs **bring the same**" in said["outcome"]) == (said["risk"] == "**Nothing** hangs on this choice: no run shows any "
                                                                                        "difference.") == same
    assert said["recommendation"].startswith("**Take the simpler one**") == same
    if not same:
        assert said["outcome"].startswith(f"{most} bring **the same net value** in every run, and more than ")
        assert said["recommendation"].startswith(f"**Take the simplest of {most}**")
    for s in story.values():
        assert not any("settle it" in x or "more replications" in x for x in (s.sub, *s.bullets)), "no further run would tell equals apart"


def test_no_word_escapes_translation(materials, compared, monkeypatch):
    """With every letter of every translated text blotted out, what is left is figures, and names that people gave."""
    class Blotted(gettext.NullTranslations):
        def gettext(self, message):
            return "".join(part if part.startswith("{") else re.sub("[A-Za-z]", "·", part) for part in re.split(r"({[^}]*})", message))

    monkeypatch.setattr("simulation.translation.catalogue", lambda language: Blotted())
    stories = [(told(held, "zh"), [held.study.outcome.scenario]) for held in materials.values()]
    stories.append((told_pairs(compared, "zh"), compared.comparison.scenarios))
    for story, scenarios in stories:
        names = {word for s in scenarios for text in given(s.model_dump(mode="json")) for word in re.findall(r"[A-Za-z]{2,}", text)}
        names |= {word for s in scenarios for m in s.program.mechanics for word in m.label.split("_")}     # a mechanic's own label
        for place, text in texts(story):
            found = [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in names]
            assert not found, (place, text, found)


def given(document):
    """Names that people gave: texts in two languages."""
    for key, held in document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list | tuple) else ():
        if key in ("en", "zh"):
            yield held
        else:
            yield from given(held)


def test_the_ladder_is_the_programs_own():
    four, w = load_scenario("handbook_four_tiers"), Words("en", "¥")
    table = ladder(four, w)
    assert [" ".join(row[:3]) for row in table.rows] == ["Member at once 1", "Silver ¥1,000 1.2", "Gold ¥3,000 1.5", "Diamond ¥8,000 2"]
    assert table.rows[1][3] == "Free freight, Birthday gift"
    top = [row[:2] for row in ladder(load_scenario("handbook_whole"), w).rows][3:]
    assert top == [["Diamond", "8,000 growth points"], ["Black", "by invitation"]]


def test_a_typical_year_without_a_program_gives_nothing_back_and_with_a_fixed_price_off_gives_that():
    none = member_year(small("no_program"), 2)
    assert none.value(MEDIAN, "back") == none.value(HEAVY, "back") == 0 and none.value(MEDIAN, "missing") is None
    off = small("no_program").with_program({"member_price": {"price_off": [0.1]}})
    year = member_year(off, 2)
    for group in (MEDIAN, HEAVY):
        # a tenth of list prices; an order sent back is no sale, but its discount was given: so somewhat more than a tenth of sales
        found, (low, high) = year.value(group, "back_rate"), year.range(group, "back_rate")
        assert 0.1 - 1e-3 <= found < 0.1 / (1 - 3 * off.market.returned_share.value) and low <= found <= high
    assert year.months == 12 and 0 < year.buyers <= year.members


def test_what_is_still_to_go_is_in_the_unit_of_what_qualifies():
    def four(**terms):
        scenario = small("handbook_four_tiers")
        mapping = scenario.program.mapping()
        high = [0, 5, 15, 40]
        levels = [level | ({"second_threshold": n} if "second_metric" in terms else {"threshold": n} if "metric" in terms else {})
                  for level, n in zip(mapping["tiers"]["levels"], high, strict=True)]
        return scenario.with_program({"base_earn": mapping["base_earn"], "tiers": mapping["tiers"] | terms | {"levels": levels}})

    def sub(scenario):
        held = Material(study(scenario, 2), members=member_year(scenario, 2))
        return held.members, next(s for s in told(held).slides if s.key == "feel").sub

    year, said = sub(four())
    spend = year.value(MEDIAN, "to_next")
    assert 0 < spend <= 8_000 and f"{numbers.money(spend, '¥')} still to go" in said
    year, said = sub(four(metric="orders"))
    orders = year.value(MEDIAN, "to_next")
    assert 0 < orders <= 40 and f"{numbers.count(orders)} orders still to go" in said
    year, said = sub(four(second_metric="orders", joined_by="all"))
    assert year.value(MEDIAN, "to_next") is None and 0 < year.value(MEDIAN, "missing") <= 1
    assert said == f"The next tier is {numbers.percent(year.value(MEDIAN, 'missing'))} of its threshold away for a median buyer."


def test_words():
    assert [plain(x) for x in (1.0, 0.25, 1000, 0.00012, -3)] == ["1", "0.25", "1,000", "0.0001", "−3"]
    assert file_name(["四级会员（按消费）"], "handbook_four_tiers") == "handbook-four-tiers" and file_name(["Été: A/B"], "x") == "ete-a-b"
    assert file_name(["400 天消费", "倍数"], "cn_400d cn_multiplier") == "cn-400d-cn-multiplier" and file_name(["金"], "银") == "story"
    assert Words("zh", "¥").listed(["a", "b"]) == "a、b"
