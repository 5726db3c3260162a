"""What a paid plan brings: the lift of its members split into what it caused and who selected themselves in, renewal, fees and costs."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pandas as pd

from simulation.ledger import FEES
from simulation.metrics import net_by_month
from simulation.outcome import Outcome
from simulation.program import word_of
from simulation.records import PLAN_BACK, PLAN_HELD, PLAN_ORDERS, PLAN_TRIALS, RENEWAL_DUE, RENEWAL_LEFT, RENEWED, YEAR
from simulation.scenario import Scenario
from simulation.simulate import simulate

WORD = "paid_plan"

def has_plan(scenario: Scenario) -> bool:
    return scenario.program.get(WORD) is not None


def without_plan(scenario: Scenario) -> Scenario:
    """The same program but for its paid plan."""
    return scenario.with_program({m.label: terms for m, terms in zip(scenario.program.mechanics, scenario.program.mapping().values(), strict=True)
                                  if word_of(m.terms) != WORD})


@dataclasses.dataclass(frozen=True, eq=False)
class PlanReport:
    """One run with the plan and one without it: the same people with the same luck.  Sales over the whole run, currency units.

    Members whom others bring in are left out: a program with the plan and one without it need not bring in the same people.
    """

    outcome: Outcome
    without: Outcome

    @functools.cached_property
    def ever_paid(self) -> np.ndarray:
        """[member] whether the member has ever paid a fee."""
        return self._own(self.outcome, "paid") > 0

    @staticmethod
    def _own(outcome: Outcome, name: str) -> np.ndarray:
        """A figure of every member who was there or joined without anybody's word."""
        return getattr(outcome.program, name)[outcome.program.referred == 0]

    @property
    def payers(self) -> int:
        return int(self.ever_paid.sum())

    def per_member(self, with_plan: bool, payers: bool) -> float | None:
        """Mean sales of those who ever paid, or of the others; None where there are none."""
        who = self.ever_paid if payers else ~self.ever_paid
        sales = self._own(self.outcome if with_plan else self.without, "sales")[who]
        return float(sales.mean() / self.outcome.scenario.market.minor_per_unit) if sales.size else None

    def split(self) -> dict[str, float] | None:
        """Sales a member: naive_gap = selection + causal - others; None where nobody or everybody has paid.

        naive_gap: payers less the others, as the sales ledger shows it · selection: the same gap without the plan · causal: what the plan
        has added to its payers · others: what it has added to the rest, through trials and through fuller or emptier tiers.
        """
        if not 0 < self.payers < self.ever_paid.size:
            return None
        own, rest = self.per_member(True, True), self.per_member(True, False)
        own_before, rest_before = self.per_member(False, True), self.per_member(False, False)
        return {"naive_gap": own - rest, "selection": own_before - rest_before, "causal": own - own_before, "others": rest - rest_before}

    @property
    def net_gain(self) -> float:
        """Net value with the plan less that without it."""
        return float((net_by_month(self.outcome) - net_by_month(self.without)).sum() / self.outcome.scenario.market.minor_per_unit)

    @functools.cached_property
    def split_table(self) -> pd.DataFrame:
        rows = [(group, n, self.per_member(True, payers), self.per_member(False, payers))
                for group, payers, n in (("payers", True, self.payers), ("others", False, self.ever_paid.size - self.payers))]
        table = pd.DataFrame(rows, columns=["group", "members", "sales_with_plan", "sales_without_plan"])
        table["added"] = table["sales_with_plan"].astype(float) - table["sales_without_plan"].astype(float)
        return table

    @functools.cached_property
    def renewals(self) -> pd.DataFrame:
        return renewals(self.outcome)

    @functools.cached_property
    def monthly(self) -> pd.DataFrame:
        return plan_monthly(self.outcome)


def report(outcome: Outcome) -> PlanReport:
    """Runs the scenario without its plan, on the same luck."""
    return PlanReport(outcome, simulate(without_plan(outcome.scenario), engine=outcome.engine))


def renewals(outcome: Outcome) -> pd.DataFrame:
    """By year of tenure: terms that ended, of members who had left for good, renewed; the rates are of a year's terms."""
    counted = outcome.program.plan_renewal.sum((0, 1))
    power = YEAR if outcome.scenario.program.get(WORD).billing == "monthly" else 1
    table = pd.DataFrame({"tenure_year": np.arange(1, len(counted) + 1), "terms_due": counted[:, RENEWAL_DUE],
                          "terms_left": counted[:, RENEWAL_LEFT], "terms_renewed": counted[:, RENEWED]})
    table = table[table["terms_due"] > 0].reset_index(drop=True)
    table["renewal_rate"] = (table["terms_renewed"] / table["terms_due"]) ** power
    table["renewal_rate_staying"] = (table["terms_renewed"] / (table["terms_due"] - table["terms_left"]).where(lambda n: n > 0)) ** power
    return table


def plan_monthly(outcome: Outcome) -> pd.DataFrame:
    """By month: who tries, joins, renews and pays; fees, cost of the plan's benefits (points back cost when redeemed), what is left."""
    totals, plan = outcome.totals["program"], outcome.program.plan.sum((1, 2))
    costs = np.zeros((2, len(totals)), np.int64)
    for month, label, posting in outcome.postings:
        if label == WORD:
            costs[0 if posting.component == FEES else 1, month - 1] += sum(posting.amounts)
    unit = outcome.scenario.market.minor_per_unit
    table = pd.DataFrame({"month": totals.index, "plan_trials": plan[:, PLAN_TRIALS], "plan_joins": totals["plan_joins"],
                          "plan_renewals": totals["plan_renewals"], "plan_members": totals["plan_members"],
                          "plan_holders": plan[:, PLAN_HELD], "plan_orders": plan[:, PLAN_ORDERS], "points_back": plan[:, PLAN_BACK],
                          "fees": costs[0] / unit, "plan_cost": costs[1] / unit})
    table["fees_less_cost"] = table["fees"] - table["plan_cost"]
    return table.reset_index(drop=True)
