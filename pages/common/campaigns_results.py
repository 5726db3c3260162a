"""The results of the page of campaigns, kept by content."""
from __future__ import annotations

from pages.common import results
from simulation.campaigns import CampaignResult, campaign_results
from simulation.outcome import Outcome
from simulation.replications import SEEDS, CampaignRanges, campaign_ranges
from simulation.scenario import Scenario
from simulation.simulate import simulate


def result_campaigns(scenario: Scenario) -> tuple[Outcome, list[CampaignResult]] | None:
    """The scenario's own run, and each campaign against the same members without it; None after the visitor stopped it."""

    def compute(progress):
        outcome = simulate(scenario)
        return outcome, campaign_results(scenario, outcome, progress)

    return results.computed(("campaigns", scenario.digest()), compute)


def result_campaign_ranges(scenario: Scenario) -> CampaignRanges | None:
    """The same over paired seeds; None while it is computed, and after the visitor stopped it."""
    seeds = SEEDS
    return results.computed(("campaign_ranges", scenario.digest(), seeds), lambda progress: campaign_ranges(scenario, seeds, progress))
