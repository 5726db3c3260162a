"""What the tests of pages share: they look at a page when its figures are there."""
import pytest


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch):
    """AppTest does not run fragments by the clock, so a page waits for its results."""
    monkeypatch.setattr("pages.common.results.PATIENCE", 300)
