"""Stories: seven steps from a question to a recommendation, in one language, of results that are there already."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from simulation.cases import CASES
from simulation.market import MARK_NAMES, Market
from simulation.reporting import numbers
from simulation.scenario import Scenario
from simulation.story import comparison_slides as two
from simulation.story import comparison_verdict as verdict
from simulation.story.comparing import pair_of
from simulation.story.content import Story, Table
from simulation.story.cost_slide import cost
from simulation.story.feel_slide import feel
from simulation.story.material import About, Compared, Material
from simulation.story.outcome_slide import outcome
from simulation.story.program_slide import program
from simulation.story.question_slide import question
from simulation.story.recommendation_slide import recommendation
from simulation.story.risk_slide import risk
from simulation.story.words import Words
from simulation.words import N_

KEYS = ("question", "program", "feel", "outcome", "cost", "risk", "recommendation")
LONGEST = 60


def of_scenario(held: Material, about: About, language: str) -> Story:
    """The story of a scenario against no program."""
    scenario = held.study.outcome.scenario
    w = Words(language, scenario.market.symbol)
    slides = (question(held, about, w), program(scenario, w), feel(held, w), outcome(held, w), cost(held, w), risk(held, w),
              recommendation(held, about, w))
    made = made_from(scenario, [about], len(held.study.runs), w)
    return Story(about.name, language, slides, made, assumptions(scenario.market, w), file_name([about.name], scenario.name))


def of_comparison(held: Compared, abouts: Sequence[About], language: str) -> Story:
    """The story of scenarios side by side; the first is the one that the others are held against, `abouts` in their order."""
    base = held.comparison.scenarios[0]
    w = Words(language, base.market.symbol)
    names = [a.name for a in abouts]
    pair = pair_of(held, names, w)
    slides = (two.question(pair), two.program(pair), two.feel(pair), two.outcome(pair), verdict.cost(pair), verdict.risk(pair),
              verdict.recommendation(pair))
    title = w.say(N_("{first} and {others}"), first=names[0], others=w.listed(names[1:]))
    made = made_from(base, abouts, held.comparison.replications, w)
    saved_as = " ".join(s.name for s in held.comparison.scenarios)
    return Story(title, language, slides, made, assumptions(base.market, w), file_name(names, saved_as))


def made_from(scenario: Scenario, abouts: Sequence[About], runs: int, w: Words) -> tuple[tuple[str, str], ...]:
    """What a story was made from, word by word; several scenarios, the first the one that the others are held against."""
    _, run, first_about = w.say, scenario.run, abouts[0]
    rows = [(_("Scenario"), a.name) for a in abouts] if len(abouts) == 1 else [
        (_("Scenario {n}", n=k), _("{name} ({revision})", name=a.name, revision=revision(a, w))) for k, a in enumerate(abouts, start=1)]
    if len(abouts) == 1:
        rows.append((_("Revision"), revision(first_about, w)))
    return (
        *rows, (_("Date"), w.day(first_about.date)), (_("Market"), scenario.market.name.in_language(w.language)),
        (_("Members"), numbers.count(run.members)), (_("Months"), str(run.months)), (_("Runs for each range"), str(runs)), (_("Seed"), str(run.seed)),
        (_("Assumptions"), _(CASES[first_about.case])),
    )  # fmt: skip


def revision(about: About, w: Words) -> str:
    said = w.say(N_("Revision {n}"), n=about.revision) if about.revision else w.say(N_("Shipped with Tierlab"))
    return w.say(N_("{revision}, with edits not saved"), revision=said) if about.edited else said


def assumptions(market: Market, w: Words) -> Table:
    """Every number of a market: value, low to high, source, mark."""
    _, rows = w.say, []
    for name, held in market.assumptions().items():
        span = w.market_span(market, name) or numbers.DASH
        rows.append((w.title_and_unit(market, name), w.of_market(market, name, held.value), span, _(held.source), _(MARK_NAMES[held.mark])))
    return Table((_("Number"), _("Value"), _("Low to high"), _("Source"), _("Mark")), rows, _("Every assumption, and where it comes from"))


def file_name(names: Sequence[str], otherwise: str) -> str:
    """Letters, digits and hyphens; the scenario's own name where its title has letters that are none of these."""
    for text in (" ".join(names), otherwise):
        plain = unicodedata.normalize("NFKD", text)
        slug = re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-").lower()
        if slug and not any(letter.isalpha() and not letter.isascii() for letter in plain):
            return slug[:LONGEST].strip("-")
    return "story"
