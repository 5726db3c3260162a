"""Results of the page of winners and losers."""
from __future__ import annotations

from pages.common.results import computed
from simulation.winners import RUNS, Question, Winners, winners


def result_winners(question: Question) -> Winners | None:
    """Every policy side by side; None while nothing is there."""
    return computed(("winners", *question.key, RUNS), lambda progress: winners(question, RUNS, progress))
