"""Plays a case: members whose purchases are written down, through simulation.member's own functions, as they stand and compiled.

Nothing is left to luck: the basket is exactly the amount of the script (a gamma draw without spread), a member redeems or returns when
the script says so (chances of nearly 0 or 1), nobody drops out, and the program has no effect on behaviour.
"""
from __future__ import annotations

import dataclasses
import datetime

import numpy as np

from simulation import member, reference
from simulation.arm import FIELDS, ArmResult
from simulation.compiled import rules
from simulation.desks import Desks
from simulation.invitations import Invitations
from simulation.outcome import Outcome
from simulation.population import population
from simulation.records import CARD, FOREVER, LOTS, MAX_EXPIRY, MAX_TIERS, MEASURES, MEMBER, OFFER_MEASURES, SERVICE, STAGE_MEASURES, TALLY
from simulation.scenario import Scenario, build, merged
from simulation.service import waits_compiled, waits_simpy
from simulation.simulate import rate_card

CERTAIN = 60.0    # log-odds: a chance of 1 - 1e-26
COUNTED = {"issued": "points_issued", "redeemed": "points_redeemed", "expired": "points_expired", "reversed": "points_reversed",
           "rewards": "rewards", "purchases": "purchases", "upgrades": "upgrades", "downgrades": "downgrades", "active": "active",
           "recruits": "recruits", "plan_joins": "plan_joins", "plan_renewals": "plan_renewals", "plan_members": "plan_members",
           "reminders": "reminders"}
MONEY = {"sales": "sales", "returned_sales": "returned_sales", "discount": "discount", "fees_paid": "fees_paid"}


class Plain:
    """The rules as they stand, on plain Python objects."""

    queue = staticmethod(waits_simpy)

    def __init__(self, rows, card):
        self.members = [reference.plain_record(row, MEMBER) for row in rows]
        self.card, self.tally = reference.plain_record(card[0], CARD), reference.blank_tally()

    def clear(self):
        self.tally = reference.blank_tally()

    def do(self, rule, i, *args):
        return getattr(member, rule)(self.members[i], *args)

    def set_card(self, **values):
        vars(self.card).update({name: reference.plain(x) for name, x in values.items()})

    def set_member(self, i, **values):
        vars(self.members[i]).update(values)

    def hand_over(self):
        return reference.hand_over(self.members)

    def remember(self, rows, excess):
        reference.remember(self.members, rows, excess, self.card)

    def value(self, i, name):
        return getattr(self.members[i], name)

    def tables(self):
        return {name: np.array(getattr(self.tally, name), np.int64) for name in TALLY.names}

    def snapshot(self):
        return [{name: np.array(getattr(s, name)).tolist() for name in MEMBER.names} for s in self.members]

    def column(self, name):
        return np.array([getattr(s, name) for s in self.members], MEMBER[name].base)

    def put(self, name, who, values):
        for i, value in zip(who.tolist(), values.tolist(), strict=True):
            self.set_member(i, **{name: value})


class Compiled:
    """The same rules compiled, on records."""

    queue = staticmethod(waits_compiled)

    def __init__(self, rows, card):
        self.rows, self._card, self._tally = rows.copy(), card.copy(), np.zeros(1, TALLY)
        self.card, self.tally = self._card[0], self._tally[0]

    def clear(self):
        self._tally[:] = 0

    def do(self, rule, i, *args):
        return getattr(rules(), rule)(self.rows[i], *args)

    def set_card(self, **values):
        for name, x in values.items():
            self._card[name] = x

    def set_member(self, i, **values):
        for name, x in values.items():
            self.rows[name][i] = x

    def hand_over(self):
        out = np.empty((rules().contacts_held(self.rows), 4), np.int64)
        rules().hand_over_block(self.rows, out)
        return out

    def remember(self, rows, excess):
        rules().remember_block(self.rows, rows, excess, self._card)

    def value(self, i, name):
        return self.rows[name][i].item()

    def tables(self):
        return {name: self._tally[name][0].copy() for name in TALLY.names}

    def snapshot(self):
        return [{name: self.rows[name][i].tolist() for name in MEMBER.names} for i in range(len(self.rows))]

    def column(self, name):
        return self.rows[name]

    def put(self, name, who, values):
        self.rows[name][who] = values


@dataclasses.dataclass
class Story:
    """What became of the members: the first one's record at each month's end, and the month's tables of all."""

    scenario: Scenario
    outcome: Outcome
    months: list          # [month - 1] -> a dict of the record for each member

    def at(self, month: int) -> dict:
        """Everything a case may expect of a month's end, in the words that cases use."""
        s, minor = self.months[month - 1][0], self.scenario.market.minor_per_unit
        counts = self.outcome.program.count[month - 1].sum(0)
        tiers = self.scenario.program.get("tiers")
        lots = {v: s["lots"][v % LOTS] for v in range(max(1 - MAX_EXPIRY, month + 1 - LOTS), month + 1)}
        metrics = tiers.metrics if tiers else ["spend"]
        held = [amount / minor if metric == "spend" else amount for metric, amount in zip(metrics, s["qualifying"], strict=False)]
        found = {"balance": s["balance"], "tier": self.outcome.tier_names[s["tier"]], "qualifying": held[0], "qualifying_second": held[-1],
                 "tiers": [self.outcome.tier_names[other["tier"]] for other in self.months[month - 1]], "lots": {v: n for v, n in lots.items() if n}}
        found["events"] = int(self.outcome.program.acts[month - 1, :, :, 0].sum())
        arm = self.outcome.program
        found |= dict(zip(OFFER_MEASURES, map(int, arm.offer[month - 1].sum((0, 1))), strict=True))
        found["offer_contacts"] = int(arm.contact[month - 1].sum())
        found |= {word: found[word] / minor for word in ("money_off", "prize_cost")}
        found |= dict(zip(STAGE_MEASURES, map(int, arm.stage[month - 1].sum(0)), strict=True))
        found |= {word: int(counts[MEASURES.index(measure)]) for word, measure in COUNTED.items()}
        found |= dict(zip(SERVICE, self.outcome.program.service[month - 1].sum((0, 1)).tolist(), strict=True))
        found |= {"service_memory": s["service_memory"], "busy_minutes": self.outcome.program.desk_busy[month - 1, 0].tolist()}
        return found | {word: int(counts[MEASURES.index(measure)]) / minor for word, measure in MONEY.items()}

    def costs(self, month: int, to_date: bool = False) -> dict:
        """Posting's name -> its amount in currency units, and by tier under (name, tier)."""
        out: dict = {}
        for m, _, posting in self.outcome.postings:
            if m == month or (to_date and m < month):
                for tier, amount in zip(self.outcome.tier_names, posting.amounts, strict=True):
                    for key in (posting.name, (posting.name, tier)):
                        out[key] = out.get(key, 0) + amount
        return {key: amount / self.scenario.market.minor_per_unit for key, amount in out.items()}


def scenario_of(case: dict, program: dict) -> Scenario:
    """The case's own terms over those of its file; `no_effects` market, and whatever numbers of the market the case sets."""
    scripts = [case.get("purchases") or [], *case.get("others", [])]
    document = {"title": case["name"], "market": "ecommerce_cn", "program": merged(program, case.get("program") or {}),
                "opening": case.get("opening"), "run": {"members": len(scripts), "months": case["months"], "seed": 7,
                                                        "start": case.get("start", datetime.date(2026, 1, 1))}}
    scenario = build(document, "case", "a case")
    numbers = {"returned_share": 0.0, "status_value": 0.0, "never_redeems": 0.0} | (case.get("market") or {})
    return scenario.with_market(scenario.market.preset("sceptic").with_values(**numbers))


def play(case: dict, program: dict) -> Story:
    """The case through both ways of running the rules; raises AssertionError where they differ."""
    scenario = scenario_of(case, program)
    stories = [_played(scenario, case, way) for way in (Plain, Compiled)]
    plain, compiled = stories
    for month, (a, b) in enumerate(zip(plain.months, compiled.months, strict=True), start=1):
        assert a == b, f"month {month}: the compiled rules leave another member than the plain ones"
    for name in FIELDS:
        assert np.array_equal(getattr(plain.outcome.program, name), getattr(compiled.outcome.program, name)), f"{name}: compiled differs"
    return plain


def _played(scenario: Scenario, case: dict, kind: type) -> Story:
    calendar, people, ratecard = scenario.calendar, population(scenario), rate_card(scenario)
    tables, rows = ratecard.day_tables(), people.rows
    for name, value in {"enrolled": 1, "alive": 1, "redeems": 1, "dropout": 0.0, "basket_scale": 1.0, **(case.get("traits") or {})}.items():
        rows[name] = value
    way, arm, months = kind(rows, ratecard.record()), ArmResult(scenario.run.months), []
    scripts = [_by_month(calendar, script) for script in (case.get("purchases") or [], *case.get("others", []))]
    by_tier, desks = np.bincount(rows["tier"], minlength=MAX_TIERS), Desks(ratecard.service, way.queue, scenario.market.worst_wait.value)
    invitations = Invitations(ratecard.invitation, calendar) if ratecard.invitation else None
    for month in range(1, scenario.run.months + 1):
        way.set_card(**ratecard.month(month, tables), status=ratecard.status(by_tier))
        if invitations:
            invitations.send(month, way.column, way.put)
        way.set_card(**case.get("card", {}))       # rates so high or low that luck has no say
        for i, script in enumerate(scripts):
            way.do("open_month", i, way.card, way.tally)
            for clock, purchase in script.get(month, []):
                _buy(way, i, clock, purchase, scenario)
            way.do("live_month", i, way.card, way.tally)      # returns that are still due
            way.do("close_month", i, way.card, way.tally)
        for name, table in way.tables().items():
            getattr(arm, name)[month - 1] = table
        if ratecard.service:
            first, last = calendar.span(month)
            served, busy = desks.month(way, last - first)
            arm.service[month - 1, :, : served.shape[1]], arm.desk_busy[month - 1, : len(busy)] = served, busy
        way.clear()
        months.append(way.snapshot())
        by_tier = arm.measure("members")[month - 1]
    outcome = Outcome(scenario, "case", arm, ArmResult(scenario.run.months), people.opening)
    return Story(scenario, outcome, months)


def _by_month(calendar, script: list) -> dict[int, list]:
    """Month -> (operational time, purchase); purchases of one day follow each other through the day."""
    out: dict[int, list] = {}
    for k, purchase in enumerate(sorted(script, key=lambda p: p["day"])):
        day = (purchase["day"] - calendar.start).days
        assert 0 <= day < calendar.days, f"{purchase['on']} is outside the {calendar.months} months of the case"
        month = int(np.searchsorted(calendar.month_starts, day, side="right"))
        out.setdefault(month, []).append((float(calendar.clock[day]) + (k + 1) / (len(script) + 1), purchase))
    return out


def _buy(way, i: int, clock: float, purchase: dict, scenario: Scenario) -> None:
    """One baseline occasion at this time, after the returns that are due before it."""
    way.set_card(basket_d=float(scenario.market.minor(purchase["pay"])), basket_c=0.0,
                 eta_0=CERTAIN if purchase.get("redeem") else -CERTAIN, returned_share=1.0 if purchase.get("returned") else 0.0)
    way.set_member(i, next_base=clock)
    before = way.value(i, "n_base")
    while way.value(i, "n_base") == before:
        way.do("step", i, way.card, way.tally)
    way.set_member(i, next_base=FOREVER)


