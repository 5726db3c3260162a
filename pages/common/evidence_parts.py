"""The parts of the evidence page: figures reached against published ones, what assumptions rest on, what was never tested."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.downloads import table_buttons
from pages.common.results import computed
from pages.common.shell import link
from pages.common.text import _
from simulation import validation
from simulation.assumptions import marks
from simulation.evidence import Evidence, Reached, rules_version
from simulation.market import MARKS, Market
from simulation.reporting import numbers
from simulation.validation import Results
from simulation.validations.base import Validation
from simulation.words import N_

MARK_NAMES = {"paper": N_("published"), "sign": N_("direction published"), "seen": N_("seen or fitted"), "assumed": N_("assumed")}
NEVER_TESTED = (
    N_(
        "**A whole program from start to end.** No public data set has points, tiers and transactions together. Life without a program is held "
        "against data, each effect against a published effect, and their sum against nothing."
    ),
    N_(
        "**How large the effects of tiers, redemption, demotion and offers are.** Papers give the direction, and that is what is checked. The "
        "size is ours."
    ),
    N_(
        "**Joining a paid plan, and friends for a reward.** Renewal and self-selection are held against reports; the chance to join, and how many "
        "friends a reward brings, are assumed."
    ),
    N_(
        "**Chinese programs.** The effects that were published come from other markets. Programs and prices are read off Chinese pages, behaviour is "
        "not."
    ),
    N_("**What waiting at a service desk does.** Queues are exact; how members answer to a wait is only bounded by papers."),
    N_("**A forecast before the fact.** Nothing here was predicted first and measured later. A pilot with a hold-out group would do that."),
)
ASKED = "_evidence_asked"


def answer(found: Evidence | None) -> None:
    if found is None:
        look.answer(
            _("What the simulation was held against"),
            _("**No figures** are kept in this installation."),
            _("They come with Tierlab's documents; below they can be worked out."),
        )
        return
    n, of = found.n_holding, len(found.reached)
    same = found.rules == rules_version()
    told = (
        _("The simulation and its scenarios are still those that were run.")
        if same
        else _("The simulation or its scenarios have changed since; run it again to be sure.")
    )
    look.answer(
        _("What the simulation was held against"),
        _("**{n} of {of}** figures lie where papers and exact results say; {missed} miss.", n=n, of=of, missed=of - n),
        " ".join(
            [
                _(
                    "Last run on {day}, with version {rules} of the simulation.",
                    day=datetime.date.fromisoformat(found.ran_on).isoformat(),
                    rules=found.rules,
                ),
                told,
                _("Every miss stands in its table with its reason; no interval was widened for one."),
            ]
        ),
    )


def shown(v: Validation, value: float) -> str:
    """A figure as pages write it, with a true minus sign."""
    return v.shown(value).replace("-", numbers.MINUS)


def allowed(v: Validation) -> str:
    if v.high == float("inf"):
        return _("above {low}", low=shown(v, v.low))
    return _("{low} to {high}", low=shown(v, v.low), high=shown(v, v.high))


def span(v: Validation, row: Reached) -> str:
    """The lowest and highest over seeds; what it is made of, where that is many runs anyway."""
    if row.low is None:
        return _(v.made_of)
    return _("{low} to {high}", low=shown(v, row.low), high=shown(v, row.high))


def ranges(found: Evidence) -> None:
    look.note(_("Range: the lowest and the highest figure over {n} seeds, the scenario's own and those after it; or how many runs it is made of.",
                n=found.seeds + 1))


def subject(title: str, rows: list[tuple[Validation, Reached]], here: dict[str, float]) -> None:
    held = sum(row.holds for _v, row in rows)
    look.head(_(title), _("{n} of {of} hold", n=held, of=len(rows)))
    heads = [_("What"), _("Published or exact"), _("May be"), _("Found here"), _("Range"), _("Verdict")]
    lines = []
    for v, row in rows:
        verdict = look.chip(_("holds"), "better") if row.holds else look.chip(_("misses"), "worse")
        lines.append(
            [_(v.name), _(v.source), allowed(v), shown(v, row.value), span(v, row), verdict, *([shown(v, here[v.name])] if v.name in here else [])]
        )
    look.table([*heads, *([_("Run here")] if here else [])], lines, left=[1], quiet=[2, 4], strong=[3], caption=_(title))
    for v, row in rows:
        if not row.holds:
            look.note(_("**{name}**: it misses because {why}.", name=_(v.name), why=_(v.known)))
    st.space("small")


def table(found: Evidence) -> pd.DataFrame:
    """Every figure as a file has it."""
    rows = [
        (
            _(title),
            _(v.name),
            _(v.source),
            v.low,
            v.high,
            row.value,
            row.low,
            row.high,
            _("holds") if row.holds else _("misses"),
            _(v.known) if v.known else "",
        )
        for title, rows in found.by_subject().items()
        for v, row in rows
    ]
    return pd.DataFrame(
        rows, columns=["subject", "figure", "source", "allowed_low", "allowed_high", "reached", "lowest", "highest", "verdict", "reason"]
    )


def file(found: Evidence) -> None:
    names = {
        "subject": _("Subject"),
        "figure": _("What"),
        "source": _("Published or exact"),
        "allowed_low": _("Least allowed"),
        "allowed_high": _("Most allowed"),
        "reached": _("Found here"),
        "lowest": _("Lowest over seeds"),
        "highest": _("Highest over seeds"),
        "verdict": _("Verdict"),
        "reason": _("Reason"),
    }
    table_buttons("tierlab", "", {"evidence": (_("all figures"), table(found).rename(columns=names))})


def run_here() -> dict[str, float]:
    """The button that runs all of it again, and what came of it."""
    look.head(_("Run it again here"), _("All figures anew, with the rules of this installation and the scenarios' own seeds; two to five minutes."))
    if not st.session_state.get(ASKED):
        st.button(_("Run the validations"), key="evidence_run", icon=":material/play_arrow:", on_click=lambda: st.session_state.update({ASKED: True}))
        return {}
    results = run()
    if results is None:
        return {}
    look.note(
        _("Run here: **{n} of {of}** hold. The last column of the tables has the figures.", n=sum(good for *_v, good in results), of=len(results))
    )
    return {v.name: value for v, value, _good in results}


def run() -> Results | None:
    """Once for each version of the rules; None while it is not there, or after the visitor stopped it."""
    return computed(("validations", rules_version()), lambda progress: validation.run(steps=progress))


def assumptions(market: Market) -> None:
    counted = marks(market)
    look.head(_("What the market's numbers rest on"), _("{n} numbers of the market of the scenario chosen, by their mark", n=sum(counted.values())))
    rows = [[_(MARK_NAMES[mark]), str(n), _(MARKS[mark])] for mark, n in counted.items()]
    look.table([_("Mark"), _("Numbers"), _("What it means")], rows, left=[2], caption=_("Marks of the assumptions"))
    link("assumptions", _("Every assumption, with its source"))


def limits() -> None:
    look.head(_("What has not been tested"))
    look.prose([_(text) for text in NEVER_TESTED])
    link("pilot", _("Plan a pilot"))
