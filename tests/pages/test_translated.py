"""Nothing escapes translation: every page in a made-up language, in which each English word that was looked up stands in brackets.

What is seen without brackets was never looked up; what was looked up and is in no catalogue can never be translated.
"""
import ast
import html.parser
import json
import pathlib
import re
import string

import pytest
from streamlit.testing.v1 import AppTest

from simulation.labels import LABELS
from simulation.ledger import COMPONENTS
from simulation.market import Market
from simulation.metrics import METRICS
from simulation.scenario import names as shipped
from simulation.translation.catalogues import template
from tests.pages.test_pages import small_runs  # noqa: F401  few runs here, too

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = sorted(p.stem for p in (ROOT / "pages").glob("*.py"))
SCENARIOS = ("handbook_whole", "points_only", "no_program")
HEAVY = {"assumptions", "drivers", "sweep", "stress", "budget", "winners", "pilot"}     # of one scenario only: what they say hangs little on it
WORD = re.compile(r"[A-Za-z]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")      # a name that a scenario's author gave in Chinese

# Latin letters that stand in Chinese text, too; each with its reason.
ALLOWED = {
    "Tierlab": "the product's name",
    "English": "the language's own name, so that its reader finds it",
    "CSV|YAML|JSON|UTF-8|PDF|PPTX|XLSX": "formats of files",
    "CNY|USD|EUR": "codes of currencies",
    "Language": "the choice of languages is named in both",
    "PLUS|CDNOW": "names of a paid plan and of a data set that Chinese texts of scenarios write so, too",
    "ecommerce_cn|example_orders": "names of files",
}
ALLOWED_WORDS = {word for words in ALLOWED for word in words.split("|")}
# strings of Streamlit's messages that nobody reads
UNSEEN = {"id", "form_id", "element_id", "icon", "url", "page_script_hash", "user_key", "css_class", "format", "query_param_key", "chart_type",
          "accept_file_type", "type", "file_type", "config", "theme", "selection_mode", "width", "height", "fragment_id", "step", "image",
          "source_file_path", "group_id", "data_testid", "key", "color", "unsafe_allow_javascript", "data", "styler", "columns", "editing_mode",
          "active_theme", "url_path", "query_string", "page", "deferred_file_id", "column_order"}
SAYING = {"name", "text", "title", "hovertemplate", "texttemplate", "ticktext", "customdata", "x", "y", "labels", "hovertext", "ticksuffix",
          "tickprefix", "alt"}     # of a Plotly figure


def pseudo(text: str) -> str:
    """`text` in the made-up language: words in brackets, `{names}` as they are."""
    fields = list(string.Formatter().parse(text)) if "{" in text else [(text, None, None, None)]
    out = ""
    for literal, field, spec, conversion in fields:
        literal = WORD.sub(r"⟦\g<0>⟧", literal)
        out += literal.replace("{", "{{").replace("}", "}}") if len(fields) > 1 or field is not None else literal
        if field is not None:
            out += "{" + field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
    return out


class Catalogue:
    """Looks up nothing, remembers what it was asked for."""

    def __init__(self):
        self.asked = set()

    def gettext(self, text: str) -> str:
        self.asked.add(text)
        return pseudo(text)


@pytest.fixture
def made_up(monkeypatch, nothing_saved):
    """Names of what other tests have saved are nobody's to translate."""
    held = Catalogue()
    monkeypatch.setattr("simulation.translation.catalogue", lambda language: held)
    return held


class Html(html.parser.HTMLParser):
    """What is seen or heard of a piece of HTML."""

    def __init__(self, body: str):
        super().__init__()
        self.texts, self.hidden = [], 0
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "script")
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "data-tip", "title", "alt", "placeholder")]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.hidden:
            self.texts.append(data)


def of_chart(spec: dict):
    """Texts of a Plotly figure: names, titles, annotations, what is said over a mark, texts of ticks."""
    def walk(node, key=""):
        if isinstance(node, dict):
            for name, value in node.items():
                if name not in ("template", "font", "line", "marker", "bdata", "dtype", "colorscale", "colorbar", "hoverlabel"):
                    yield from walk(value, name)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, key)
        elif isinstance(node, str) and key in SAYING:
            yield re.sub(r"<[^>]*>|%\{[^}]*\}|&\w+;", " ", node)
    yield from walk(spec)


def of_table(element) -> list[str]:
    """Headings and cells of a table."""
    config = json.loads(element.proto.columns or "{}")
    frame, out = element.value, []
    for position, column in enumerate(frame.columns):
        given = config.get(str(column)) or config.get(f"_pos:{position}") or {}
        if given.get("hidden"):
            continue
        out += [str(given.get("label") or column), str(given.get("help") or "")]
        kind = given.get("type_config") or {}
        out += [str(x) for x in kind.get("options") or () if isinstance(x, str | dict)]
        out += [x for x in frame[column] if isinstance(x, str)]
    return out


def of_message(message):
    """Every text of one of Streamlit's messages that is shown."""
    for field, value in message.ListFields():
        if field.name in UNSEEN:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield f"{field.name}", one
            elif hasattr(one, "ListFields"):
                yield from of_message(one)


def seen(app):
    """(where, text) of all that the app shows."""
    def walk(block):
        yield block
        for child in getattr(block, "children", {}).values():
            yield from walk(child)
    for root in app._tree.children.values():
        for node in walk(root):
            kind, proto = getattr(node, "type", "block"), getattr(node, "proto", None)
            if proto is None:
                continue
            if kind == "html":
                yield from ((kind, x) for x in Html(proto.body).texts)
            elif kind == "plotly_chart":
                yield from ((kind, x) for x in of_chart(json.loads(proto.spec)))
                yield kind, getattr(proto, "alt", "") or ""
            elif kind in ("arrow_data_frame", "arrow_table"):
                yield from ((kind, x) for x in of_table(node))
            else:
                yield from ((f"{kind}.{name}", x) for name, x in of_message(proto))


NAMES = set(shipped())
CODES = {*LABELS, *METRICS, *Market.model_fields, *COMPONENTS, "opening", "run.months", "run.months_of_a_fee", "run.worth_of_a_point"}


VALUE = re.compile(r"\b(Money|Share|Day)\(")      # what a sentence of an explanation holds, as Python writes it


def escaped(text: str) -> list[str]:
    """Words that were not looked up."""
    if all(part in CODES for part in re.split(", | – ", text.strip())):      # columns and fields as files and docs call them, on their own
        return []
    text = re.sub(r"\b[0-9a-f]{12}\b", " ", text)      # a version of the rules
    text = re.sub(r":material/\w+:|https?://\S+|\[data-[^\]]*\]", " ", text)
    text = re.sub(r"⟦[^⟧…]*[⟧…]", " ", text)      # charts cut long names
    words = re.findall(r"[A-Za-z](?:[A-Za-z0-9_.&-]*[A-Za-z0-9])?", text)
    return [w for w in words if len(re.sub("[^A-Za-z]", "", w)) >= 3 and w not in ALLOWED_WORDS and w not in NAMES]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_text_is_looked_up(scenario, made_up):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = "zh"
    app.session_state["scenario"] = scenario
    found = []
    for name in [None, *(PAGES if scenario == SCENARIOS[0] else [p for p in PAGES if p not in HEAVY])]:
        app = app.run() if name is None else app.switch_page(f"pages/{name}.py").run()
        assert not app.exception, f"{name}: {app.exception[0].message}"
        assert not [text for _, text in seen(app) if VALUE.search(text)], f"{name}: a value that nobody has written out"
        found += [f"{name or 'home'} {where}: {words} in {text[:160]!r}" for where, text in seen(app) if (words := escaped(text))]
    known = {str(m.id) for m in template() if m.id}
    unknown = sorted(text for text in made_up.asked - known if text not in ALLOWED_WORDS and not CHINESE.search(text))
    assert not found, f"{len(found)} texts that no translation reaches:\n" + "\n".join(dict.fromkeys(found))
    assert not unknown, "looked up, and in no catalogue:\n" + "\n".join(map(repr, unknown))


WIDGETS = {"selectbox", "multiselect", "number_input", "text_input", "text_area", "toggle", "checkbox", "radio", "slider", "select_slider", "button",
           "segmented_control", "pills", "download_button", "form_submit_button", "date_input", "file_uploader", "data_editor", "tabs", "expander"}


def calls(*folders):
    """(place, call) of every call in the source."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", node


def test_every_widget_has_a_key():
    """Without one its label is part of what it is, and another language would empty it."""
    found = [place for place, call in calls("pages") if isinstance(call.func, ast.Attribute) and call.func.attr in WIDGETS
             and not (isinstance(call.func.value, ast.Name) and call.func.value.id == "workbook_button")
             and all(k.arg not in ("key", None) for k in call.keywords)]
    assert not found, "widgets without key=:\n" + "\n".join(found)


def test_no_text_is_put_together_before_it_is_looked_up():
    """Babel reads literals alone."""
    def made(text):
        return isinstance(text, ast.JoinedStr | ast.BinOp) or (isinstance(text, ast.Call) and getattr(text.func, "attr", "") == "format")

    found = [place for place, call in calls("pages", "simulation")
             if getattr(call.func, "id", "") in ("_", "N_", "said") and call.args and made(call.args[0])]
    assert not found, "give the text as it stands, with {names}:\n" + "\n".join(found)


def test_the_made_up_language_shows_what_escapes():
    assert pseudo("Cost of {name}, {n:,} times") == "⟦Cost⟧ ⟦of⟧ {name}, {n:,} ⟦times⟧"
    assert escaped("⟦Cost⟧ of Gold") == ["Gold"] and not escaped("⟦Cost⟧ CNY 12")
    assert Html('<i aria-label="Heard">seen</i><style>none</style>').texts == ["Heard", "seen"]
