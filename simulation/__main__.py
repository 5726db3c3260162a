"""Command line: python -m simulation run | compare | report | explain | fit | bench | check | validate | warmup."""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import sys

from simulation.inputs import Fault, ScenarioError
from simulation.metrics import METRICS
from simulation.purchasing import TransactionsError
from simulation.translation import LANGUAGES, SOURCE
from simulation.words import said


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code: 2 for input that cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options) or 0
    except (ScenarioError, TransactionsError) as e:
        print(f"error: {e}", file=sys.stderr)
        for fault in getattr(e, "faults", [])[1:]:
            print(f"       {fault}", file=sys.stderr)
        return 2
    except BrokenPipeError:      # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation", description="Tierlab's simulation of loyalty programs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run a scenario: headline figures, and with --out every table as CSV and the workbook")
    run.add_argument("scenario", help="a YAML file, or the name of a shipped scenario")
    run.add_argument("--members", type=int)
    run.add_argument("--months", type=int)
    run.add_argument("--seed", type=int)
    run.add_argument("--engine", choices=["fast", "reference"], default="fast")
    run.add_argument("--out", type=pathlib.Path, help="folder for the tables and the workbook")
    run.add_argument("--lang", choices=list(LANGUAGES), default=SOURCE, help="of the workbook (default: en)")
    run.set_defaults(command=_run)

    side = commands.add_parser("compare", help="two to six scenarios side by side on the same luck; the first is what the others are held against")
    side.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="YAML files, or names of shipped scenarios")
    side.add_argument("--replications", type=int, help="runs of each scenario (default: 10)")
    side.add_argument("--width", type=float, help="instead: run until the interval of the metric's difference is so narrow to each side, in the "
                      "metric's unit (shares as 0.005)")  # fmt: skip
    side.add_argument("--metric", default="net_value", choices=list(METRICS), metavar="METRIC", help="whose interval (default: net_value)")
    side.add_argument("--most", type=int, help="with --width: replications at most (default: 200)")
    side.add_argument("--members", type=int)
    side.add_argument("--months", type=int)
    side.add_argument("--seed", type=int)
    side.add_argument("--market", help="put all scenarios into this market (default: that of the first)")
    side.add_argument("--no-worlds", action="store_true", help="leave out the runs under other assumptions")
    side.add_argument("--out", type=pathlib.Path, help="folder for the tables")
    side.set_defaults(command=_compare)

    told = commands.add_parser("report", help="a scenario against no program, or several side by side, as slides and briefs that stand alone")
    told.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="YAML files, or names of shipped scenarios")
    told.add_argument("--out", type=pathlib.Path, required=True, help="folder for the files")
    told.add_argument("--lang", choices=["en", "zh"], default="en", help="language of the reports (default: en)")
    told.add_argument("--format", default="pptx,html,pdf", help="which, with commas between (default: pptx,html,pdf)")
    told.add_argument("--logo", type=pathlib.Path, help="PNG or JPEG file")
    told.add_argument("--accent", help="colour of titles and of the program's lines, as '#4353D6'")
    told.add_argument("--runs", type=int, default=20, help="runs behind each range (default: 20)")
    told.add_argument("--members", type=int)
    told.add_argument("--months", type=int)
    told.add_argument("--seed", type=int)
    told.set_defaults(command=_report)

    why = commands.add_parser("explain", help="one member's orders: why they happened, what acted with what amounts, and what did not")
    why.add_argument("scenario", help="a YAML file, or the name of a shipped scenario")
    why.add_argument("--member", type=int, required=True, help="the member's number, from 0")
    why.add_argument("--order", type=int, help="which order, from 1 (default: a list of all, and the one in which most happened)")
    why.add_argument("--members", type=int)
    why.add_argument("--months", type=int)
    why.add_argument("--seed", type=int)
    why.set_defaults(command=_explain)

    fit = commands.add_parser("fit", help="fit members' purchasing to transactions and write a market")
    fit.add_argument("file", help="CSV with customer, date, amount")
    fit.add_argument("--out", type=pathlib.Path, help="market file to write, such as scenarios/markets/NAME.yaml")
    fit.add_argument("--calibration-end", help="last date that the fit may see, as 1997-09-30")
    fit.add_argument("--base", default="ecommerce_cn", help="market that gives what transactions cannot tell (default: ecommerce_cn)")
    fit.add_argument("--currency", help="currency of the amounts, as USD")
    fit.add_argument("--symbol", help="its symbol, as $")
    fit.add_argument("--name", help="the market's name")
    fit.set_defaults(command=_fit)

    bench = commands.add_parser("bench", help="time the engines against each other in one run")
    bench.add_argument("--members", type=int, nargs="+", default=[1_000, 10_000])
    bench.add_argument("--months", type=int, default=36)
    bench.add_argument("--json", action="store_true")
    bench.add_argument("--no-comparison", action="store_true", help="leave out the timing of a comparison of four scenarios")
    bench.set_defaults(command=_bench)

    check = commands.add_parser("check", help="read scenario files and say what is wrong with them")
    check.add_argument("scenarios", nargs="*", help="files or names (default: all shipped ones)")
    check.set_defaults(command=_check)

    validate = commands.add_parser("validate", help="closed forms and published figures that need many members or runs")
    validate.add_argument("--write", action="store_true", help="also into docs/validation.json and the table of docs/validation.md, with ranges")
    validate.set_defaults(command=_validate)

    warm = commands.add_parser("warmup", help="compile the engine now rather than at the first run")
    warm.set_defaults(command=_warmup)
    return parser


def _run(options) -> None:
    from simulation.reporting.workbook import workbook
    from simulation.scenario import load_scenario
    from simulation.simulate import simulate
    from simulation.tables import write_tables

    scenario = load_scenario(options.scenario)
    outcome = simulate(scenario, options.members, options.months, options.seed, options.engine, progress=_progress())
    run = outcome.scenario.run
    print(f"{scenario.title} against no program: {run.members:,} members, {run.months} months, seed {run.seed}, engine {options.engine}")
    for name, value in outcome.headline().items():
        print(
            f"  {METRICS[name].label:28s} {_shown(METRICS[name].unit, value, scenario.market.currency):>20s}   no program: "
            f"{_shown(METRICS[name].unit, METRICS[name].of(outcome, 'no_program'), scenario.market.currency)}"
        )
    if options.out:
        written = [*write_tables(outcome, options.out), options.out / "workbook.xlsx"]
        written[-1].write_bytes(workbook(outcome, datetime.date.today(), language=options.lang))
        for path in written:
            print(f"wrote {path}")


def _compare(options) -> None:
    from simulation import comparison_report

    share = _progress()
    comparison_report.run(options, share and (lambda done, of: share(done / of)))


def _report(options) -> None:
    from simulation.story import command

    share = _progress()
    command.run(options, share and (lambda done, of: share(done / of)))


def _explain(options) -> None:
    from simulation.explain import most_telling, orders
    from simulation.explaining.report import explanation_table, orders_table
    from simulation.replay import life
    from simulation.scenario import load_scenario

    scenario = load_scenario(options.scenario).with_run(members=options.members, months=options.months, seed=options.seed)
    found, k = orders(life(scenario, options.member, progress=_progress())), options.order
    if k is not None and not 1 <= k <= len(found):
        known = f"there are orders 1 to {len(found)}" if found else "the member has placed none"
        raise ScenarioError([Fault("order", said("there is no order {order} of member {member}; {known}",
                                                 order=k, member=options.member, known=known))])
    print(f"{scenario.title}: member {options.member} of {scenario.run.members:,} on day 0, {scenario.run.months} months, seed {scenario.run.seed}")
    if k is None:
        print(orders_table(found, scenario.market) if found else "This member has placed no order in the run.")
    if found:
        k = k or 1 + most_telling(found)
        print(f"\nOrder {k} of {len(found)}, {found[k - 1].date}, in the tier {found[k - 1].tier}\n")
        print(explanation_table(found[k - 1], scenario.market))


def _shown(unit: str, value: float | None, currency: str) -> str:
    if value is None:
        return "-"
    return {"percent": f"{value:.1%}", "money": f"{currency} {value:,.2f}", "ratio": f"{value:.3f}"}.get(unit, f"{value:,.0f}")


def _progress():
    """A line that is written anew while a person watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    return lambda share: print(f"\r{share:4.0%}" if share < 1 else "\r    \r", end="", file=sys.stderr, flush=True)


def _fit(options) -> None:
    from simulation.fitting import fitted_market, write_market
    from simulation.purchasing import fit_purchasing

    model = fit_purchasing(options.file, options.calibration_end)
    print(f"{model.n_customers:,} customers, {model.n_repeaters:,} with repeat purchases")
    purchases = f"r {model.r:.4f}  alpha {model.alpha:.4f} weeks  a {model.a:.4f}  b {model.b:.4f}"
    print(f"BG/NBD       {purchases}   log-likelihood {model.log_likelihood:.3f}")
    print(f"gamma-gamma  p {model.p:.4f}  q {model.q:.4f}  v {model.v:.4f}   log-likelihood {model.spend_log_likelihood:.3f}")
    print(f"a new customer's expected purchases in 52 weeks: {model.expected_purchases(52):.3f}; mean basket {model.mean_spend:.2f}")
    for note in model.notes:
        print(f"note: {note}")
    if options.out:
        document = fitted_market(
            model,
            base=options.base,
            source=pathlib.Path(options.file).name,
            currency=options.currency,
            symbol=options.symbol,
            name=options.name or options.out.stem,
        )
        write_market(document, options.out)
        print(f"wrote {options.out}")


def _bench(options) -> None:
    from simulation import bench
    from simulation.bench import comparing

    tell = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    rows, side = bench.run(options.members, options.months, progress=tell), []
    if not options.no_comparison:
        tell("comparison of four scenarios")
        side.append(comparing.run())
    print(json.dumps(rows + side, indent=1) if options.json else "\n".join([bench.report(rows), *map(comparing.report, side)]))


def _check(options) -> int:
    from simulation import findings
    from simulation.scenario import load_scenario, names

    bad = 0
    for source in options.scenarios or names():
        try:
            scenario = load_scenario(source)
            print(f"{source}: good, {scenario.title}")
            for finding in findings.check(scenario):
                print(f"  {finding.level}: {finding.field}: {finding}")
        except ScenarioError as e:
            bad += 1
            print("\n".join(f"{e.file or source}: {fault}" for fault in e.faults))
    return 2 if bad else 0


def _validate(options) -> int:
    from simulation import validation

    tell = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    results, over = validation.run(progress=tell), {}
    if options.write:
        from simulation import evidence

        over = validation.ranges(results, evidence.SEEDS, tell)
        evidence.write(evidence.gathered(results, over, evidence.SEEDS, datetime.date.today()))
    print(validation.report(results, over))
    return 0 if all(good or v.known for v, _value, good in results) else 1


def _warmup(options) -> None:
    from simulation.simulate import warm_up

    warm_up()


if __name__ == "__main__":
    sys.exit(main())
