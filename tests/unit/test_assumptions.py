"""Assumptions: the mark of every shipped number, edits by hand, and what of them a file and a table say."""
import pytest

from simulation import tables
from simulation.assumptions import as_edit, changed, edited, edited_market, marks, read_edits
from simulation.difference import market_changes, scenario_changes
from simulation.inputs import ScenarioError
from simulation.market import BY_HAND, MARKS, Assumption, Market, told_mark
from simulation.scenario import FOLDER, build, dump, load_market, load_scenario, names, parse
from simulation.simulate import simulate
from simulation.store import Store


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("handbook_four_tiers").with_run(members=300, months=12)


# ---- marks ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("source", [*(f"markets/{name}" for name in names(FOLDER / "markets")), *names()])
def test_the_source_of_every_shipped_number_tells_its_mark(source):
    kind, name = ("market", source.removeprefix("markets/")) if "/" in source else ("scenario", source)
    market = load_market(name) if kind == "market" else load_scenario(name).market
    silent = [f"{n}: {held.source}" for n, held in market.assumptions().items() if told_mark(held.source) is None]
    assert not silent, "write (paper), (sign), (seen) or assumed into:\n" + "\n".join(silent)
    if market.season:
        assert told_mark(market.season_source)
    assert sum(marks(market).values()) == len(market.assumptions())


@pytest.mark.parametrize(("source", "mark"), [
    ("Fader and Hardie 2013, gamma-gamma fitted on CDNOW (paper)", "paper"),
    ("Liu 2007: light buyers respond, heavy ones hardly (sign)", "sign"),
    ("assumed: three times theta_tier; Iyengar, Park and Yu 2022: a third is economic (sign)", "sign"),
    ("assumed: 25 and 14 orders (cirpllc.com/blog/2018/1/14/amazon-prime-reaches-85-million-us-members)", "assumed"),
    ("two nights (assumed) at 158.67 (asianhospitality.com/costar-2024)", "assumed"),
    ("nine items a trip (Numerator's panel, nasdaq.com/articles/the-average)", "seen"),
    ("fitted on orders.csv: 2,357 customers up to 1997-09-30", "seen"),
    ("fitted on simulated example data (orders.csv): 2,357 customers up to 1997-09-30", "assumed"),
    ("our accounts of 2025", "seen"),
    ("changed by hand; before: Gopalakrishnan et al. 2021 (paper)", "assumed"),
    ("somebody said so", None),
])
def test_words_of_a_source_tell_the_mark(source, mark):
    assert told_mark(source) == mark
    assert Assumption(value=1, source=source).mark == (mark or "assumed"), "what tells nothing counts as assumed"


def test_a_mark_that_is_given_wins_and_has_to_be_one():
    assert Assumption(value=1, source="assumed", mark="seen").mark == "seen"
    assert set(MARKS) == {"paper", "sign", "seen", "assumed"}
    with pytest.raises(ScenarioError, match=r"market\.margin\.mark: 'sure' is not allowed"):
        build({"title": "T", "market": {"extends": "ecommerce_cn", "margin": {"value": 0.2, "source": "x", "mark": "sure"}}}, "x")


# ---- edits ---------------------------------------------------------------------------------------------------------------
def test_a_number_changed_by_hand_says_what_it_was(scenario):
    before = scenario.market.phi_member
    new = edited(before, as_edit(before), value=0.4)
    market = edited_market(scenario.market, {"phi_member": new})
    assert (market.phi_member.value, market.phi_member.low, market.phi_member.high) == (0.4, 0.1, 0.4)
    assert market.phi_member.source == f"{BY_HAND}; before: {before.source}" and market.phi_member.mark == "assumed"
    again = edited(market.phi_member, as_edit(market.phi_member), value=0.3)
    assert again["source"] == market.phi_member.source, "and says it once"
    assert edited(before, new, value=0.25) is None, "back where it was, it is no edit"


def test_a_source_of_ones_own_brings_its_mark(scenario):
    before = scenario.market.margin
    new = edited(before, as_edit(before), value=0.31, high=0.35, source="our accounts of 2025")
    held = edited_market(scenario.market, {"margin": new}).margin
    assert held.mark == "seen" and held.unit == before.unit and held.source == "our accounts of 2025"
    assert edited(before, new, high=0.33)["source"] == "our accounts of 2025", "a later edit keeps it"
    assert edited(before, as_edit(before), source="our accounts")["value"] == before.value, "the source alone is an edit, too"


@pytest.mark.parametrize(("cells", "field", "said"), [
    ({"value": 0.5, "low": 0.2, "high": 0.3}, "market.margin", "does not lie between low 0.2 and high 0.3"),
    ({"value": 2.0, "low": None, "high": None}, "market.margin", "2 is outside what is allowed: at least 0 and at most 1"),
    ({"value": 0.5, "low": 0.2, "high": None}, "market.margin", "gives only one of low and high"),
    ({"value": None, "low": None, "high": None}, "market.margin.value", "is missing; give a number"),
    ({"value": 0.5, "low": None, "high": None, "source": ""}, "market.margin.source", "at least 1 character"),
])
def test_an_edit_out_of_bounds_names_field_fault_and_remedy(scenario, cells, field, said):
    with pytest.raises(ScenarioError) as caught:
        edited_market(scenario.market, {"margin": {"source": "x"} | cells, "phi_member": {"value": 9, "low": None, "high": None, "source": "x"}})
    assert [f.field for f in caught.value.faults] == [field, "market.phi_member"], "every fault, not the first alone"
    assert said in caught.value.faults[0].message


def test_changes_are_said_in_words(scenario):
    market = edited_market(scenario.market, {
        "phi_member": edited(scenario.market.phi_member, as_edit(scenario.market.phi_member), value=0.4),
        "margin": edited(scenario.market.margin, as_edit(scenario.market.margin), high=0.3),
        "headroom": edited(scenario.market.headroom, as_edit(scenario.market.headroom), source="our guess"),
    })  # fmt: skip
    found = {c.field: c for c in market_changes(scenario.market, market)}
    assert list(found) == ["market.margin.high", "market.headroom.source", "market.phi_member.value"]
    phi = found["market.phi_member.value"]
    assert (phi.title, phi.before, phi.after) == ("Membership on dropout", 0.25, 0.4)
    assert (found["market.margin.high"].place, found["market.margin.high"].title) == ("Contribution margin", "High case")
    assert not market_changes(market, market)
    both = scenario.with_program({}).with_market(market)
    assert [c.field for c in scenario_changes(scenario, both)][-3:] == list(found)


# ---- files, the store, tables --------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def other(scenario):
    new = edited(scenario.market.phi_member, as_edit(scenario.market.phi_member), value=0.4)
    return scenario.with_market(edited_market(scenario.market, {"phi_member": new}))


def test_a_file_holds_only_the_numbers_that_differ(scenario, other):
    assert scenario.document()["market"] == "ecommerce_cn"
    assert other.document()["market"] == {
        "extends": "ecommerce_cn",
        "phi_member": {"value": 0.4, "low": 0.1, "high": 0.4, "source": f"{BY_HAND}; before: {scenario.market.phi_member.source}"},
    }
    back = build(parse(dump(other.document()), "f"), other.name)
    assert back.market == other.market and back.digest() == other.digest() != scenario.digest()


def test_a_changed_market_is_saved_with_the_scenario(other, tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    back, _saved = store.load(store.create("Ours", other))
    assert back.market == other.market and back.named_market.phi_member.value == 0.25
    assert back.document()["market"] == other.document()["market"]


def test_a_market_that_does_not_ship_is_written_whole(tmp_path):
    (tmp_path / "markets").mkdir()
    (tmp_path / "markets" / "ours.yaml").write_text("extends: ecommerce_cn\nname: Ours\nmargin: {value: 0.3, source: our accounts}\n")
    (tmp_path / "s.yaml").write_text("title: S\nmarket: ours\n")
    held = load_scenario(tmp_path / "s.yaml")
    elsewhere = build(held.document(), "elsewhere")
    assert elsewhere.market == held.market and held.named_market is None


def test_the_table_says_mark_and_change(scenario, other):
    plain = tables.assumptions(scenario.market, scenario.named_market)
    assert len(plain) == len(scenario.market.assumptions()) and not plain["changed"].any() and plain["was"].isna().all()
    assert set(plain["mark"]) <= set(MARKS) and (plain["unit"] != "").any()
    table = tables.all_tables(simulate(other))["assumptions"].set_index("assumption")
    assert table.index[table["changed"]].tolist() == ["phi_member"] == list(changed(other.market, other.named_market))
    row = table.loc["phi_member"]
    assert (row["value"], row["was"], row["mark"]) == (0.4, 0.25, "assumed")


def test_a_season_is_a_row_of_the_table():
    market = load_market("ecommerce_cn_seasons")
    last = tables.assumptions(market).iloc[-1]
    assert last["assumption"] == "season" and last["mark"] == "seen" and "National Bureau of Statistics" in last["source"]


# ---- links ---------------------------------------------------------------------------------------------------------------
GOOD = {"value": 5.0, "low": None, "high": None, "source": "x"}


def test_numbers_out_of_their_limits_pass_and_are_faults(scenario):
    assert read_edits({"margin": GOOD}, scenario.market) == {"margin": GOOD}


@pytest.mark.parametrize("bent", [
    [], {"margn": GOOD}, {"name": GOOD}, {"margin": 5}, {"margin": {"value": 1}}, {"margin": GOOD | {"unit": "x"}}, {"margin": GOOD | {"value": "5"}},
    {"margin": GOOD | {"low": True}},
    {"margin": GOOD | {"value": float("nan")}}, {"margin": GOOD | {"value": 10**400}}, {"margin": GOOD | {"source": None}},
    {"margin": GOOD | {"source": "x" * 5000}},
    {"margin": GOOD | {"mark": "sure"}}, {"margin": GOOD | {"mark": []}},
], ids=lambda x: str(x)[:60])  # fmt: skip
def test_a_bent_link_is_refused(scenario, bent):
    with pytest.raises(ValueError, match="no "):
        read_edits(bent, scenario.market)


def test_every_number_has_a_unit_or_is_a_pure_one():
    assert all(isinstance(Market.model_fields[n].json_schema_extra["unit"], str) for n in load_market("ecommerce_cn").assumptions())


@pytest.mark.parametrize("name", ["ecommerce_cn", ""])
def test_a_number_set_outside_its_cases_can_be_saved_and_opened_again(name):
    """with_values may leave the range; a scenario saved so could not be opened again."""
    scenario = load_scenario("points_only")
    moved = scenario.model_copy(update={"market": scenario.market.with_values(referral_response=0.8), "market_name": name})
    again = build(moved.document(), "again")
    assert again.market.values() == moved.market.values() and again.market.referral_response.low is None


@pytest.mark.parametrize(("edit", "said"), [({"value": 4.5}, "is no month"), ({"value": 4, "low": 3, "high": 5}, "is a choice")])
def test_a_fiscal_year_starts_in_a_whole_month_and_has_no_cases(edit, said):
    """An edit of 4.5 was taken, and the scenario saved with it could not be opened again."""
    with pytest.raises(ScenarioError, match=said):
        edited_market(load_market("ecommerce_cn"), {"fiscal_year_start": {"source": "assumed"} | edit})


@pytest.mark.parametrize("market", [5, ["x"]])
def test_a_market_that_is_neither_a_name_nor_a_mapping_is_named(market):
    with pytest.raises(ScenarioError, match="give the name of a market, or a mapping"):
        build({"title": "T", "market": market}, "t")
