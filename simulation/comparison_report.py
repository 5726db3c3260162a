"""The compare command: scenarios are put side by side, run, and told in lines of text."""
from __future__ import annotations

from collections.abc import Sequence

from simulation.comparison import MOST, Comparison, Difference, Reached, compare, compare_until
from simulation.comparison_tables import REMARKS, remark, terms_table, write_comparison
from simulation.executor import Progress
from simulation.inputs import ScenarioError
from simulation.market import PRESETS
from simulation.metrics import HEADLINE, METRICS
from simulation.pairing import CHANGED, aligned, distinct
from simulation.robustness import Robustness, robustness
from simulation.scenario import Scenario, load_market, load_scenario

SHOWN = ("net_value", *(m for m in HEADLINE if m != "net_value"), "incremental_margin", "sales", "active_rate", "payback_month")
MOST_TERMS = 20      # differences of two programs that are listed
DEFAULT = 10         # replications


def run(options, progress: Progress | None) -> None:
    """What `python -m simulation compare` does; raises ScenarioError."""
    sources = options.scenarios
    if options.width is None and options.most is not None:
        raise ScenarioError("--most belongs to --width: how many replications at most; without a width give --replications")
    if options.width is not None and options.replications is not None:
        raise ScenarioError("give --replications for so many, or --width for as many as that takes (--most sets a limit), not both")
    given = [load_scenario(s).with_run(members=options.members, months=options.months, seed=options.seed) for s in sources]
    if options.market:
        market = load_market(options.market)
        given = [s.with_market(market).model_copy(update={"market_name": options.market}) for s in given]
    names = distinct([s.name for s in given])
    scenarios, changed = aligned(given, names)
    if options.width is None:
        reached, found = None, compare(scenarios, options.replications or DEFAULT, progress=progress)
    else:
        reached = compare_until(scenarios, options.metric, options.width, options.most or MOST, progress=progress)
        found = reached.comparison
    held = None if options.no_worlds else robustness(scenarios, progress=progress)
    said = [CHANGED[c.what].format(name=names[c.scenario], first=names[0]) for c in changed]
    print("\n".join(report(found, names, said, reached, held)))
    if options.out:
        for path in write_comparison(found, names, options.out, held):
            print(f"wrote {path}")


def report(found: Comparison, names: Sequence[str], said: Sequence[str] = (), reached: Reached | None = None,
           held: Robustness | None = None) -> list[str]:  # fmt: skip
    """Lines: what was run, what differs, and the headline metrics of each scenario against the first."""
    first = found.scenarios[0]
    out = [f"{' against '.join([', '.join(names[1:]), names[0]])}: {first.run.members:,} members, {first.run.months} months, "
           f"{found.replications} replications from seed {first.run.seed}, {first.market.name}"]
    out += [f"note: {line}" for line in said]
    if reached and not reached.reached:
        out.append(f"note: the interval of {METRICS[reached.metric].label.lower()} is still wider than {reached.half_width:g} to each side; "
                   f"by the spread seen that takes about {reached.runs_needed:,} replications")
    for k, name in enumerate(names[1:], start=1):
        out += ["", f"{name} against {names[0]}", *_terms(first, found.scenarios[k])]
        head = f"  {'':28s} {names[0][:16]:>16s} {name[:16]:>16s} {'difference':>14s} {'95% interval':>31s}  verdict"
        out.append(head + (f"      {'assumptions, 90 of 100 worlds':>31s}  same verdict under" if held else ""))
        out += [_line(found, held, metric, k) for metric in SHOWN]
    return out


def _terms(a: Scenario, b: Scenario) -> list[str]:
    table = terms_table(a.program, b.program)
    out = [f"  {': '.join(x for x in (r.place, r.term) if x)}: {r.before} -> {r.after}{f' {r.unit}' if r.unit else ''}"
           for r in table.head(MOST_TERMS).itertuples()]  # fmt: skip
    more = len(table) - len(out)
    return [*(out or ["  the same terms"]), *([f"  and {more} more, in terms.csv of --out"] if more > 0 else []), ""]


def _line(found: Comparison, held: Robustness | None, metric: str, k: int) -> str:
    m, d, symbol = METRICS[metric], found.difference(metric, k), found.scenarios[0].market.currency
    value = lambda v: _value(m.unit, v, symbol)  # noqa: E731
    change = lambda v: _change(m.unit, v)  # noqa: E731
    span = f"{change(d.low)} to {change(d.high)}" if d.low == d.low else "-"
    line = f"  {m.label:28s} {value(d.base):>16s} {value(d.own):>16s} {change(d.mean):>14s} {span:>31s}  {d.verdict if d.values.size else '-':11s}"
    if held:
        worlds = held.range(metric, k)
        span = f"{change(worlds[0])} to {change(worlds[1])}" if worlds else "-"
        same = held.holds_under(d.verdict, metric, k)
        line += f"  {span:>31s}  {_presets(d, same)}"
    key, n = remark(d)
    return line.rstrip() + (f"  ({REMARKS[key].format(n=f'{n:,}')})" if key and key != "none" else "")


def _presets(d: Difference, same: list[str]) -> str:
    return "" if not d.mean or d.low != d.low or d.low <= 0 <= d.high else "all four" if len(same) == len(PRESETS) else ", ".join(same) or "none"


def _value(unit: str, value: float, currency: str) -> str:
    if value != value:
        return "-"
    return {"percent": f"{value:.1%}", "money": f"{currency} {value:,.0f}", "ratio": f"{value:.3f}"}.get(unit, f"{value:,.1f}")


def _change(unit: str, value: float) -> str:
    if value != value:
        return "-"
    if not value:
        return "0"
    return {"percent": f"{100 * value:+.2f} pp", "money": f"{value:+,.0f}", "ratio": f"{value:+.4f}"}.get(unit, f"{value:+,.2f}")
