"""The parts of the page of the paid plan."""

from __future__ import annotations

from pages.common import look
from pages.common.text import _, language
from simulation.plan_report import WORD
from simulation.reporting import charts, numbers, plan_charts

QUARTER = 3


def _money(found, value) -> str:
    return numbers.money(value, found.outcome.scenario.market.symbol, language())


def answer(found, held) -> None:
    kicker = _("{name}, with its paid plan against the same program without it", name=held.saved_name)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    split = found.split()
    if split is None:
        words = _("**Nobody has paid** the fee.") if not found.payers else _("**Every member** has paid the fee.")
        look.answer(kicker, words, _("What the plan brings can be told apart only where some pay and others do not."))
        return
    if split["naive_gap"] <= 0:
        look.answer(
            kicker,
            _("The plan has added **{causal}** to the sales of each member who paid.", causal=_money(found, split["causal"])),
            _("Those who paid spend no more than the others; few may have joined. Sales a member over {months} months.",
              months=found.outcome.scenario.run.months),
        )  # fmt: skip
        return
    look.answer(
        kicker,
        _("Of the {gap} by which payers outspend the others, the plan has caused **{causal}**.", gap=_money(found, split["naive_gap"]),
          causal=_money(found, split["causal"])),
        _("The rest is selection: members who buy a lot gain most and so join. They would spend {selection} more than the others without the plan,"
          " too. Sales a member over {months} months.", selection=_money(found, split["selection"]), months=found.outcome.scenario.run.months),
    )


def cards(found) -> None:
    monthly, renewed = found.monthly, found.renewals
    first = renewed.iloc[0] if len(renewed) else None
    rate = numbers.percent(first["renewal_rate"]) if first is not None else numbers.DASH
    staying = numbers.percent(first["renewal_rate_staying"]) if first is not None else numbers.DASH
    fees, cost, members = monthly["fees"].sum(), monthly["plan_cost"].sum(), found.ever_paid.size
    look.cards([
        look.card(_("Members who have paid"), numbers.count(found.payers),
                  against=_("{share} of all; {now} pay at the end", share=numbers.percent(found.payers / members),
                            now=numbers.count(monthly["plan_members"].iloc[-1])),
                  help=_("Members who have paid the fee at least once.")),
        look.card(_("Renewed after a year"), rate, against=_("{rate} of those still buying", rate=staying),
                  help=_("Of the terms that ended. Members who have left for good do not renew; the second figure leaves them out.")),
        look.card(_("Fees less cost of benefits"), _money(found, fees - cost),
                  against=_("fees {fees}, benefits {cost}", fees=_money(found, fees), cost=_money(found, cost)),
                  help=_("Price off, freight and other benefits of the plan. Points back cost when they are redeemed and are not in it.")),
        look.card(_("Net value of the plan"), _money(found, found.net_gain), against=_("all costs and extra margin counted"),
                  help=_("Net value of the program with the plan, less that of the same program without it.")),
    ])  # fmt: skip
    look.note(_("One run with the plan and one without it, on the same people with the same luck."))


def split(found) -> None:
    symbol = found.outcome.scenario.market.currency
    look.head(
        _("What is selection, and what the plan has caused"),
        _("sales a member over the whole run: the others without the plan, those who paid with it; {currency}", currency=symbol),
    )
    parts = found.split()
    if parts is None:
        look.empty(_("No split"), _("There are no two groups to compare."))
        return
    start, end = found.per_member(False, False), found.per_member(True, True)
    names = [_("Others"), _("Selection"), _("Caused"), _("Payers")]
    values = [start, parts["selection"], parts["causal"], end]
    look.show(
        plan_charts.bridge(names, values, symbol=found.outcome.scenario.market.symbol, lang=language()),
        "plan-split",
        _("From {start} of the others to {end} of the payers: {selection} selection, {causal} caused by the plan.", start=_money(found, start),
          end=_money(found, end), selection=_money(found, parts["selection"]), causal=_money(found, parts["causal"])),
    )
    if abs(parts["others"]) >= 0.005 * abs(parts["causal"]):
        look.note(_("Members who never paid changed by {value}, through trials and through fuller or emptier tiers.",
                    value=_money(found, parts["others"])))


def renewals(found) -> None:
    monthly = found.outcome.scenario.program.get(WORD).billing == "monthly"
    sub = _("terms of a month, by year of tenure; rates are of a whole year") if monthly else _("terms that ended, by year of tenure")
    look.head(_("Who renews"), sub)
    if found.renewals.empty:
        look.empty(_("No term has ended yet"), _("Terms end a year, or a month, after members have paid; let the run be longer."))
        return
    rows = [
        [_("Year {n}", n=int(r.tenure_year)), numbers.count(r.terms_due), numbers.count(r.terms_left), numbers.percent(r.renewal_rate),
         numbers.percent(r.renewal_rate_staying)]
        for r in found.renewals.itertuples()
    ]  # fmt: skip
    look.table([_("Tenure"), _("Ended"), _("Left for good"), _("Renewed"), _("Of those still buying")], rows, strong=[3], quiet=[2],
               caption=_("Renewals by year of tenure"))


def fees(found) -> None:
    """By quarter, as a fee comes once a year and its benefits come every month."""
    market, monthly = found.outcome.scenario.market, found.monthly
    look.head(_("Fees against the cost of benefits"), _("by quarter, and what is left to date; {currency}", currency=market.currency))
    quarter = (monthly["month"] - 1) // QUARTER
    values = monthly.groupby(quarter)[["fees", "plan_cost"]].sum()
    words = [_("months {a} to {b}", a=QUARTER * q + 1, b=min(QUARTER * (q + 1), len(monthly))) for q in values.index]
    ticks = [(min(4 * y + 1.5, len(values) - 1), _("year {n}", n=y + 1)) for y in range((len(values) + 3) // 4)]
    names = (_("Fees"), _("Benefits"), _("Left to date"))
    figure = plan_charts.fees_and_costs(words, names, values["fees"], values["plan_cost"], symbol=market.symbol, ticks=ticks, lang=language())
    left = monthly["fees_less_cost"].sum()
    look.show(figure, "plan-fees", _("Fees and cost of benefits by quarter; {left} is left at the end.", left=_money(found, left)))


def members(found) -> None:
    look.head(_("Members who pay"), _("at each month's end"))
    held = found.monthly["plan_members"].to_numpy()
    look.show(
        charts.lines(found.monthly["month"].to_numpy(), [charts.Series(_("Paying"), "program", held)], unit="count", height=300),
        "plan-members",
        _("Members who pay, {end} at the end.", end=numbers.count(held[-1])),
    )
