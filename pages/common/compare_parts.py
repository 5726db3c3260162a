"""The parts of the compare page: the answer, what differs, the measures of a pair, all scenarios, and what they hang on."""
from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import compare_words as words
from pages.common import look, places
from pages.common.compare_choice import Choice
from pages.common.downloads import table_buttons
from pages.common.session import whole_program
from pages.common.text import _, ended, given, inside, language, listed, whereabouts
from simulation.comparison import BETTER, CANNOT_TELL, WORSE, Comparison, Reached
from simulation.comparison_tables import metrics_table, robustness_table, runs_table, strict, terms_table, winner
from simulation.difference import changes
from simulation.metrics import HEADLINE, METRICS
from simulation.reporting import comparison_charts, numbers
from simulation.robustness import Robustness
from simulation.sweepable import unit_of_both

MAIN = ("net_value", "incremental_margin", "program_cost", "fund_rate", "sales", "retention_rate_12m", "active_rate", "upgrade_rate_12m",
        "downgrade_rate_12m", "payback_month")  # fmt: skip
SURE = 0.9           # share of the worlds from which on the assumptions are not what decides
SHOWN_TERMS = 8


def answer(found: Comparison, names: list[str], reached: Reached | None, held: Robustness | None) -> None:
    """The winner by net value, what cannot be told, and what it hangs on."""
    run, form = found.scenarios[0].run, words.of("net_value", found.scenarios[0].market.symbol)
    kicker = _("{names} · {members} members, {months} months, {n} replications on the same luck", names=" / ".join(names),
               members=numbers.count(run.members), months=run.months, n=found.replications)  # fmt: skip
    (best, open_pairs), found = winner(found), strict(found)
    rivals = [k for k in range(len(names)) if k != best]
    rival = min(rivals, key=lambda k: found.difference("net_value", best, k).mean)      # the one that comes closest
    d = found.difference("net_value", best, rival)
    same = [k for k in rivals if not found.difference("net_value", best, k).values.any()]
    if len(same) == len(rivals):
        said = _("These scenarios **bring the same**: no run shows any difference in net value.")
    elif not open_pairs:
        said = _("{name} brings **{more} more net value** than {other}.", name=names[best], more=form.value(d.mean), other=names[rival])
        if len(names) > 2:
            said += " " + _("It is ahead of all the others.")
        if held and min(held.better_in("net_value", best, k)[0] / len(held.worlds[0]) for k in rivals) < SURE:
            said += " " + _("But that hangs on the assumptions.")
    elif len(names) == 2:
        said = _("Whether {a} or {b} brings more net value **cannot be told**.", a=names[0], b=names[1])
    else:
        others = listed(names[k] for k in open_pairs)
        said = _("{name} looks best by net value, but whether it beats {others} **cannot be told**.", name=names[best], others=others)
    look.answer(kicker, said, " ".join(filter(None, [_luck(found, names, best, rival, form), _worlds(names, held, best, rival, d), _width(reached)])))


def _luck(found: Comparison, names: list[str], best: int, rival: int, form: words.Form) -> str:
    d = found.difference("net_value", best, rival)
    if not d.values.any():
        return ""
    by_word: dict[str, list[str]] = {}
    for metric in HEADLINE:
        other = found.difference(metric, best, rival)
        if metric != "net_value" and other.values.size and other.values.any():
            by_word.setdefault(other.verdict, []).append(_(METRICS[metric].label))
    said = _("{name} less {other}: {mean}, by luck {span}", name=names[best], other=names[rival], mean=form.change(d.mean),
             span=form.span(d.low, d.high, d.mean))  # fmt: skip
    if len(names) > 2:
        said += " " + _("({share} interval: the best of {n} was picked)", share=numbers.percent(found.confidence, 1), n=len(names))
    if d.verdict == CANNOT_TELL and words.why(d):
        said = _("{value} ({range})", value=said, range=words.why(d))
    told = {BETTER: _("better"), WORSE: _("worse"), CANNOT_TELL: _("cannot be told")}
    rest = listed((_("{name}: {value}", name=told[word], value=listed(by_word[word])) for word in told if word in by_word), ";")
    return " ".join(ended(part) for part in (said, rest[:1].upper() + rest[1:]) if part)


def _worlds(names: list[str], held: Robustness | None, best: int, rival: int, d) -> str:
    if held is None or not d.values.any():
        return ""
    ahead, of = held.better_in("net_value", best, rival)
    said = _("Over the assumptions it is ahead in {ahead} of {of} worlds.", ahead=ahead, of=of)
    if d.verdict == BETTER:
        same = words.presets(held.holds_under(BETTER, "net_value", best, rival))
        said += " " + _("The verdict is the same under these assumptions: {presets}.", presets=same)
    return said


def _width(reached: Reached | None) -> str:
    if reached is None or reached.reached:
        return ""
    return _("The range of {metric} is still wider than asked for after {n} replications; by the spread seen, about {needed} would do.",
             metric=inside(_(METRICS[reached.metric].label)), n=reached.comparison.replications,
             needed=numbers.count(reached.runs_needed))  # fmt: skip


def terms(choice: Choice, own: int) -> None:
    """What differs in the terms of a pair, in words."""
    a, b = choice.scenarios[0], choice.scenarios[own]
    found, program, before = changes(a.program, b.program, language()), whole_program(b), whole_program(a)
    look.head(_("What differs"), _("terms of {b} against {a}", a=choice.names[0], b=choice.names[own]))
    if not found:
        look.note(_("Both programs have the same terms."))
        return
    rows = []
    for c in found:
        known = program if c.field.split(".")[1].split("[")[0] in program else before
        unit = unit_of_both(c.unit, a.program, b.program)
        shown = [places.term_shown(c, v if v is not None or c.title else False, known) for v in (c.before, c.after)]
        rows.append([whereabouts((given(c.place), _(c.title))), *shown, _(unit) if unit else ""])
    header = [_("Term"), choice.names[0], choice.names[own], look.hidden(_("Unit"))]
    look.table(header, rows[:SHOWN_TERMS], left=[3], quiet=[3], caption=_("Terms that differ"))
    if len(rows) > SHOWN_TERMS:
        with st.expander(_("{n} more differences", n=len(rows) - SHOWN_TERMS), key="compare_more_terms"):
            look.table(header, rows[SHOWN_TERMS:], left=[3], quiet=[3], caption=_("More terms that differ"))
    _files(found=None, choice=choice, tables={"terms": (_("terms"), terms_table(a.program, b.program, language()))})


def measures(found: Comparison, names: list[str], own: int, held: Robustness | None, every: bool = False) -> None:
    """The table of a pair: values, difference, its interval by luck with a strip and a verdict, and its range over assumptions."""
    symbol, rows, strong = found.scenarios[0].market.symbol, [], []
    for metric in METRICS if every else MAIN:
        d, form = found.difference(metric, own), words.of(metric, symbol)
        if not d.values.size and not every:
            continue
        change = form.change(d.mean, 0 if d.low != d.low else d.half_width) if d.values.size else numbers.DASH
        span = form.span(d.low, d.high, d.mean) if d.low == d.low else numbers.DASH
        worlds = held.range(metric, own) if held and held.values(metric, own).size == len(held.worlds[0]) else None
        row = [look.tip(_(METRICS[metric].label), _(METRICS[metric].help)), form.value(d.base), form.value(d.own), change, span, words.forest(d),
               words.verdict(d)]  # fmt: skip
        if held:
            moved = worlds is not None and any(worlds)
            row += [form.span(*worlds, d.mean) if moved else numbers.DASH,
                    words.presets(held.holds_under(d.verdict, metric, own)) if d.verdict != CANNOT_TELL else words.why(d)]  # fmt: skip
        else:
            row += [words.why(d)]
        rows.append(row)
        strong.append((len(rows) - 1, 3))
    header = [_("Measure"), names[0], names[own], _("Difference"), _("by luck: 95% interval"), look.forest_scale(_("less"), _("more")), _("Verdict")]
    header += [_("by assumptions: 90 of 100"), _("Holds under")] if held else [look.hidden(_("Why"))]
    look.table(header, rows, strong=strong, left=[6, len(header) - 1], quiet=[len(header) - 1], caption=_("Measures of both scenarios"))


def measure_files(found: Comparison, choice: Choice) -> None:
    tables = {"comparison": (_("measures"), _own(metrics_table(found, choice.names))), "runs": (_("every run"), runs_table(found, choice.names))}
    _files(found, choice, tables)


def ranking(found: Comparison, names: list[str], own: int, held: Robustness | None) -> None:
    """All scenarios by net value; the bars are those of the difference to the first."""
    look.head(_("All by net value"), _("{currency}; thick: by luck, 95%; thin: by assumptions, 90 of 100 worlds; both of the difference to {first}",
                                       currency=found.scenarios[0].market.currency, first=names[0]))  # fmt: skip
    all_ = [found.difference("net_value", k) for k in range(len(names))]
    order = sorted(range(len(names)), key=lambda k: -all_[k].own)
    base = all_[0].base
    worlds = [held.range("net_value", k) or (np.nan, np.nan) for k in order] if held else None
    look.show(
        comparison_charts.ranking(
            [names[k] for k in order], [all_[k].own for k in order], [base + all_[k].low for k in order], [base + all_[k].high for k in order],
            [base + w[0] for w in worlds] if worlds else None, [base + w[1] for w in worlds] if worlds else None,
            base=order.index(0), chosen=order.index(own), symbol=found.scenarios[0].market.symbol, lang=language(),
        ),
        "ranking" if held else "ranking-by-luck", _("Net value of each scenario; the table above has the figures."),
    )  # fmt: skip


def robust(found: Comparison, choice: Choice, own: int, held: Robustness) -> None:
    """The difference of net value and of the headline measures under each preset, and over the worlds."""
    names = choice.names
    look.head(_("Does it hold under other assumptions?"),
              _("difference {b} less {a}; {n} worlds with luck and all assumptions drawn from low to high", a=names[0], b=names[own],
                n=len(held.worlds[0])))  # fmt: skip
    symbol, rows = found.scenarios[0].market.symbol, []
    titles = {"sceptic": (_("Sceptic"), _("The program does nothing to what members do: only its costs are left.")),
              "low": (_("Low"), _("Every uncertain assumption at its cautious end.")),
              "central": (_("Central"), _("Every assumption as the market has it.")),
              "high": (_("High"), _("Every uncertain assumption at its hopeful end."))}  # fmt: skip
    metrics = [m for m in ("net_value", "program_cost", "retention_rate_12m") if held.values(m, own).size]
    for preset in held.presets:
        row = [look.tip(*titles[preset])]
        for metric in metrics:
            d = held.preset(preset, metric, own)
            row += [words.of(metric, symbol).change(d.mean), words.verdict(d)]
        rows.append(row)
    row = [_("All worlds, 90 of 100")]
    for metric in metrics:
        ahead, of = held.better_in(metric, own)
        row += [words.of(metric, symbol).span(*held.range(metric, own)), _("better in {n} of {of}", n=ahead, of=of)]
    header = [_("Assumptions"), *(x for m in metrics for x in (_(METRICS[m].label), look.hidden(_("Verdict"))))]
    look.table(header, [*rows, row], kinds={len(rows): "sum"}, left=[2, 4, 6], caption=_("The difference under other assumptions"))
    _files(found, choice, {"robustness": (_("other assumptions"), robustness_table(held, names))})


def _own(table: pd.DataFrame) -> pd.DataFrame:
    """Under headings that do not speak of the low and high case of an assumption."""
    return table.rename(columns={"low": "interval_low", "high": "interval_high"})


def _files(found, choice: Choice, tables) -> None:
    table_buttons("comparison", choice.scenarios[0].market.currency, {name: (label, _own(table)) for name, (label, table) in tables.items()})
