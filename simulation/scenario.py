"""A scenario: program, market, opening members and run, read from YAML files that hold only what differs from another scenario."""

from __future__ import annotations

import datetime
import hashlib
import json
import pathlib
import re
from collections.abc import Mapping
from typing import Any, Literal

import yaml
from pydantic import Field, field_validator

from simulation.assumptions import market_document, shipped_market
from simulation.calendar import Calendar
from simulation.inputs import Fault, ScenarioError, Strict, Text, term, unknown, validated
from simulation.market import Market
from simulation.opening import OpeningGroup, check_opening
from simulation.program import Program, program_of, word_of
from simulation.records import MAX_AVERAGE_POINTS, MAX_MONTHS
from simulation.words import N_, said

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "scenarios"
LARGEST_FILE = 256 * 1024
KEYS = ("title", "question", "extends", "market", "program", "opening", "run", "facts")


class Run(Strict):
    """How much is simulated."""

    members: int = term(10_000, title="Members", unit="members", ge=1, le=2_000_000)
    months: int = term(36, title="Months", unit="months", ge=1, le=MAX_MONTHS)
    seed: int = term(1, title="Seed", ge=0, le=2**31)
    start: datetime.date = term(datetime.date(2026, 1, 1), title="First day", help="The first of a month.")

    @field_validator("start")
    @classmethod
    def first_of_a_month(cls, start: datetime.date) -> datetime.date:
        if start.day != 1:
            raise ValueError(said("{start} is not the first of a month; months are counted whole", start=start))
        return start


class Fact(Strict):
    """Where a scenario's number comes from."""

    what: str = Field(max_length=300)
    mark: Literal["seen", "recalled", "assumed", "calc"]
    source: str = Field("", max_length=300)


class Scenario(Strict):
    """What is simulated: a program in a market, on these members, for this long."""

    name: str
    title: Text
    question: Text = Text(en="")
    extends: str = ""
    market_name: str = ""
    market: Market
    program: Program
    opening: tuple[OpeningGroup, ...] = ()
    run: Run = Run()
    facts: tuple[Fact, ...] = ()

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.run.start, self.run.months, self.market.season)

    def with_run(self, **changes: Any) -> Scenario:
        """Another run of the same scenario; None leaves a value as it is."""
        values = self.run.model_dump() | {k: v for k, v in changes.items() if v is not None}
        return self.model_copy(update={"run": validated(Run, values, "run")})

    def with_market(self, market: Market) -> Scenario:
        """The same scenario in another market; raises ScenarioError."""
        check_points(self.program, market, "")
        return self.model_copy(update={"market": market})

    def with_program(self, mapping: Mapping[str, Any]) -> Scenario:
        """The same scenario with another program, given as a scenario file writes it; raises ScenarioError."""
        program = program_of(dict(mapping))
        check_opening(self.opening, program, "")
        check_points(program, self.market, "")
        return self.model_copy(update={"program": program})

    def digest(self) -> str:
        """A name for what is simulated: equal for equal inputs, whatever the texts."""
        body = self.model_dump(mode="json", exclude={"name", "title", "question", "extends", "facts", "market_name"})
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:20]

    def document(self) -> dict[str, Any]:
        """The scenario whole, as a file that stands without `extends`."""
        out = {
            "title": _text(self.title),
            "question": _text(self.question),
            "market": market_document(self.market, self.market_name),
            "program": self.program.mapping(),
            "opening": [g.model_dump(mode="json", exclude_defaults=True) for g in self.opening],
            "run": self.run.model_dump(mode="json"),
            "facts": [f.model_dump(mode="json") for f in self.facts],
        }
        return {k: v for k, v in out.items() if v}

    @property
    def named_market(self) -> Market | None:
        """The shipped market that the scenario names or extends, as it ships; None for a market of its own."""
        return shipped_market(self.market_name)


def _text(text: Text) -> Any:
    return text.model_dump() if text.zh else text.en


# ======== reading =========================================================================================================
class _Loader(yaml.SafeLoader):
    """Plain YAML: no duplicate keys; 'No' and dates stay text."""


def _unique(loader, node, deep=False):
    seen = set()
    for key, _ in node.value:
        name = loader.construct_object(key, deep=True)
        if not isinstance(name, str):
            raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} is not a word", key.start_mark)
        if name in seen:
            raise yaml.constructor.ConstructorError(None, None, said("the key {key} is there twice", key=repr(name)), key.start_mark)
        seen.add(name)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


_Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: _unique(loader, node, True))
_Loader.yaml_implicit_resolvers = {
    k: [(tag, r) for tag, r in v if not tag.endswith((":timestamp", ":bool"))] for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def parse(text: str | bytes, file: str, holds: str = N_("a scenario has title, market, program, run")) -> dict[str, Any]:
    """YAML text as a mapping, which `holds` says what; raises ScenarioError that names the line."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ScenarioError("is not UTF-8 text; save it as UTF-8", file) from None
    if len(text.encode()) > LARGEST_FILE:
        raise ScenarioError(said("is larger than {most} KB; such a file is a page of text", most=LARGEST_FILE // 1024), file)
    if re.search(r"(?:^|[\s\[{,:-])[&*][A-Za-z0-9]", text) or text.count("[") + text.count("{") > 2_000:
        raise ScenarioError("uses anchors (&, *) or thousands of brackets; write plain YAML", file)
    try:
        body = yaml.load(text, _Loader)
    except (yaml.YAMLError, RecursionError) as e:
        mark = getattr(e, "problem_mark", None)
        problem = getattr(e, "problem", None) or said("is not YAML")
        raise ScenarioError(said("line {line}: {problem}", line=mark.line + 1, problem=problem) if mark else problem, file) from None
    if not isinstance(body, dict):
        raise ScenarioError(said("is empty or no mapping; {holds}", holds=said(holds)), file)
    return body


def dump(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=120)


def names(folder: pathlib.Path = FOLDER) -> list[str]:
    """The shipped scenarios."""
    return sorted(p.stem for p in folder.glob("*.yaml"))


def load_scenario(source: str | pathlib.Path) -> Scenario:
    """A scenario from a file, or by the name of a shipped one; raises ScenarioError with file, field, fault and remedy."""
    path = pathlib.Path(source)
    if path.suffix in (".yaml", ".yml"):
        if not path.is_file():
            raise ScenarioError("there is no such file", str(source))
    else:
        path = _find(str(source), FOLDER, N_("scenario"))
    return build(parse(path.read_bytes(), _shown(path)), path.stem, _shown(path), path.parent)


def build(document: Mapping[str, Any], name: str, file: str = "", folder: pathlib.Path = FOLDER) -> Scenario:
    """A scenario from a document whose `extends` and `market` are looked up beside it and among the shipped ones."""
    body = _resolved(dict(document), file, folder, (name,))
    wrong = [Fault(key, unknown(key, list(KEYS), "field")) for key in body if key not in KEYS]
    for key in ("title", "market"):
        if not body.get(key):
            wrong.append(Fault(key, "is missing; it has no default, so the file must give it"))
    if wrong:
        raise ScenarioError(wrong, file)
    if not isinstance(body["market"], str | dict):
        raise ScenarioError([Fault("market", said("is {given}; give the name of a market, or a mapping", given=f"{body['market']!r}"))], file)
    market = load_market(body["market"], folder, file)
    program = program_of({k: v for k, v in _mapping(body, "program", file).items() if v is not None}, file)
    rest = {k: body[k] for k in ("title", "question", "extends", "opening", "run", "facts") if body.get(k)}
    market_name = body["market"] if isinstance(body["market"], str) else str(body["market"].get("extends") or "")
    scenario = validated(Scenario, rest | {"name": name, "market": market, "market_name": market_name, "program": program}, file=file)
    check_opening(scenario.opening, program, file)
    check_points(program, market, file)
    return scenario


def check_points(program: Program, market: Market, file: str) -> None:
    """Raises ScenarioError for terms under which a member's points would outgrow the ledger."""
    growth = program.get("growth_value")
    if growth and (wrong := growth.outgrows(market.average_basket.value)):
        raise ScenarioError([Fault("program.growth_value.per_unit", wrong)], file)
    earn, plan, reward = (program.get(word) for word in ("base_earn", "paid_plan", "cash_off"))
    if plan is not None:
        back = max(level.points_per_unit(reward.point_value if reward else 0) for level in plan.levels) * market.average_basket.value
        if back > MAX_AVERAGE_POINTS:
            wrong = said("an average order would give up to {points} points back; at most {most}",
                         points=f"{back:,.0f}", most=f"{MAX_AVERAGE_POINTS:,}")
            raise ScenarioError([Fault("program.paid_plan.levels", wrong)], file)
    if earn is None:
        return
    kinds = ("member_day", "category_bonus", "points_campaign")
    extra = sum(max(0.0, m.terms.multiplier - 1) for m in program.mechanics if word_of(m.terms) in kinds)
    bonus = sum(getattr(m.terms, "bonus", 0) for m in program.mechanics)
    points = earn.points_per_unit * max(earn.multiplier) * (1 + extra) * market.average_basket.value + bonus
    if points > MAX_AVERAGE_POINTS:
        wrong = said("an average order of {basket} would earn up to {points} points; at most {most}",
                     basket=f"{market.average_basket.value:g}", points=f"{points:,.0f}", most=f"{MAX_AVERAGE_POINTS:,}")
        raise ScenarioError([Fault("program.base_earn.points_per_unit", wrong)], file)


def load_market(source: str | Mapping[str, Any], folder: pathlib.Path = FOLDER, file: str = "") -> Market:
    """A market by name, from a file, or as written in place."""
    if not isinstance(source, str):
        return validated(Market, _market_document(dict(source), folder, file, ()), "market", file)
    path = _market_path(source, folder, file, "market")
    return validated(Market, _market_document(parse(path.read_bytes(), _shown(path)), folder, _shown(path), (path.stem,)), "", _shown(path))


def _market_path(name: str, folder: pathlib.Path, file: str, field: str) -> pathlib.Path:
    try:
        return _find(name, folder / "markets", N_("market"))
    except ScenarioError as e:
        raise ScenarioError([Fault(field, e.faults[0].message)], file) from None


def _market_document(body: dict[str, Any], folder: pathlib.Path, file: str, seen: tuple[str, ...]) -> dict[str, Any]:
    """A market over what it extends; a number is replaced whole, source and all."""
    base = body.pop("extends", None)
    if not base:
        return body
    path = _market_path(str(base), folder, file, "extends")
    if path.stem in seen:
        raise ScenarioError([Fault("extends", said("goes in a circle: {known}", known=" → ".join((*seen, path.stem))))], file)
    return _market_document(parse(path.read_bytes(), _shown(path)), folder, _shown(path), (*seen, path.stem)) | body


def _resolved(body: dict[str, Any], file: str, folder: pathlib.Path, seen: tuple[str, ...]) -> dict[str, Any]:
    """`body` merged over what it extends."""
    base = body.get("extends")
    if not base:
        return body
    if not isinstance(base, str):
        raise ScenarioError([Fault("extends", said("is {given}; give the name of one scenario", given=f"{base!r}"))], file)
    try:
        path = _find(base, folder, N_("scenario"))
    except ScenarioError as e:
        raise ScenarioError([Fault("extends", e.faults[0].message)], file) from None
    if path.stem in seen:
        raise ScenarioError([Fault("extends", said("goes in a circle: {known}", known=" → ".join((*seen, path.stem))))], file)
    below = _resolved(parse(path.read_bytes(), _shown(path)), _shown(path), path.parent, (*seen, path.stem))
    return merged({k: v for k, v in below.items() if k not in ("title", "question", "facts")}, body)


def merged(below: Any, above: Any) -> Any:
    """Mappings are merged key by key, everything else is replaced; a mechanic of another kind replaces the one below."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    if above.get("mechanic", below.get("mechanic")) != below.get("mechanic"):
        return above
    return below | {k: merged(below[k], v) if k in below else v for k, v in above.items()}


def _mapping(body: Mapping[str, Any], key: str, file: str) -> dict[str, Any]:
    value = body.get(key) or {}
    if not isinstance(value, dict):
        raise ScenarioError([Fault(key, said("is {given}; give a mapping", given=f"{value!r}"))], file)
    return value


def _find(source: str, folder: pathlib.Path, kind: str) -> pathlib.Path:
    """By name, never by path: beside the file that names it, or among the shipped ones."""
    shipped = FOLDER / "markets" if kind == "market" else FOLDER
    for place in (folder, shipped):
        path = place / f"{source}.yaml"
        if re.fullmatch(r"[\w.-]+", source) and path.is_file():
            return path
    raise ScenarioError(unknown(source, names(shipped), kind))


def _shown(path: pathlib.Path) -> str:
    path = path.resolve()
    return str(path.relative_to(FOLDER.parent)) if path.is_relative_to(FOLDER.parent) else path.name
