"""Each library stays in its layer, and files stay short enough to be read: what the house rules say, read off the source."""
import ast
from pathlib import Path, PurePath

import pytest

# Which files may import a library (patterns of pathlib); tests may import any.
LAYERS = {
    "streamlit": ["app.py", "pages/**"],
    "plotly": ["simulation/reporting/*charts.py"],
    "simpy": ["simulation/clock.py", "simulation/engine.py", "simulation/reference.py", "simulation/service.py", "simulation/bench/**"],
    "numba": ["simulation/engine.py", "simulation/compiled.py", "simulation/bench/**"],
    "yaml": ["simulation/scenario.py", "simulation/inputs.py", "simulation/translation/glossary.py"],
    "sqlalchemy": ["simulation/store.py"],
    "SALib": ["simulation/sensitivity.py"],
    "loky": ["simulation/executor.py"],
    "xlsxwriter": ["simulation/reporting/workbook*.py"],
    "pptx": ["simulation/reporting/slides*.py"],
    "typst": ["simulation/reporting/pdf*.py"],
    "PIL": ["simulation/reporting/branding.py"],
    "distributed": ["simulation/executor.py"],
}

# The most lines a file may have; a file that several patterns fit keeps to the smallest.
# member.py holds the rules of one member's life together, by design.
TOGETHER = {"simulation/member.py": 400}
LENGTHS = {"app.py": 300, "pages/**": 300, "simulation/**": 300, "pages/*.py": 120, "simulation/mechanics/[!_]*.py": 90}


@pytest.fixture(scope="module")
def sources(root, project_files):
    """Text of every Python file but the tests, by its path inside the project."""
    own = {path.relative_to(root): path for path in project_files if path.suffix == ".py"}
    return {inside: path.read_text("utf-8") for inside, path in own.items() if inside.parts[0] != "tests"}


@pytest.mark.parametrize("library", LAYERS)
def test_library_stays_in_its_layer(sources, library):
    found = [place for inside, text in sources.items() for place in strays(inside, text, library)]
    assert not found, f"{library} belongs in {', '.join(LAYERS[library])} alone:\n" + "\n".join(found)


def test_files_are_short(sources):
    found = [place for inside, text in sources.items() for place in overlong(inside, text)]
    assert not found, "too long; move what is a thing of its own into a file of its own:\n" + "\n".join(found)


def test_imports_of_every_form_are_seen():
    text = "import plotly\nimport numpy, plotly.io as io\ndef f():\n    from plotly.graph_objects import Figure\nimport plotly_extra\n"
    assert strays(Path("simulation/metrics.py"), text, "plotly") == [f"simulation/metrics.py:{line}" for line in (1, 2, 4)]
    assert strays(Path("simulation/reporting/charts.py"), text, "plotly") == []
    assert strays(Path("pages/common/chart.py"), "import streamlit as st\n", "streamlit") == []


def test_length_is_that_of_the_smallest_pattern():
    ninety_one = "pass\n" * 91
    gift = Path("simulation/mechanics/birthday_gift.py")
    assert overlong(gift, ninety_one) == [f"{gift}:91 (at most 90 lines)"]
    assert overlong(Path("simulation/mechanics/__init__.py"), ninety_one) == overlong(Path("pages/costs.py"), ninety_one) == []
    assert overlong(Path("pages/costs.py"), "pass\n" * 121) and overlong(Path("pages/common/shell.py"), "pass\n" * 301)


def strays(inside: PurePath, text: str, library: str) -> list[str]:
    """file:line of each import of the library in a file where it does not belong."""
    if any(fits(inside, pattern) for pattern in LAYERS[library]):
        return []
    return [f"{inside.as_posix()}:{line}" for line, name in imports(text, inside) if name.split(".")[0] == library]


def imports(text: str, inside: PurePath) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(text, filename=str(inside))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append((node.lineno, node.module))
    return sorted(found)


def overlong(inside: PurePath, text: str) -> list[str]:
    limits = [TOGETHER.get(inside.as_posix(), most) for pattern, most in LENGTHS.items() if fits(inside, pattern)]
    lines = len(text.splitlines())
    return [f"{inside.as_posix()}:{lines} (at most {min(limits)} lines)"] if limits and lines > min(limits) else []


def fits(inside: PurePath, pattern: str) -> bool:
    """Whether the path fits; `folder/**` is all below a folder, and `*` stops at a slash."""
    if pattern.endswith("/**"):
        return inside.is_relative_to(pattern.removesuffix("/**"))
    return len(inside.parts) == len(PurePath(pattern).parts) and inside.match(pattern)
