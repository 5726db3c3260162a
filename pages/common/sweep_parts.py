"""The parts of the sweep page."""
from __future__ import annotations

import math

import numpy as np
import streamlit as st

from pages.common import look, sweep_words
from pages.common.downloads import table_buttons
from pages.common.session import Draft, whole_program
from pages.common.sweep_choice import NONE, Choice, keep, remembered
from pages.common.text import _, fault_text, inside, language, measured
from simulation.comparison import BETTER, WORSE
from simulation.inputs import ScenarioError
from simulation.metrics import METRICS
from simulation.reporting import numbers, sweep_charts
from simulation.scenario import Scenario
from simulation.sweep import Axis, Best, Sweep, sweepable, with_values
from simulation.words import N_

SLOTS = {BETTER: "better", WORSE: "worse"}
REFUSED = "_sweep_refused"
LISTED, REASONS = 8, 4      # points of a heat map in its table; reasons for blanks
FORMS = {"money": "money", "percent": "percent"}


def stands_on(scenario: Scenario, axes: tuple[Axis, ...]) -> bool:
    """Whether the scenario is a point of the grid."""
    held = {t.path: t.value for t in sweepable(scenario)}
    return all(held.get(a.path) in a.values for a in axes)


class Shown:
    """A sweep with the outcome that is looked at, and how its points and figures are written."""

    def __init__(self, found: Sweep, choice: Choice, scenario: Scenario):
        self.found, self.choice, self.scenario, self.metric = found, choice, scenario, choice.outcome
        self.terms, self.best = choice.terms, found.best(choice.outcome)
        self.mean, (self.low, self.high), self.against = found.mean(self.metric), found.interval(self.metric), found.difference(self.metric)
        self.unit = FORMS.get(METRICS[self.metric].unit, "count")
        words = found.table([self.metric])["against_now_verdict"].to_numpy()
        self.verdicts = words.reshape(found.shape)

    def point(self, at: tuple[int, ...], units: bool = False) -> str:
        write = sweep_words.value_and_unit if units else sweep_words.value
        return " × ".join(write(t, x, self.scenario) for t, x in zip(self.terms, self.found.point(at), strict=True))

    def value(self, at: tuple[int, ...]) -> str:
        return sweep_words.figure(self.metric, float(self.mean[at]), self.scenario)

    def difference(self, at: tuple[int, ...]) -> str:
        return sweep_words.figure(self.metric, float(self.against[0][at]), self.scenario, sign=True)

    def at_an_end(self, at: tuple[int, ...]) -> bool:
        """Whether a point lies at an end of a range that could be wider."""
        highest = [len(self.scenario.program.tier_names) if t.unit == "tier" else t.high for t in self.terms]
        ends = zip(self.found.point(at), at, self.found.axes, self.terms, highest, strict=True)
        return any((i == 0 and x != t.low) or (i == len(a.values) - 1 and x != high) for x, i, a, t, high in ends)

    def reason(self, at: tuple[int, ...]) -> str:
        """Why a point has no figure."""
        return _(self.found.reasons.get(at) or N_("not every run has such a figure"))


def names(choice: Choice) -> str:
    return " × ".join(sweep_words.short(t) for t in choice.terms)


def kicker(choice: Choice, held: Draft) -> str:
    out = _("{name}: {what} over {terms}", name=held.saved_name, what=inside(_(METRICS[choice.outcome].label)), terms=names(choice))
    return out + (" · " + _("with edits not saved") if held.edited else "")


def question(choice: Choice, held: Draft) -> None:
    """Before anything has run."""
    label = inside(_(METRICS[choice.outcome].label))
    look.answer(kicker(choice, held), _("Where is **{what}** best?", what=label),
                _("Choose one or two numbers and their ranges, then run the sweep: every point meets the same members with the same luck."))


def answer(shown: Shown, held: Draft) -> None:
    best, choice, label = shown.best, shown.choice, _(METRICS[shown.metric].label)
    if best is None:
        look.answer(kicker(choice, held), _("No point of this sweep has **such a figure**."), _(METRICS[shown.metric].help))
        return
    now = shown.point(shown.found.current, True)
    if best.at == shown.found.current:
        look.answer(kicker(choice, held), _("No point is better than the current design, **{now}**.", now=now),
                    _("{label} is {value} there, in the mean of {n} runs.", label=label, value=shown.value(best.at), n=choice.replications))
        return
    values = {"best": shown.point(best.at, True), "now": now, "gain": shown.difference(best.at), "label": label}
    if best.verdict == BETTER:
        ahead = shown.difference(best.at).lstrip("+" + numbers.MINUS).replace(" ", "\u00a0")
        said = _("Best at **{best}**: {label} is {ahead} better than now, {now}.", **values | {"label": inside(label), "ahead": ahead})
    else:
        said = _("The best point, {best}, **cannot be told** from now, {now}.", **values)
    span = sweep_words.span(shown.metric, best.low, best.high, shown.scenario, True)
    sub = _("{label} goes from {before} to {after}; the difference is {gain} ({span}), paired over {n} runs of the same luck.", **values,
            before=shown.value(shown.found.current), after=shown.value(best.at), span=span or _("no range"), n=choice.replications)
    more = _("It lies at the end of the range; a wider range may hold a better one.") if best.verdict == BETTER and shown.at_an_end(best.at) else ""
    look.answer(kicker(choice, held), said, " ".join(filter(None, (sub, flattery(best), more))))


def flattery(best: Best) -> str:
    if best.verdict != BETTER:
        return _("More runs at each point would narrow the range.")
    if best.holds:
        return _("That holds, too, when the choice among {n} points is allowed for.", n=best.among)
    return _("The best of {n} points flatters itself; more runs at each point would confirm it.", n=best.among)


# ======== one number ======================================================================================================
def curves(shown: Shown) -> None:
    """The outcome over the number, and the paired difference."""
    term, found, current = shown.terms[0], shown.found, shown.found.current[0]
    symbol, x = shown.scenario.market.symbol, found.axes[0].values
    label = _(METRICS[shown.metric].label)
    behind = sweep_words.unit(term, symbol)
    over = measured(sweep_words.name(term), behind)
    left, right = st.columns([1.25, 1], gap="large")
    blanks = {k: f"{shown.point((k,))}: {shown.reason((k,))}" for k in range(len(x)) if math.isnan(shown.mean[k])}
    common = {"current": current, "x_kind": sweep_words.kind(term), "unit": shown.unit, "symbol": symbol, "lang": language(),
              "x_texts": [shown.point((k,)) for k in range(len(x))] if term.unit in sweep_words.NAMED else None}  # fmt: skip
    with left:
        look.head(label, _("mean of {n} runs and its 95% interval, over {term}", n=shown.choice.replications, term=over))
        top = _("best {point}", point=shown.point(shown.best.at)) if shown.best else ""
        look.show(sweep_charts.curve(x, shown.mean, shown.low, shown.high, best=shown.best.at[0] if shown.best else None, top=top,
                                     now=_("now {point}", point=shown.point(found.current)), blanks=blanks, **common),
                  f"sweep-{shown.metric}", _("{label} over {term}; the table below has the same figures.", label=label, term=over))  # fmt: skip
    with right:
        look.head(_("Against now"), _("paired difference and its 95% interval; full dots can be told from now"))
        slots = [SLOTS.get(word, "unknown") for word in shown.verdicts]
        look.show(sweep_charts.differences(x, *shown.against, slots=slots, **common), f"sweep-against-{shown.metric}",
                  _("Difference to the current design over {term}; the table below has the same figures.", term=over))  # fmt: skip
    rows_of(shown, [(k,) for k in range(len(x))])


# ======== two numbers =====================================================================================================
def heat(shown: Shown) -> None:
    """The heat map, then the best points as a table."""
    found, shape = shown.found, shown.found.shape
    cells = [[(i, j) for j in range(shape[1])] for i in range(shape[0])]
    known = ~np.isnan(shown.mean)
    texts = [[shown.value(at) for at in column] for column in cells]
    hover = [[f"{shown.point(at, True)}: " + (f"{shown.value(at)} ({shown.difference(at)}, {_(shown.verdicts[at]) or _('now')})" if known[at]
                                              else shown.reason(at)) for at in column] for column in cells]  # fmt: skip
    right, up = (measured(sweep_words.short(t), sweep_words.unit(t, shown.scenario.market.symbol)) for t in shown.terms)
    look.head(_(METRICS[shown.metric].label), _("{right} to the right, {up} upward; the stronger, the better; bold can be told from now",
                                               right=right, up=up))
    ticks = [[sweep_words.value(t, x, shown.scenario) for x in a.values] for t, a in zip(shown.terms, found.axes, strict=True)]
    best = shown.best.at if shown.best and shown.best.at != found.current else None
    look.show(sweep_charts.heat(shown.mean, x_texts=ticks[0], y_texts=ticks[1], texts=texts, strong=np.isin(shown.verdicts, [*SLOTS]),
                                better=METRICS[shown.metric].better, current=found.current, best=best, now=_("now"), top=_("best"), hover=hover,
                                height=90 + 46 * shape[1]),
              f"sweep-heat-{shown.metric}", _("{label} over {right} and {up}; the best points are in the table below.",
                                              label=_(METRICS[shown.metric].label), right=right, up=up))  # fmt: skip
    blanks(shown)
    st.space("small")
    look.head(_("The best points"), _("and the current design; the file has every point"))
    judged = np.where(known, METRICS[shown.metric].better * shown.mean, -np.inf)
    order = [tuple(int(i) for i in np.unravel_index(k, shape)) for k in np.argsort(-judged, axis=None, kind="stable")]
    listed = [at for at in order if known[at]][:LISTED]
    rows_of(shown, listed + ([found.current] if found.current not in listed else []))


def blanks(shown: Shown) -> None:
    """Why cells are empty, each reason once."""
    reasons = list(dict.fromkeys(shown.reason(at) for at in np.ndindex(shown.found.shape) if math.isnan(shown.mean[at])))
    for reason in reasons[:REASONS]:
        look.note(_("Blank: {reason}", reason=reason))
    if len(reasons) > REASONS:
        look.note(_("and {n} reasons more, over the cells and in the file.", n=len(reasons) - REASONS))


# ======== table, file, taking a point =====================================================================================
def rows_of(shown: Shown, places: list[tuple[int, ...]]) -> None:
    label, current = _(METRICS[shown.metric].label), shown.found.current
    rows, kinds = [], {}
    for at in places:
        point = [sweep_words.value(t, x, shown.scenario) for t, x in zip(shown.terms, shown.found.point(at), strict=True)]
        if math.isnan(shown.mean[at]):
            kinds[len(rows)] = "quiet"
            rows.append([*point, "", "", "", "", shown.reason(at)])
            continue
        spans = [sweep_words.span(shown.metric, float(a[at]), float(b[at]), shown.scenario, sign)
                 for a, b, sign in ((shown.low, shown.high, False), (*shown.against[1:], True))]
        if at == current:
            kinds[len(rows)] = "sum"
            rows.append([*point, shown.value(at), spans[0], "", "", _("now")])
        else:
            word = shown.verdicts[at]
            rows.append([*point, shown.value(at), spans[0], shown.difference(at), spans[1], look.chip(_(word), SLOTS.get(word, "unknown"))])
    n = len(shown.terms)
    look.table([*(sweep_words.short(t) for t in shown.terms), label, _("95% interval"), _("Against now"), _("95% interval"),
                look.hidden(_("Verdict"))], rows,
               kinds=kinds, left=[n + 4], quiet=[n + 1, n + 3], strong=[n], caption=_("The points of the sweep"))


def file(shown: Shown) -> None:
    """Every point with every outcome."""
    table = shown.found.table()
    table["outcome"] = [_(METRICS[m].label) for m in table["outcome"]]
    heads = dict(zip(("first", "second"), (sweep_words.name(t) for t in shown.terms), strict=False))
    table_buttons(shown.scenario.name, shown.scenario.market.currency, {"sweep": (_("every point, every outcome"), table.rename(columns=heads))})


def take(shown: Shown, held: Draft) -> None:
    """Writes a point into the draft; can be undone."""
    mine = [(k, t) for k, t in enumerate(shown.terms) if t.of_program]
    if not mine:
        look.note(_("An assumption belongs to the market, so no point of it can be taken into the program."))
        return
    start = shown.best.at if shown.best else shown.found.current
    if REFUSED in st.session_state:
        st.error(_("The point was not taken: {why}.", why=st.session_state.pop(REFUSED)), icon=":material/error:")
    look.head(_("Take a point"), _("into the program that you are editing; it can be undone, and is saved on the design page"))
    columns, at = st.columns([*[1] * len(mine), 2], vertical_alignment="bottom"), list(shown.found.current)
    for (k, term), column in zip(mine, columns, strict=False):
        values = shown.found.axes[k].values
        texts = {i: sweep_words.value(term, x, shown.scenario) for i, x in enumerate(values)}
        axes = " × ".join(f"{a.path} {a.values}" for a in shown.found.axes)
        key = remembered(f"sweep_take.{held.source}.{shown.metric}.{axes}.{k}", start[k], range(len(values)))
        at[k] = keep(key, column.selectbox(sweep_words.short(term), list(texts), format_func=texts.get, key=key))
    at, blank = tuple(at), shown.found.reasons.get(tuple(at), NONE)
    with columns[-1], st.container(horizontal=True):
        values = {t.path: shown.found.axes[k].values[at[k]] for k, t in mine}
        idle = bool(at == shown.found.current or blank or held.faults)
        st.button(_("Take this point"), key="go_take", type="primary", on_click=_take, disabled=idle, args=(held, values))
        st.button(_("Undo"), icon=":material/undo:", type="tertiary", disabled=not held.undo, on_click=held.step_back, key="sweep_undo")
    if blank:
        look.note(_("The program cannot be so: {reason}", reason=_(blank)))
    elif held.faults:
        look.note(_("Correct the program on the design page first."))


def _take(held: Draft, values: dict[str, float]) -> None:
    try:
        held.edit(whole_program(with_values(held.good, values)))
    except ScenarioError as e:      # another tab has changed the program since this one was drawn
        st.session_state[REFUSED] = fault_text(e)
        return
    held.redraw()
