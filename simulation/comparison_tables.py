"""The tables of a comparison: metrics, months, tiers, segments, runs, other worlds, and what differs in the terms."""
from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulation.comparison import CANNOT_TELL, COLUMNS, Comparison, Difference, group_difference, paired, runs_to_tell
from simulation.difference import Change, changes
from simulation.inputs import Text
from simulation.metrics import METRICS
from simulation.program import Program
from simulation.robustness import Robustness
from simulation.scenario import Scenario, dump
from simulation.segments import GROUP_FIGURES, SEGMENTS
from simulation.tables import BOM, assumptions, csv
from simulation.translation import translated
from simulation.words import N_

# curve -> (what it is called, unit, +1 where more is better); all of the program arm
MEASURES = {
    "net_value": (N_("Net value, cumulated"), "money", 1),
    "margin": (N_("Incremental margin, cumulated"), "money", 1),
    "cost": (N_("Program cost, cumulated"), "money", -1),
    "retention": (N_("12-month retention"), "percent", 1),
    "active_rate": (N_("Active rate"), "percent", 1),
    "survival": (N_("Survival"), "percent", 1),
    "balance": (N_("Points a member"), "count", -1),
}
BETTER_OF_GROUPS = dict(zip(GROUP_FIGURES, (1, 1, 1, 1, 1, -1), strict=True))
MORE, LESS = N_("more"), N_("less")      # of a tier, where people come and go, more is neither better nor worse
REMARKS = {
    "same": N_("no difference in any run"),
    "missing": N_("not in every run"),
    "none": N_("no such figure"),
    "far": N_("more than 10,000 runs would be needed"),
    "about": N_("about {n} runs would tell"),
}


def remark(d: Difference) -> tuple[str, int]:
    """Why it cannot be told, and what would settle it: a key of REMARKS and a number of runs; ("", 0) where there is a verdict."""
    if d.verdict != CANNOT_TELL:
        return "", 0
    if not d.values.size:
        return "none", 0
    if d.values.size < d.of:
        return "missing", 0
    if not d.values.any():
        return "same", 0
    n = runs_to_tell(d)
    return ("about", n) if n else ("far", 0)


def direction(d: Difference) -> str:
    """more, less or cannot tell."""
    return MORE if d.low > 0 else LESS if d.high < 0 else CANNOT_TELL


def strict(comparison: Comparison) -> Comparison:
    """For the pairs of one that was picked because it looks best: the 5% are shared among them (Bonferroni)."""
    return dataclasses.replace(comparison, confidence=1 - (1 - comparison.confidence) / (len(comparison.scenarios) - 1))


def winner(comparison: Comparison, metric: str = "net_value") -> tuple[int, list[int]]:
    """The scenario with the best mean, and those of which it cannot be told that it beats them, all pairs taken together."""
    means = [runs[metric].mean() * METRICS[metric].better for runs in comparison.runs]
    best = int(np.nanargmax(means)) if np.isfinite(means).any() else 0
    asked = strict(comparison)
    return best, [k for k in range(len(means)) if k != best and asked.difference(metric, best, k).verdict == CANNOT_TELL]


def metrics_table(comparison: Comparison, names: Sequence[str] | None = None, base: int = 0) -> pd.DataFrame:
    """As Comparison.table, against any baseline, with what would settle a "cannot tell" in the last column (replications)."""
    names, rows = names or [s.name for s in comparison.scenarios], []
    for k, name in enumerate(names):
        for metric in METRICS if k != base else ():
            d = comparison.difference(metric, k, base)
            rows.append((name, metric, d.base, d.own, d.mean, d.low, d.high, d.verdict, remark(d)[1] or None))
    return pd.DataFrame(rows, columns=[*COLUMNS, "runs_needed"])


def runs_table(comparison: Comparison, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Every metric of every run: a row a scenario and seed."""
    first, parts = comparison.scenarios[0].run.seed, []
    for name, runs in zip(names or [s.name for s in comparison.scenarios], comparison.runs, strict=True):
        part = runs.copy()
        part.insert(0, "seed", np.arange(first, first + len(part)))
        part.insert(0, "scenario", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def months_table(comparison: Comparison, names: Sequence[str] | None = None, base: int = 0) -> pd.DataFrame:
    """By scenario, measure and month: the mean over the runs, and the paired difference with its interval."""
    names, rows = names or [s.name for s in comparison.scenarios], []
    for k, name in enumerate(names):
        for measure in MEASURES:
            for month, d in enumerate(month_differences(comparison, measure, k, base), start=1):
                rows.append((name, measure, month, d.own, *((d.mean, d.low, d.high, d.verdict) if k != base else (None,) * 4)))
    return pd.DataFrame(rows, columns=["scenario", "measure", "month", "value", "difference", "low", "high", "verdict"])


def month_differences(comparison: Comparison, measure: str, own: int, base: int = 0) -> list[Difference]:
    """The paired difference of a curve at each month's end."""
    a, b = comparison.paths[base][measure], comparison.paths[own][measure]
    return [paired(x, y, MEASURES[measure][2], comparison.confidence) for x, y in zip(a.T, b.T, strict=True)]


def tier_rows(comparison: Comparison, own: int, base: int = 0, language: str = "en") -> list[tuple[str, str, int | None, int | None]]:
    """Tiers by position, the first one first: (name in the baseline, name in the other, their places; None where it has none so high)."""
    a, b = ([n.in_language(language) for n in comparison.scenarios[k].program.tier_names] for k in (base, own))
    at = lambda names, i: (names[i], i) if i < len(names) else ("", None)  # noqa: E731
    return [(at(a, i)[0], at(b, i)[0], at(a, i)[1], at(b, i)[1]) for i in range(max(len(a), len(b)))]


def tiers_table(comparison: Comparison, names: Sequence[str] | None = None, base: int = 0) -> pd.DataFrame:
    """Figures by tier, tiers paired by position; a tier that one program lacks holds nobody there."""
    names, rows = names or [s.name for s in comparison.scenarios], []
    for k, name in enumerate(names):
        for position, (old, new, i, j) in enumerate(tier_rows(comparison, k, base) if k != base else [], start=1):
            for figure in GROUP_FIGURES:
                d = tier_difference(comparison, figure, k, base, i, j)
                if figure != "incremental_margin":          # nobody has a tier without a program
                    rows.append((name, position, old, new, figure, d.base, d.own, d.mean, d.low, d.high, direction(d)))
    columns = ["scenario", "position", "baseline_tier", "tier", "figure", "baseline_value", "value", "difference", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def tier_difference(comparison: Comparison, figure: str, own: int, base: int, i: int | None, j: int | None) -> Difference:
    """A figure of the tier in place j of one scenario less that in place i of another; None: there is no such tier."""
    k = GROUP_FIGURES.index(figure)
    nobody = np.zeros(comparison.replications)
    a = comparison.tiers[base][:, i, k] if i is not None else nobody
    b = comparison.tiers[own][:, j, k] if j is not None else nobody
    return paired(a, b, BETTER_OF_GROUPS[figure], comparison.confidence)


def segment_difference(comparison: Comparison, figure: str, own: int, base: int, segment: int) -> Difference:
    """A figure of one of SEGMENTS."""
    return group_difference(comparison.segments[base], comparison.segments[own], segment, figure, BETTER_OF_GROUPS[figure])


def segments_table(comparison: Comparison, names: Sequence[str] | None = None, base: int = 0) -> pd.DataFrame:
    """Figures by segment: thirds of the members by what they buy without a program, and by what they look for."""
    names, rows = names or [s.name for s in comparison.scenarios], []
    for k, name in enumerate(names):
        for i, segment in enumerate(SEGMENTS if k != base else ()):
            for figure in GROUP_FIGURES:
                d = segment_difference(comparison, figure, k, base, i)
                rows.append((name, segment, figure, d.base, d.own, d.mean, d.low, d.high, d.verdict))
    return pd.DataFrame(rows, columns=["scenario", "segment", "figure", *COLUMNS[2:]])


def robustness_table(held: Robustness, names: Sequence[str] | None = None, base: int = 0) -> pd.DataFrame:
    """The difference over the worlds (range of 90 of 100, in how many better) and under each preset (mean of its runs, verdict)."""
    names, rows = names or [s.name for s in held.scenarios], []
    for k, name in enumerate(names):
        for metric in METRICS if k != base else ():
            low, high = held.range(metric, k, base) or (None, None)
            by_preset = [held.preset(p, metric, k, base) for p in held.presets]
            rows.append((name, metric, low, high, *held.better_in(metric, k, base), *(x for d in by_preset for x in (d.mean, d.verdict))))
    presets = [x for p in held.presets for x in (f"under_{p}", f"verdict_{p}")]
    return pd.DataFrame(rows, columns=["scenario", "metric", "range_low", "range_high", "better_in", "worlds", *presets])


def terms_table(before: Program, after: Program, language: str = "en") -> pd.DataFrame:
    """Every term that differs, in words: where it belongs, what it is, and both values."""
    rows = [(translated(c.place, language), c.title, told(c, c.before), told(c, c.after), c.unit) for c in changes(before, after, language)]
    return pd.DataFrame(rows, columns=["place", "term", "before", "after", "unit"])


def told(change: Change, value) -> str:
    """A value of a term in plain words."""
    if value is None:
        return "none" if change.title else "off"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, tuple | list):
        return ", ".join(told(change, x) for x in value) or "none"
    text = str(value.en if isinstance(value, Text) else value)
    return text.replace("_", " ") if text.islower() else text       # a choice's code


def all_tables(comparison: Comparison, names: Sequence[str], held: Robustness | None = None) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file; the first scenario is the baseline."""
    out = {
        "comparison": metrics_table(comparison, names),
        "runs": runs_table(comparison, names),
        "months": months_table(comparison, names),
        "tiers": tiers_table(comparison, names),
        "segments": segments_table(comparison, names),
        "terms": pd.concat([
            terms_table(comparison.scenarios[0].program, s.program).assign(scenario=name)
            for s, name in zip(comparison.scenarios[1:], names[1:], strict=True)
        ]),
        "assumptions": assumptions(comparison.scenarios[0].market),
    }  # fmt: skip
    return out | ({"robustness": robustness_table(held, names)} if held else {})


def write_comparison(comparison: Comparison, names: Sequence[str], folder: pathlib.Path, held: Robustness | None = None) -> list[pathlib.Path]:
    """Writes every table as CSV and every scenario, as it was run, as YAML; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in all_tables(comparison, names, held).items():
        written.append(folder / f"{name}.csv")
        written[-1].write_bytes(csv(table).removeprefix(BOM))
    for k, scenario in enumerate(comparison.scenarios, start=1):
        written.append(folder / f"scenario_{k}_{_file(scenario)}.yaml")
        written[-1].write_text(dump(scenario.document()), encoding="utf-8")
    return written


def _file(scenario: Scenario) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in scenario.name)[:60]
