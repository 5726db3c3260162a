"""The whole program as a picture: how one joins, earns, climbs, redeems, what is lost, and what each costs; made from the terms alone.

A mechanic stands where its kind belongs, one that the map does not know where its group does; `contents` is all of it in words, `diagram`
is as much of it as goes on the paper.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from simulation import map_columns, map_layout, map_offers, map_terms
from simulation.ledger import COMPONENTS, FEES
from simulation.map_boxes import SCREEN, Paper
from simulation.map_words import Told, Writer, own_words, percent, plain, reached, writer
from simulation.mechanics import Mechanic
from simulation.naming import called
from simulation.outcome import Outcome
from simulation.program import Program, word_of
from simulation.records import YEAR
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots
from simulation.scenario import Scenario
from simulation.story.content import Diagram, Node
from simulation.words import N_

BANDS = {"join": N_("Join"), "earn": N_("Earn"), "climb": N_("Climb"), "use": N_("Redeem and use"), "lapse": N_("Expire and lapse"),
         "run": N_("Run the program")}
OF_GROUP = {"tiers": "climb", "points": "earn", "benefits": "use", "campaigns": "use", "lifecycle": "lapse", "word_of_mouth": "join",
            "partners": "use", "paid_plan": "join", "service": "run", "budget": "run", "running": "run", "more": "use"}
# Mechanics that stand elsewhere than the rest of their group
OF_WORD = {"sign_up": "join", "welcome_offer": "join", "activation_offer": "join", "points_expiry": "lapse", "cash_off": "use",
           "reward_catalogue": "use", "points_campaign": "earn"}
# Groups of which several boxes may become one
TITLES = {"campaigns": N_("Campaigns"), "lifecycle": N_("Offers to members"), "points": N_("Points"), "benefits": N_("Benefits"),
          "partners": N_("Partners"), "service": N_("Service desks")}
# What comes into a band: a measure of the run, and its words
PASSING = {"earn": ("points_issued", N_("{n} points earned a year")), "climb": ("upgrades", N_("{n} upgrades a year")),
           "use": ("points_redeemed", N_("{n} points redeemed a year")), "lapse": ("points_expired", N_("{n} points expired a year"))}


@dataclasses.dataclass(frozen=True)
class Block:
    """One mechanic, or one tier.  costs: of a unit; figures: of a run; cost: of a run, a year, in the currency; edits: what it was before."""

    key: str
    title: str
    lines: Sequence[str]
    costs: Sequence[str] = ()
    figures: Sequence[str] = ()
    edits: Sequence[str] = ()
    group: str = ""
    slot: str = ""
    field: str = ""
    cost: float = 0.0


@dataclasses.dataclass(frozen=True)
class Band:
    """cost: of a run, by year, in the currency.  passing: how much of a run comes into the band, in words."""

    key: str
    title: str
    blocks: Sequence[Block]
    cost: float | None = None
    cost_title: str = ""
    passing: str = ""

    @property
    def costs(self) -> list[str]:
        return [line for block in self.blocks for line in block.costs]


def contents(scenario: Scenario, language: str, outcome: Outcome | None = None, edits: Mapping[str, str] | None = None) -> list[Band]:
    """Every band that has something in it, with every mechanic of the program in one of them.

    edits: place in the program (`program.tiers.levels[1].threshold`) -> what it was, in words.  outcome: a run, of this program or of the
    one before an edit; what it does not know has no figures.
    """
    w, held = writer(scenario, language), scenario.program
    if not held.mechanics:
        return []
    blocks: dict[str, list[Block]] = {key: [] for key in BANDS}
    blocks["join"].append(_members(scenario, w))
    figures, costs = (_figures(outcome, w), _costs(outcome)) if outcome else ({}, {})
    for m in held.mechanics:
        block = _block(m.terms, m.label, w, edits or {})
        blocks[place_of(m.terms)].append(dataclasses.replace(block, figures=figures.get(m.label, ()), cost=costs.get(m.label, 0.0)))
    if held.get("tiers"):
        blocks["climb"] = [*_ladder(held, w, edits or {}), *blocks["climb"]]
    out = []
    for key, found in blocks.items():
        if found:
            cost = sum(b.cost for b in found) if outcome else None
            said = _yearly(cost, w) if cost else w.say(N_("What it costs"))
            out.append(Band(key, w.say(BANDS[key]), found, cost, said, _passing(key, outcome, w)))
    return out


def diagram(scenario: Scenario, language: str, outcome: Outcome | None = None, edits: Mapping[str, str] | None = None,
            paper: Paper = SCREEN) -> Diagram:  # fmt: skip
    """The map on a paper: lists that are too long for it end with how many more there are."""
    w, bands = writer(scenario, language), contents(scenario, language, outcome, edits)
    if not bands:
        title, line = w.say(N_("No program")), w.say(N_("There is nothing to join, to earn or to lose."))
        return Diagram((Node("nothing", 0.5, 0.5, 0.5, 0.6, title, (line,)),), (), f"{title}: {line}", paper.width, 120)
    said = w.say(N_("Map of the program {name} in {n} parts: {parts}. The table beside it says the same in words."),
                 name=scenario.title.in_language(language), n=len(bands), parts=w.listed(b.title for b in bands))
    lay = map_columns.laid if paper.across else map_layout.laid
    return lay(bands, said, paper, lambda text, **values: w.say(text, **values), {g: w.say(t) for g, t in TITLES.items()},
                lambda cost: _yearly(cost, w))


def place_of(terms: Mechanic) -> str:
    """The band of a mechanic."""
    return OF_WORD.get(word_of(terms)) or OF_GROUP.get(terms.group, "use")


def told(terms: Mechanic, w: Writer) -> Told:
    known = map_terms.TOLD | map_offers.TOLD
    for kind in type(terms).__mro__:
        if kind in known:
            return known[kind](terms, w)
    return own_words(terms, w)


def title_of(terms: Mechanic, label: str, w: Writer) -> str:
    return w.say(called(terms, label))


def _yearly(cost: float, w: Writer) -> str:
    return w.say(N_("{money} a year"), money=numbers.money(cost, w.symbol, w.language))


def _block(terms: Mechanic, label: str, w: Writer, edits: Mapping[str, str]) -> Block:
    said, title, path = told(terms, w), title_of(terms, label, w), f"program.{label}"
    costs = said.costs if said.named else [w.say(N_("{what}: {value}"), what=title, value=cost) for cost in said.costs]
    was = [text for field, text in edits.items() if within(field, path) and not field.startswith("program.tiers.levels[")]
    return Block(label, w.say(N_("Rules of the tiers")) if label == "tiers" else title, said.lines, costs, (), was, terms.group, "", path)


def within(field: str, path: str) -> bool:
    """Whether a place lies in another one, or is it."""
    return field == path or field.startswith((f"{path}.", f"{path}["))


def _ladder(held: Program, w: Writer, edits: Mapping[str, str]) -> list[Block]:
    """A box for each tier, lowest first: what it takes, and what an order is worth in it."""
    tiers, earn, price, out = held.get("tiers"), held.get("base_earn"), held.get("member_price"), []
    for i, (level, slot) in enumerate(zip(tiers.levels, tier_slots(len(tiers.levels)), strict=True)):
        lines = [w.say(N_("by invitation")) if held.by_invitation(i) else reached(tiers, i, w)]
        if level.lifetime_spend:
            lines.append(w.say(N_("for good from {money}"), money=w.money(level.lifetime_spend)))
        if earn and len(set(earn.multiplier)) > 1:
            lines.append(w.say(N_("points × {n}"), n=plain(earn.multiplier[i])))
        if price and (off := price.price_off[min(i, len(price.price_off) - 1)]):
            lines.append(w.say(N_("{share} off"), share=percent(off)))
        path = f"program.tiers.levels[{i}]"
        was = [text for field, text in edits.items() if within(field, path)]
        out.append(Block(f"tiers.levels[{i}]", w.name(level.name), lines, (), (), was, "ladder", slot, path))
    return out


def _members(scenario: Scenario, w: Writer) -> Block:
    members, joins = scenario.run.members, scenario.market.joins_per_year.value
    lines = [w.say(N_("{n} on day 0"), n=numbers.count(members))]
    lines += [w.say(N_("{n} more join a year"), n=numbers.count(members * joins))] * bool(joins)
    return Block("members", w.say(N_("Members")), lines)


def _years(outcome: Outcome) -> float:
    return outcome.scenario.run.months / YEAR


def _costs(outcome: Outcome) -> dict[str, float]:
    """Program cost by mechanic's label, a year."""
    table = outcome.costs[outcome.costs["component"].isin(COMPONENTS)]
    return (table.groupby("mechanic")["amount"].sum() / _years(outcome)).to_dict()


def _figures(outcome: Outcome, w: Writer) -> dict[str, list[str]]:
    """Of each mechanic's label: cost, fees and uses in a year of the run."""
    costs, table = _costs(outcome), outcome.costs
    fees = (table[table["component"] == FEES].groupby("mechanic")["amount"].sum() / _years(outcome)).to_dict()
    uses = (outcome.uses.groupby("mechanic")["times"].sum() / _years(outcome)).to_dict()
    out: dict[str, list[str]] = {}
    for text, values, symbol in ((N_("{money} a year"), costs, w.symbol), (N_("{money} of fees a year"), fees, w.symbol),
                                 (N_("{n} uses a year"), uses, "")):
        for label, value in values.items():
            if value:
                out.setdefault(label, []).append(w.say(text, money=(said := numbers.money(value, symbol, w.language)), n=said))
    return out


def _passing(band: str, outcome: Outcome | None, w: Writer) -> str:
    column, text = PASSING.get(band, ("", ""))
    if outcome is None or not column:
        return ""
    value = float(outcome.totals["program"][column].sum()) / _years(outcome)
    return w.say(text, n=numbers.money(value, "", w.language)) if value else ""
