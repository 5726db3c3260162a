"""The program on one page: the ladder, what earns and what points buy, benefits, and whatever else it holds, with its own figures."""
from __future__ import annotations

from simulation.benefit import PERS
from simulation.ladder import THRESHOLDS
from simulation.map_boxes import SLIDE
from simulation.mechanics import Mechanic
from simulation.naming import called
from simulation.program import word_of
from simulation.program_map import diagram
from simulation.ratecard import EARN_STEPS
from simulation.reporting import numbers
from simulation.scenario import Scenario
from simulation.simulate import rate_card
from simulation.story.content import Number, Slide, Table
from simulation.story.words import Words, plain
from simulation.sweepable import QUALIFYING, sweepable
from simulation.words import N_

SHOWN_BY_THEMSELVES = ("tiers", "tier_benefits")      # mechanics with a table of their own
TERMS_SHOWN, ROWS_SHOWN = 4, 8       # of a mechanic; mechanics with their terms, the others by name
EXPIRES = {"after_earning": N_("Points expire {months} months after the month they were earned in."),
           "inactivity": N_("All points expire after {months} months without an order."),
           "fixed_date": N_("Once a year, in month {months}, the points of the years before expire."), "never": N_("Points never expire.")}


def program(scenario: Scenario, w: Words, slide: str = "program") -> Slide:
    _ = w.say
    card = rate_card(scenario)
    tables = [t for t in (ladder(scenario, w), benefits(scenario, w), others(scenario, w)) if t.rows]
    return Slide(
        slide, _("The program on one page"), _answer(scenario, card, w), _sub(scenario, w), numbers=_numbers(scenario, card, w), tables=tables,
        diagram=diagram(scenario, w.language, paper=SLIDE) if scenario.program.mechanics else None,
        notes=(
            _("Say: how one climbs, how one earns, what points buy; leave the small terms to the table."),
            _("Where it comes from: these are the program's own terms, as they stand on the page Program design."),
            _("Likely question: what does a point cost us? Answer: {share} of its face value where it is taken off an order; the rest is on the "
              "page What it costs.", share=numbers.percent(cash.cost_share)) if (cash := scenario.program.get("cash_off")) else
            _("Likely question: what does it cost us? Answer: it is on the page What it costs."),
        ),
    )  # fmt: skip


def _answer(scenario: Scenario, card, w: Words) -> str:
    _, names = w.say, [n.in_language(w.language) for n in scenario.program.tier_names]
    if not scenario.program.mechanics:
        return _("There is **no program**: no tiers, no points, no benefits.")
    points, worth = card.earn_rate[0] / EARN_STEPS, card.reward_rate
    hundred, back = f"{w.symbol}100", w.money(100 * worth)
    if len(names) > 1 and points and worth:
        return _("**{n} tiers**, from {first} to {top}; points give back **{back} of every {hundred}** in the first tier.", n=len(names),
                 first=names[0], top=names[-1], back=back, hundred=hundred)
    if points and worth:
        return _("Points give back **{back} of every {hundred}** that a member spends.", back=back, hundred=hundred)
    if len(names) > 1:
        return _("**{n} tiers**, from {first} to {top}.", n=len(names), first=names[0], top=names[-1])
    return _("It gives: **{what}**.", what=w.listed([w.say(called(m.terms, m.label)) for m in scenario.program.mechanics][:4]))


def _sub(scenario: Scenario, w: Words) -> str:
    """What points buy, and when they are lost."""
    _, held, out = w.say, scenario.program, []
    cash, expiry = held.get("cash_off"), held.get("points_expiry")
    if cash:
        least = max(cash.goal, cash.minimum)
        out.append(_("{points} points take {money} off an order.", points=numbers.count(least), money=f"{w.symbol}{plain(least * cash.point_value)}"))
    if expiry and scenario.program.get("base_earn"):
        out.append(_(EXPIRES[expiry.policy], months=expiry.months))
    return " ".join(out) if not w.language.startswith("zh") else "".join(out)


def _numbers(scenario: Scenario, card, w: Words) -> tuple[Number, ...]:
    _, held, out = w.say, scenario.program, []
    terms = _("a term of the program")
    tiers, names = held.get("tiers"), [n.in_language(w.language) for n in held.tier_names]
    first = next((i for i in range(1, len(names)) if not held.by_invitation(i)), None)
    if first:
        out.append(Number(_("To reach {tier}", tier=names[first]), threshold(tiers, first, w), said=terms, against=_window(tiers, w)))
    if card.reward_rate:
        out.append(Number(_("Points give back"), numbers.percent(card.reward_rate), said=terms, against=_("of what is paid, first tier")))
    top = max((card.earn_rate[i] for i in range(card.tiers)), default=0)
    if card.earn_rate[0] and top > card.earn_rate[0]:
        out.append(Number(_("The top tier earns"), f"{plain(top / card.earn_rate[0])} ×", said=terms, against=_("of the first tier's points")))
    running = held.get("running_cost")
    if running:
        a_year = 12 * (running.per_month + running.per_member_month * scenario.run.members)
        out.append(Number(_("Platform and staff a year"), w.money(a_year), said=terms,
                          against=_("and {setup} once", setup=w.money(running.setup)) if running.setup else ""))
    plan = held.get("paid_plan")
    if plan:
        out.append(Number(_("Fee of {plan}", plan=plan.levels[0].name.in_language(w.language)), f"{w.symbol}{plain(plan.levels[0].fee)}", said=terms,
                          against=_("a year") if plan.billing == "yearly" else _("a month")))
    return tuple(out[:4])


def _window(tiers, w: Words) -> str:
    if tiers.window == "rolling":
        return w.say(N_("within {months} months"), months=tiers.window_months)
    if tiers.window == "days":
        return w.say(N_("within {days} days"), days=tiers.window_days)
    return w.say({"calendar_year": N_("within a calendar year"), "anniversary": N_("within the member's own year"),
                  "lifetime": N_("ever since joining")}[tiers.window])


def threshold(tiers, i: int, w: Words) -> str:
    """What it takes to reach a tier, by all metrics."""
    parts = []
    for metric, field in zip(tiers.metrics, THRESHOLDS, strict=False):
        amount = getattr(tiers.levels[i], field)
        unit = QUALIFYING[metric][0]
        parts.append(f"{w.symbol}{plain(amount)}" if metric == "spend" else w.say(N_("{n} {unit}"), n=plain(amount), unit=w.say(unit)))
    if len(parts) == 1:
        return parts[0]
    return w.say(N_("{a} and {b}") if tiers.joined_by == "all" else N_("{a} or {b}"), a=parts[0], b=parts[1])


def ladder(scenario: Scenario, w: Words) -> Table:
    """A row a tier: threshold, points, price off, new benefits."""
    _, held = w.say, scenario.program
    tiers, earn, price = held.get("tiers"), held.get("base_earn"), held.get("member_price")
    given = held.get("tier_benefits")
    header = [_("Tier"), _("From")]
    header += [_("Points for each {one}", one=f"{w.symbol}1")] if earn else []
    header += [_("Price off")] if price else []
    header += [_("New benefits")] if given else []
    rows = []
    for i, name in enumerate(held.tier_names):
        way = _("by invitation") if held.by_invitation(i) else threshold(tiers, i, w) if tiers and i else _("at once")
        row = [name.in_language(w.language), way]
        if earn:
            row.append(plain(earn.points_per_unit * earn.multiplier[min(i, len(earn.multiplier) - 1)]))
        if price:
            row.append(numbers.percent(price.price_off[min(i, len(price.price_off) - 1)]))
        if given:
            row.append(w.listed([b.name.in_language(w.language) for b in given.benefits if b.from_tier == i + 1]) or numbers.DASH)
        rows.append(row)
    return Table(header, rows if len(rows) > 1 or earn or given else [], _("The ladder"))


def benefits(scenario: Scenario, w: Words) -> Table:
    """A row a benefit: for whom, how often, what it costs and is worth."""
    _, given, names = w.say, scenario.program.get("tier_benefits"), scenario.program.tier_names
    rows = [(b.name.in_language(w.language), names[b.from_tier - 1].in_language(w.language), _(PERS[b.per]), numbers.percent(b.uptake),
             f"{w.symbol}{plain(b.unit_cost)}", f"{w.symbol}{plain(b.perceived_value)}") for b in (given.benefits if given else ())]
    header = (_("Benefit"), _("From tier"), _("Counted"), _("Used by"), _("Costs, each use"), _("Worth to the member"))
    return Table(header, rows, _("Benefits of tiers"))


def others(scenario: Scenario, w: Words) -> Table:
    """A row for each other mechanic, with its first terms that are not zero."""
    _, terms = w.say, [t for t in sweepable(scenario, w.language) if t.of_program]
    rows = []
    for m in scenario.program.mechanics:
        if word_of(m.terms) in SHOWN_BY_THEMSELVES:
            continue
        own, seen = [], set()
        for t in terms:
            if t.path.startswith(f"program.{m.label}.") and t.value and t.title not in seen:
                seen.add(t.title)
                own.append(_("{what}: {value}", what=_(t.title), value=w.of_term(t, t.value)))
        rows.append((title(m.terms, m.label, w), ("；" if w.language.startswith("zh") else "; ").join(own[:TERMS_SHOWN]) if own else _("on")))
    if len(rows) > ROWS_SHOWN + 1:
        rest = rows[ROWS_SHOWN:]
        rows = [*rows[:ROWS_SHOWN], (_("And {n} more", n=len(rest)), w.listed([name for name, _terms in rest]))]
    return Table((_("What else"), _("Terms")), rows, _("Points, offers and running cost"))


def title(terms: Mechanic, label: str, w: Words) -> str:
    """A mechanic's title in the reader's language; a name that its author gave it stays."""
    return w.say(called(terms, label))
