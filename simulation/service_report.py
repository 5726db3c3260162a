"""How members were served: contacts and waits by tier and desk, and how busy the agents were."""
from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.arm import ArmResult
from simulation.mechanics.service_desk import ServiceDesk
from simulation.outcome import NO_TIER, Outcome
from simulation.program import Program
from simulation.records import COMMON, CONTACTS_ANSWERED, DEDICATED, GIVEN_UP, LATE, SERVICE, WAITED_MINUTES
from simulation.scenario import Scenario

ARMS = ("program", "no_program")


def desks_of(program: Program) -> list[tuple[str, ServiceDesk]]:
    """Label and terms of each service desk, in the order of the tables."""
    return [(m.label, m.terms) for m in program.mechanics if isinstance(m.terms, ServiceDesk)]


def service_by_month(outcome: Outcome) -> pd.DataFrame:
    """By month, arm, desk and tier at the order: contacts begun or given up in the month, their mean wait in minutes of opening hours, the
    share begun within the promise, those given up, and how busy the agents who serve the tier were (share of their hours)."""
    parts = [_of_desk(outcome, arm, d, label, terms) for arm in ARMS for d, (label, terms) in enumerate(desks_of(outcome.scenario.program))]
    columns = ["month", "arm", "desk", "tier", "contacts", "mean_wait", "within_promise", "given_up", "utilisation"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _of_desk(outcome: Outcome, arm: str, d: int, label: str, terms: ServiceDesk) -> pd.DataFrame:
    names = outcome.tier_names if arm == "program" else [NO_TIER]
    n, months = len(names), outcome.scenario.run.months
    counts, busy = getattr(outcome, arm).service[:, :n, d], utilisation(outcome, arm, d)
    own = [DEDICATED if arm == "program" and terms.serves_apart(tier) else COMMON for tier in range(n)]
    contacts = counts[:, :, CONTACTS_ANSWERED].ravel()
    return pd.DataFrame({
        "month": np.repeat(np.arange(1, months + 1), n), "arm": arm, "desk": label, "tier": names * months, "contacts": contacts,
        "mean_wait": _share(counts[:, :, WAITED_MINUTES].ravel(), contacts),
        "within_promise": 1 - _share(counts[:, :, LATE].ravel(), contacts),
        "given_up": counts[:, :, GIVEN_UP].ravel(), "utilisation": busy[:, own].ravel()})


def service_by_tier(outcome: Outcome, arm: str, d: int) -> pd.DataFrame:
    """The whole run by tier: contacts, mean wait, share within the promise and given up at one desk."""
    names = outcome.tier_names if arm == "program" else [NO_TIER]
    counts = getattr(outcome, arm).service[:, : len(names), d].sum(0)
    contacts = counts[:, CONTACTS_ANSWERED]
    return pd.DataFrame({"tier": names, "contacts": contacts, "mean_wait": _share(counts[:, WAITED_MINUTES], contacts),
                         "within_promise": 1 - _share(counts[:, LATE], contacts), "given_up": counts[:, GIVEN_UP]})


def utilisation(outcome: Outcome, arm: str, d: int) -> np.ndarray:
    """[month, common or dedicated agents]: share of their opening hours in which they serve; NaN without agents."""
    terms, calendar = desks_of(outcome.scenario.program)[d][1], outcome.scenario.calendar
    agents = [terms.agents, terms.dedicated_agents if arm == "program" else 0]
    hours = np.diff(calendar.month_starts)[:, None] * 60 * terms.opening_hours * np.array(agents)
    return _share(getattr(outcome, arm).desk_busy[:, d], hours)


def service_curves(scenario: Scenario, result: ArmResult) -> dict[str, np.ndarray]:
    """By month for each desk and tier, under the names of `curve`: mean wait in minutes (NaN in a month without contacts), and the counts
    of records.SERVICE."""
    out = {}
    for d in range(len(desks_of(scenario.program))):
        for tier in range(len(scenario.program.tier_names)):
            counts = result.service[:, tier, d]
            out |= {curve(name, d, tier): counts[:, k] for k, name in enumerate(SERVICE)}
            out[curve("wait", d, tier)] = _share(counts[:, WAITED_MINUTES], counts[:, CONTACTS_ANSWERED])
    return out


def curve(what: str, d: int, tier: int) -> str:
    """The name of a desk's curve; desks and tiers count from 0."""
    return f"{what}_{d}_{tier}"


def per_contact(paths: dict[tuple[str, str], np.ndarray], what: str, d: int, tier: int, arm: str = "program") -> np.ndarray:
    """One value for each run of a study: what is counted in all months, of the contacts of all months; NaN without contacts."""
    counted, contacts = (paths[arm, curve(name, d, tier)].sum(1) for name in (what, "contacts"))
    return _share(counted, contacts)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)
