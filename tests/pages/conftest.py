"""What the tests of pages share: they look at a page when its figures are there, and at few and small runs."""
import pytest
from streamlit.testing.v1 import AppTest

from pages.common import session
from tests.pages.looking import ROOT


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch):
    """AppTest does not run fragments by the clock, so a page waits for its results."""
    monkeypatch.setattr("pages.common.results.PATIENCE", 300)


@pytest.fixture
def nothing_saved(monkeypatch, tmp_path):
    """A store of the test's own, with nothing in it."""
    monkeypatch.setenv("TIERLAB_HOME", str(tmp_path))
    session.store.clear()
    yield
    session.store.clear()


@pytest.fixture(autouse=True)
def few_small_runs(monkeypatch):
    """The pages are tested here, not the figures."""
    monkeypatch.setattr("pages.common.results.RUNS", 3)
    monkeypatch.setattr("pages.common.sidebar.SIZES", (300, 500))


@pytest.fixture
def app():
    """The whole app as a first visitor opens it."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
