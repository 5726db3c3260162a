"""What the tests of pages share: they look at a page when its figures are there, and at few and small runs."""
import pytest


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch):
    """AppTest does not run fragments by the clock, so a page waits for its results."""
    monkeypatch.setattr("pages.common.results.PATIENCE", 300)


@pytest.fixture(autouse=True)
def few_small_runs(monkeypatch):
    """The pages are tested here, not the figures."""
    monkeypatch.setattr("pages.common.results.RUNS", 3)
    monkeypatch.setattr("pages.common.sidebar.SIZES", (300, 500))
