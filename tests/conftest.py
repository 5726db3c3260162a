"""What all tests share: where the project is, which files are its own, how hypothesis searches, and where saved work goes."""
import importlib.util
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Without requirements-dev.txt the rest still runs, and the summary says what did not.
NEEDS = {"browser": "pytest_playwright", "properties": "hypothesis"}
MISSING = {folder: package for folder, package in NEEDS.items() if importlib.util.find_spec(package) is None}
collect_ignore = list(MISSING)

if "properties" not in MISSING:
    from hypothesis import HealthCheck, settings

    # The first example of a test may have to compile the engine, so no example has a deadline.
    settings.register_profile("dev", deadline=None)
    settings.register_profile(
        "ci", deadline=None, derandomize=True, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that app.py is in."""
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """The project's own files: committed, or new and not ignored; without git, all that lie in folders that are not hidden."""
    ask_git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(ask_git, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        environments = [config.parent for config in ROOT.glob("*/pyvenv.cfg")]
        paths = [path for path in ROOT.rglob("*") if not any(folder in path.parents for folder in environments)]
        paths = [path for path in paths if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


@pytest.fixture(scope="session", autouse=True)
def one_process():
    """Small runs are done before worker processes have started; tests/unit/test_executor.py and the browser tests have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIERLAB_WORKERS", "0")
        yield


@pytest.fixture(scope="session", autouse=True)
def saved_work(tmp_path_factory):
    """Scenarios and runs that a test saves go to a folder of the test run, never to the developer's own."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("TIERLAB_HOME", str(home))
        yield home


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.stats.get("skipped", [])
    browser = sum(report.nodeid.startswith("tests/browser/") for report in reports)
    office = sum("LibreOffice" in str(report.longrepr) for report in reports)
    untested = [f"tests/{folder}: {package} is not installed; see requirements-dev.txt" for folder, package in MISSING.items()]
    if browser:
        untested.append(f"tests/browser: {browser} skipped, there is no Chromium; name one with CHROMIUM=/path/to/chromium")
    if office:
        untested.append(f"tests/unit/test_workbook_recalculated.py: {office} skipped, there is no LibreOffice; apt-get install libreoffice-calc")
    if untested:
        terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
        for line in untested:
            terminalreporter.line(line, red=True)
