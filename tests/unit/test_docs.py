"""The documents stay true: tables equal the code they describe, commands exist and print what is shown, examples run.

python tests/unit/test_docs.py --write fills in anew what is generated: the two tables of docs/model.md and the output in README.md.
"""
from __future__ import annotations

import contextlib
import importlib.metadata
import io
import re
import shlex
import sys
import types
import typing
from pathlib import Path

import annotated_types
import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))    # for --write; pytest has it there already

from simulation.__main__ import _parser, main
from simulation.inputs import Text
from simulation.market import Market
from simulation.mechanics import REGISTRY
from simulation.mechanics.activities import Activity
from simulation.mechanics.lottery import Prize
from simulation.mechanics.offering import Channel
from simulation.mechanics.reward_catalogue import Item
from simulation.mechanics.tier_benefits import Benefit
from simulation.mechanics.tiers import Level
from simulation.metrics import METRICS
from simulation.plan_level import PlanLevel
from simulation.scenario import FOLDER, Fact, OpeningGroup, Run, load_market, load_scenario, names
from simulation.simulate import simulate

ROOT = FOLDER.parent
README, MODEL, DESIGN, SCENARIOS = ROOT / "README.md", ROOT / "docs/model.md", ROOT / "docs/design.md", FOLDER / "README.md"
DOCUMENTS = [README, MODEL, DESIGN, SCENARIOS]
MARKETS = sorted(p.stem for p in (FOLDER / "markets").glob("*.yaml"))
SYMBOLS = {"theta_goal": "θG", "theta_enrolled": "θB", "theta_tier": "θT", "theta_redeem": "θR", "theta_campaign": "θC", "phi_member": "φM",
           "phi_tier": "φT", "theta_paid": "θP", "phi_paid": "φP",
           "loss_weight": "ℓ", "theta_wait": "θW", "phi_wait": "φW", "eta_0": "η0", "eta_expiring": "ηE", "max_log_rate": "Mmax"}
CDNOW = "CDNOW_sample.txt"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a document in one language."""
    return [body for word, body in BLOCK.findall(path.read_text("utf-8")) if word == language]


def runs(path: Path, language: str):
    return [pytest.param(body, id=f"{path.name} {i}") for i, body in enumerate(blocks(path, language), start=1)]


# ======== the tables of docs/model.md ====================================================================================
def numbers_table() -> str:
    """Every number of the default market with its origin."""
    shown = lambda x: "" if x is None else f"{x:g}".replace("-", "−")  # noqa: E731
    rows = ["| field | what it is | low | central | high | unit | origin |", "|---|---|---|---|---|---|---|"]
    for name, held in load_market("ecommerce_cn").assumptions().items():
        field = Market.model_fields[name]
        unit = held.unit or (field.json_schema_extra or {}).get("unit", "")
        title = f"{field.title} {SYMBOLS.get(name, '')}".rstrip()
        cells = [f"`{name}`", title, *map(shown, (held.low, held.value, held.high)), unit, origin(held.source)]
        rows.append(f"| {' | '.join(cells)} |")
    rows.append("| `season` | Orders by week of the year, mean 1 | | none | | | **assumed** where a market gives one |")
    return "\n".join(rows)


def origin(source: str) -> str:
    """`Liu 2007 (sign)` as `**sign** Liu 2007`."""
    for mark in ("paper", "sign", "seen"):
        if f"({mark})" in source:
            return f"**{mark}** " + source.replace(f" ({mark})", "")
    return "**assumed**" + source.removeprefix("assumed") if source.startswith("assumed") else source


def metrics_table() -> str:
    rows = ["| name | shown as | definition |", "|---|---|---|"]
    return "\n".join(rows + [f"| `{name}` | {m.label} | {m.help} |" for name, m in METRICS.items()])


TABLES = {"numbers": numbers_table, "metrics": metrics_table}


def marked(text: str, name: str) -> str:
    return re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", text, re.S)[1]


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_model_equal_the_code(name):
    written = marked(MODEL.read_text("utf-8"), name).splitlines()
    wrong = [row for row in TABLES[name]().splitlines() if row not in written]
    assert not wrong and len(written) == len(TABLES[name]().splitlines()), (
        f"docs/model.md, table of {name}, should have:\n" + "\n".join(wrong) + "\nrun: python tests/unit/test_docs.py --write")


# ======== scenarios/README.md ============================================================================================
DESCRIBED = {**{f"`{word}`": kind for word, kind in REGISTRY.items()}, "`run`": Run, "`facts`": Fact,
             "`opening`: start with the members you have": OpeningGroup}
INSIDE = {"tiers": Level, "tier_benefits": Benefit, "activities": Activity, "reward_catalogue": Item, "paid_plan": PlanLevel,
          "coupon": Channel, "lottery": Prize}


def sections(path: Path) -> dict[str, str]:
    """Heading of the third rank -> the text below it."""
    parts = re.split(r"^#{2,3} (.*)$", path.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def wanted_of(field) -> list[str]:
    """What the row of a field has to show: its choices, its limits, what holds if it is left out."""
    out = []
    if typing.get_origin(field.annotation) is typing.Literal:
        out += [f"`{x}`" for x in typing.get_args(field.annotation)]
    for limit in field.metadata:
        bound = getattr(limit, "ge", getattr(limit, "gt", getattr(limit, "le", None)))
        if isinstance(limit, annotated_types.Ge | annotated_types.Gt | annotated_types.Le) and not isinstance(bound, str):
            out.append(f"{bound:,.15g}")
    if field.is_required():
        return [*out, "must be given"]
    default = field.default
    if isinstance(default, bool):
        return [*out, str(default).lower()]
    if isinstance(default, tuple):
        return [*out, "[" + ", ".join(f"{x:g}" if isinstance(x, float) else str(x) for x in default) + "]"]
    return [*out, "" if default is None else default if isinstance(default, str) else f"{default:,g}" if isinstance(default, int | float)
            else str(default)]


@pytest.mark.parametrize("heading", DESCRIBED)
def test_every_field_of_a_scenario_is_described(heading):
    found = sections(SCENARIOS)
    assert heading in found, f"scenarios/README.md has no section called {heading}; write one, with a table of its fields"
    kinds, wrong = [DESCRIBED[heading], INSIDE.get(heading.strip("`"))], []
    for kind in filter(None, kinds):
        for name, field in kind.model_fields.items():
            row = next((line for line in found[heading].splitlines() if line.startswith(f"| `{name}` |")), None)
            if row is None:
                wrong.append(f"no row for {name}: {field.title}. {field.description or ''}")
            else:
                wrong += [f"the row of {name} does not say {x}" for x in wanted_of(field) if x not in row]
    assert not wrong, f"scenarios/README.md, {heading}:\n" + "\n".join(wrong)


def test_every_shipped_file_is_listed():
    text = SCENARIOS.read_text("utf-8")
    assert not [name for name in [*names(), *MARKETS] if f"| `{name}` |" not in text], "scenarios/README.md lists every shipped file"


def test_the_examples_of_scenarios_load_and_run(tmp_path):
    (tmp_path / "markets").mkdir()
    paths = []
    for body in blocks(SCENARIOS, "yaml"):
        paths.append(tmp_path / re.match(r"# (\S+)\n", body)[1])
        paths[-1].write_text(body, encoding="utf-8")
    programs = [p for p in paths if p.parent == tmp_path]
    assert len(programs) >= 2 and len(paths) > len(programs)
    for path in programs:
        outcome = simulate(load_scenario(path), months=2)
        assert len(outcome.opening) == len(outcome.scenario.opening)
        assert outcome.opening == placed(outcome.scenario), f"{path.name}: day 0 is not what was given"
    for path in set(paths) - set(programs):
        scenario = tmp_path / "here.yaml"
        scenario.write_text(f"title: here\nextends: points_only\nmarket: {path.stem}\n", encoding="utf-8")
        assert simulate(load_scenario(scenario), members=200, months=2)


def placed(scenario) -> tuple[tuple[int, int], ...]:
    return tuple((g.members, g.points) for g in scenario.opening)


# ======== shipped scenarios and markets ===================================================================================
def both(text: Text) -> bool:
    return bool(text.en and text.zh)


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_has_both_languages_and_sources(name):
    scenario = load_scenario(name)
    assert both(scenario.title) and both(scenario.question), f"{name}: give title and question in en and zh"
    assert all(both(tier) for tier in scenario.program.tier_names), f"{name}: give every tier a name in en and zh"
    benefits = scenario.program.get("tier_benefits")
    assert benefits is None or all(both(b.name) for b in benefits.benefits), f"{name}: give every benefit a name in en and zh"
    assert not [f.what for f in scenario.facts if f.mark == "seen" and not f.source], f"{name}: a fact that was seen has a source"


@pytest.mark.parametrize("name", [n for n in names() if load_scenario(n).opening])
def test_day_0_of_a_shipped_scenario_is_the_base_that_it_gives(name):
    outcome = simulate(load_scenario(name), months=1)
    assert outcome.opening == placed(outcome.scenario)


@pytest.mark.parametrize("name", MARKETS)
def test_a_shipped_market_has_both_languages_and_says_what_is_assumed(name):
    market = load_market(name)
    assert both(market.name) and both(market.note), f"{name}: give name and note in en and zh"
    assert market.season is None or market.season_source, f"{name}: season_source is missing"
    assert market.season is None or abs(sum(market.season) - 52) < 1e-9, f"{name}: the season's mean is {sum(market.season) / 52:.5f}, not 1"


# ======== commands ========================================================================================================
def commands() -> list[str]:
    """Every command of simulation that a document names, without what stands for something."""
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    return sorted(set(re.findall(r"python -m simulation ([^`\n]+)", text)))


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_documents_exists(line):
    try:
        with contextlib.redirect_stderr(io.StringIO()) as said:
            _parser().parse_args(shlex.split(line))
    except SystemExit:
        pytest.fail(f"python -m simulation {line}: {said.getvalue()}")


def test_targets_of_make_exist():
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.M))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert {"run", "test"} <= named <= targets, f"the Makefile has no {named - targets}"


def test_without_make_the_files_are_there():
    assert "pip install -r requirements.txt && streamlit run app.py" in README.read_text("utf-8")
    assert (ROOT / "requirements.txt").is_file() and (ROOT / "app.py").is_file()


def printed(command: str) -> str:
    """What a command line of a console block prints; skips where its data are not installed."""
    words = shlex.split(command.removeprefix("$ python -m simulation "))
    if CDNOW in words:
        try:
            found = importlib.metadata.distribution("lifetimes").locate_file(f"lifetimes/datasets/{CDNOW}")
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"NOT TESTED: no {CDNOW}; pip install --no-deps lifetimes==0.11.3")
        words[words.index(CDNOW)] = str(found)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(words) == 0
    return said.getvalue()


@pytest.mark.parametrize("body", runs(README, "console"))
def test_a_command_prints_what_is_shown(body):
    command, shown = body.split("\n", 1)
    assert shown == printed(command), f"{command}\nprints something else than README.md shows; run: python tests/unit/test_docs.py --write"


# ======== examples in Python ==============================================================================================
@pytest.mark.parametrize("body", [x for path in (README, MODEL) for x in runs(path, "python")])
def test_a_python_block_runs(body, capsys):
    exec(compile(body, "example", "exec"), {"__name__": "example"})
    assert capsys.readouterr().out, "an example shows something"


def test_the_worked_mechanic_fulfils_its_cases(monkeypatch):
    """docs/design.md: the file and the cases as they stand there, and the registry line."""
    from tests.cases.harness import play
    from tests.cases.test_cases import by_name_and_tier
    [code], [cases] = blocks(DESIGN, "python"), blocks(DESIGN, "yaml")
    module = types.ModuleType("birthday_gift")
    monkeypatch.setitem(sys.modules, "birthday_gift", module)
    exec(compile(code, "birthday_gift.py", "exec"), module.__dict__)
    assert '"birthday_gift": BirthdayGift,' in DESIGN.read_text("utf-8")
    monkeypatch.setitem(REGISTRY, "birthday_gift", module.BirthdayGift)
    body = yaml.safe_load(cases)
    for case in body["cases"]:
        story = play(case, body["program"])
        for month, expected in case["costs"].items():
            found, named = story.costs(month), by_name_and_tier(expected)
            assert {name: found[name] for name in named} == named, f"{case['name']}, month {month}"


# ======== links ===========================================================================================================
@pytest.mark.parametrize("path", sorted({*DOCUMENTS, *(ROOT / "docs").glob("*.md")}), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    lost = []
    for target, anchor in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)(#[^)]*)?\)", path.read_text("utf-8")):
        there = path.parent / target
        if not there.is_file():
            lost.append(target)
        elif anchor and anchor[1:] not in [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-")
                                           for h in re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.M)]:
            lost.append(target + anchor)
    assert not lost, f"{path.name} links to what is not there: {lost}"


def write() -> None:
    """What is generated, anew."""
    text = MODEL.read_text("utf-8")
    for name, table in TABLES.items():
        text = text.replace(f"<!-- {name} -->\n{marked(text, name)}", f"<!-- {name} -->\n{table()}")
    MODEL.write_text(text, encoding="utf-8")
    text = README.read_text("utf-8")
    for body in blocks(README, "console"):
        command = body.split("\n", 1)[0]
        text = text.replace(f"```console\n{body}```", f"```console\n{command}\n{printed(command)}```")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("python tests/unit/test_docs.py --write")
    write()
