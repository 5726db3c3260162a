"""The catalogues as files: what the source asks for, merged into each language, and compiled.  Babel keeps them; ours is where texts stand."""
from __future__ import annotations

import ast
import functools
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from simulation.translation import LOCALES, po
from simulation.words import first_sentence

if TYPE_CHECKING:
    from simulation.market import Market

ROOT = LOCALES.parent
FOLDERS = ("app.py", "pages", "simulation")
KEYWORDS = {"_", "N_", "said"}
TERMS = {"term", "number", "Field"}     # fields of inputs: their titles, units and help are shown on forms
SHOWN = ("title", "unit", "help", "description", "source")
POSITIONAL = {"number": ("title", "unit"), "Use": ("name",)}
ERRORS = {"Fault": 1, "Misfit": 1, "ScenarioError": 0, "TransactionsError": 0, "unknown": 2, "Posting": 2}     # which argument a reader sees
OF_A_CLASS = {"title", "summary"}       # of a mechanic
SOURCES = ("source:",)                  # of a market's numbers
# of a catalogue file: no dates, so that a file that says the same stays the same
HEADER = """# Tierlab. The terms are those of locales/glossary.yaml; `make messages` takes in what the source says.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@functools.cache
def template() -> Catalog:
    """Every text of the source, with the files it stands in."""
    from simulation.scenario import load_market, load_scenario
    out = Catalog(project="Tierlab", charset="utf-8")
    for folder in FOLDERS:
        path = ROOT / folder
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            where, nodes = file.relative_to(ROOT).as_posix(), list(ast.walk(ast.parse(file.read_text("utf-8"))))
            calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
            for text in (*marked(calls), *of_fields(calls), *of_classes(nodes), *of_errors(calls)):
                out.add(text, locations=[(where, None)])
            for text in units_of_labels(nodes) if file.stem.startswith("labels") else ():
                out.add(text, locations=[(where, None)])
    for file in sorted((ROOT / "scenarios" / "markets").glob("*.yaml")):
        for text in sources_of(load_market(file.stem)):
            out.add(text, locations=[(file.relative_to(ROOT).as_posix(), None)])
    for file in sorted((ROOT / "scenarios").glob("*.yaml")):
        for text in sources_of(load_scenario(file.stem).market):
            if text not in out:      # a number of the scenario's own, not of its market
                out.add(text, locations=[(file.relative_to(ROOT).as_posix(), None)])
    return out


def marked(calls: Iterable[ast.Call]) -> Iterator[str]:
    """What is marked by `_`, `N_` or `said`, as it stands in the file: also within another marked call, where Babel does not look."""
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if call.func.id in KEYWORDS and call.args and _text(call.args[0]):
            yield call.args[0].value


def of_fields(calls: Iterable[ast.Call]) -> Iterator[str]:
    """Titles, units and help of the fields of inputs, names of uses and costs."""
    for call in calls:
        if call.func.id in {*TERMS, *POSITIONAL}:
            given = list(zip(POSITIONAL.get(call.func.id, ()), call.args)) + [(k.arg, k.value) for k in call.keywords]
            for name, value in given:
                if name == "choices" and isinstance(value, ast.Dict):
                    yield from (x.value for x in value.values if _text(x))
                elif name in (*SHOWN, "name") and _text(value):
                    yield value.value


def of_errors(calls: Iterable[ast.Call]) -> Iterator[str]:
    """What is said as an error in plain words, and names of costs; with figures in it, it is marked by `said`."""
    for call in calls:
        if len(call.args) > ERRORS.get(call.func.id, len(call.args)):
            told = call.args[ERRORS[call.func.id]]
            yield from (x.value for x in ([told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]) if _text(x))


def units_of_labels(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Units of the headings of tables: `(N_("Heading"), "unit")`."""
    for node in nodes:
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and _text(node.elts[1]) and node.elts[1].value != "money":
            yield node.elts[1].value


def of_classes(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Titles and summaries of mechanics."""
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    yield from _summary(node)
    for line in node.body:
        if isinstance(line, ast.Assign):
            target, value = line.targets[0], line.value
            names, values = ([target], [value]) if isinstance(target, ast.Name) else (getattr(target, "elts", []), getattr(value, "elts", []))
            yield from (v.value for n, v in zip(names, values) if getattr(n, "id", "") in OF_A_CLASS and _text(v))


def _summary(node: ast.ClassDef) -> Iterator[str]:
    """What the form says of a mechanic that has no summary: the first sentence of its docstring."""
    named = {target.id for line in node.body if isinstance(line, ast.Assign) for target in ast.walk(line.targets[0]) if isinstance(target, ast.Name)}
    if "title" in named and "summary" not in named and ast.get_docstring(node):
        yield first_sentence(ast.get_docstring(node))


def _text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value.strip())


def sources_of(held: Market) -> Iterator[str]:
    """Where the numbers of a market come from."""
    for name in type(held).model_fields:
        source = getattr(getattr(held, name), "source", "")
        if source:
            yield source


def read(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, language)


def write(language: str, catalog: Catalog) -> None:
    held = io.BytesIO()
    write_po(held, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True, omit_header=True)
    po(language).parent.mkdir(parents=True, exist_ok=True)
    po(language).write_bytes(HEADER.format(language=language).encode() + b"\n" + held.getvalue())


def update(language: str) -> str:
    """Takes what the source says now into a language's catalogue; what is gone goes, what is new is empty, nothing is guessed."""
    held = read(language) if po(language).exists() else Catalog(locale=language, project="Tierlab", charset="utf-8")
    held.update(template(), no_fuzzy_matching=True)
    write(language, held)
    return f"{po(language).relative_to(ROOT)}: {sum(1 for m in held if m.id)} texts, {len(untranslated(held))} without a translation"


def untranslated(catalog: Catalog) -> list[str]:
    return [str(m.id) for m in catalog if m.id and (m.fuzzy or not m.string)]


def compile_one(language: str) -> str:
    target = po(language).with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, read(language))
    return str(target.relative_to(ROOT))
