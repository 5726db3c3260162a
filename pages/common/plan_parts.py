"""The parts of the page of the paid plan."""

from __future__ import annotations

from pages.common import look
from pages.common.compare_words import verdict
from pages.common.figures import KINDS
from pages.common.text import _, language
from simulation.comparison import Difference
from simulation.plan_report import WORD, PlanReport
from simulation.replications import JUDGED, RATES, PlanRanges
from simulation.reporting import charts, numbers, plan_charts
from simulation.words import N_

QUARTER = 3
FIGURES = {"naive_gap": N_("Payers less others, as the ledger shows it"), "selection": N_("Selection: the gap without the plan"),
           "causal": N_("Caused by the plan, a payer"), "others": N_("Change of the others, each"), "net_gain": N_("Net value of the plan"),
           "renewal_rate": N_("Renewed after a year"), "renewal_rate_staying": N_("Renewed after a year, of those still buying"),
           "others_without": N_("Others without the plan, each"), "payers_with": N_("Payers with the plan, each")}
SPLIT = ("naive_gap", "selection", "causal", "others")


def _money(found, value) -> str:
    return numbers.money(value, found.outcome.scenario.market.symbol, language())


def _signed(found, value) -> str:
    return numbers.money(value, found.outcome.scenario.market.symbol, language(), sign=True)


def _span(d: Difference, name: str) -> str:
    """The interval beside a mean; empty where luck makes no difference, a dash where some runs lack the figure."""
    if not d.low < d.high:
        return "" if d.low == d.high else numbers.DASH
    if name in RATES:
        return numbers.span(max(0.0, d.low), min(1.0, d.high), "percent", lang=language())
    return numbers.span(d.low, d.high, "money", like=d.mean, lang=language(), sign=name in JUDGED)


def figures_csv(ranges: PlanRanges):
    """The table of means and ranges with its words in the visitor's language."""
    table = ranges.table()
    table["figure"], table["unit"] = [_(FIGURES[name]) for name in table["figure"]], [_(unit) for unit in table["unit"]]
    table["verdict"] = [_(word) for word in table["verdict"]]
    return table


def answer(found: PlanReport, held, ranges: PlanRanges | None) -> None:
    kicker = _("{name}, with its paid plan against the same program without it", name=held.saved_name)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    own = found.split()
    if own is None:
        words = _("**Nobody has paid** the fee.") if not found.payers else _("**Every member** has paid the fee.")
        look.answer(kicker, words, _("What the plan brings can be told apart only where some pay and others do not."))
        return
    values, span, kind = own, "", _("One run at the central assumptions, without a range yet.")
    if ranges is not None:
        values, d = {name: ranges.of(name).mean for name in SPLIT}, ranges.of("causal")
        span = _(" ({span})", span=_span(d, "causal")) if d.low < d.high else ""
        kind = _("Mean of {n} runs at the central assumptions, and its 95% range over luck.", n=ranges.replications)
        if d.values.size < d.of:
            kind = _("Mean of those {k} of {n} runs in which some pay and others do not: too few for a range.", k=d.values.size, n=d.of)
        elif d.low <= 0 <= d.high:
            kind = _("Whether the plan makes members who paid spend more cannot be told.") + " " + kind
    months = _("Sales a member over {months} months.", months=found.outcome.scenario.run.months)
    causal = _money(found, values["causal"])
    if values["naive_gap"] <= 0:
        look.answer(
            kicker,
            _("The plan has added **{causal}**{span} to the sales of each member who paid.", causal=causal, span=span),
            _("Those who paid spend no more than the others; few may have joined.") + f" {months} {kind}",
        )
        return
    look.answer(
        kicker,
        _("Of the {gap} by which payers outspend the others, the plan has caused **{causal}**{span}.", gap=_money(found, values["naive_gap"]),
          causal=causal, span=span),
        _("The rest is selection: members who buy a lot gain most and so join. They would spend {selection} more than the others without the plan,"
          " too.", selection=_money(found, values["selection"])) + f" {months} {kind}",
    )  # fmt: skip


def cards(found: PlanReport, ranges: PlanRanges | None) -> None:
    monthly, renewed = found.monthly, found.renewals
    first = renewed.iloc[0] if len(renewed) else None
    rates = {name: None if first is None else first[name] for name in RATES}
    net, net_span, net_verdict, net_kind, strips, spans = found.net_gain, "", "", "", {}, {}
    if ranges is not None:
        held = {name: ranges.of(name) for name in (*RATES, "net_gain")}
        rates = {name: d.mean if d.values.size == d.of else rates[name] for name, d in held.items() if name in RATES}
        net = held["net_gain"].mean
        spans = {name: _span(d, name) for name, d in held.items() if d.low < d.high}
        strips = {name: look.strip(d.low, d.mean, d.high, 0 if name == "net_gain" else None) for name, d in held.items() if d.low < d.high}
        judged = held["net_gain"].verdict
        net_verdict = _(judged)
        net_kind, net_span = KINDS.get(judged, "unknown"), spans.get("net_gain", "")
    staying = numbers.percent(rates["renewal_rate_staying"]) + (_(" ({span})", span=spans[RATES[1]]) if RATES[1] in spans else "")
    fees, cost, members = monthly["fees"].sum(), monthly["plan_cost"].sum(), found.ever_paid.size
    look.cards([
        look.card(_("Members who have paid"), numbers.count(found.payers),
                  against=_("own run: {share} of all; {now} pay at the end", share=numbers.percent(found.payers / members),
                            now=numbers.count(monthly["plan_members"].iloc[-1])),
                  help=_("Members who have paid the fee at least once.")),
        look.card(_("Renewed after a year"), numbers.percent(rates["renewal_rate"]), spans.get("renewal_rate", ""),
                  against=_("{rate} of those still buying", rate=staying), strip=strips.get("renewal_rate", ""),
                  help=_("Of the terms that ended. Members who have left for good do not renew; the second figure leaves them out.")),
        look.card(_("Fees less cost of benefits"), _money(found, fees - cost),
                  against=_("own run: fees {fees}, benefits {cost}", fees=_money(found, fees), cost=_money(found, cost)),
                  help=_("Price off, freight and other benefits of the plan. Points back cost when they are redeemed and are not in it.")),
        look.card(_("Net value of the plan"), _money(found, net), net_span, net_verdict, net_kind, _("all costs and extra margin counted"),
                  help=_("Net value of the program with the plan, less that of the same program without it."), strip=strips.get("net_gain", "")),
    ])  # fmt: skip
    if ranges is None:
        look.note(_("One run with the plan and one without it, on the same people with the same luck; ranges are not there yet."))
    else:
        look.note(_("Figures with a range: mean of {n} pairs of runs, with the plan and without it, on the same people with the same luck; range: "
                    "95% over {n} runs. It is of luck alone; the market's assumptions stay. The others are of the own run.", n=ranges.replications))


def split(found: PlanReport, ranges: PlanRanges | None) -> None:
    market = found.outcome.scenario.market
    whole = ranges is not None and not ranges.runs[list(SPLIT)].isna().any(axis=None)
    kind = _("mean of {n} runs", n=ranges.replications) if whole else _("own run")
    look.head(
        _("What is selection, and what the plan has caused"),
        _("sales a member over the whole run: the others without the plan, those who paid with it; {currency}", currency=market.currency)
        + " · " + kind,
    )  # fmt: skip
    parts = found.split()
    if parts is None:
        look.empty(_("No split"), _("There are no two groups to compare."))
        return
    start, end = found.per_member(False, False), found.per_member(True, True)
    if whole:
        parts = {name: ranges.of(name).mean for name in SPLIT}
        start, end = ranges.of("others_without").mean, ranges.of("payers_with").mean
    names = [_("Others"), _("Selection"), _("Caused"), _("Payers")]
    values = [start, parts["selection"], parts["causal"], end]
    look.show(
        plan_charts.bridge(names, values, symbol=market.symbol, lang=language()),
        "plan-split",
        _("From {start} of the others to {end} of the payers: {selection} selection, {causal} caused by the plan.", start=_money(found, start),
          end=_money(found, end), selection=_money(found, parts["selection"]), causal=_money(found, parts["causal"])),
    )
    if ranges is not None:
        held = {name: ranges.of(name) for name in SPLIT}
        rows = [[_(FIGURES[name]), _signed(found, d.mean), _span(d, name), verdict(d) if name in JUDGED and d.low != d.high else ""]
                for name, d in held.items()]
        look.table([_("Sales a member"), _("Mean"), _("Range, 95%"), look.hidden(_("Verdict"))], rows, strong=[(2, 1)], quiet=[2], left=[3],
                   caption=_("The split with its ranges"))
        lacking = min(d.values.size for d in held.values())
        if lacking < ranges.replications:
            look.note(_("Only {n} of {of} runs have members who paid and others; their mean stands without a range.", n=lacking,
                        of=ranges.replications))  # fmt: skip
    look.note(_("Payers less others = selection + caused − change of the others. Members who never paid change through trials and through fuller or "
                "emptier tiers."))


def renewals(found) -> None:
    monthly = found.outcome.scenario.program.get(WORD).billing == "monthly"
    sub = _("terms of a month, by year of tenure; rates are of a whole year") if monthly else _("terms that ended, by year of tenure")
    sub += " · " + _("own run")
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
    look.head(_("Fees against the cost of benefits"), _("by quarter, and what is left to date; {currency} · own run", currency=market.currency))
    quarter = (monthly["month"] - 1) // QUARTER
    values = monthly.groupby(quarter)[["fees", "plan_cost"]].sum()
    words = [_("months {a} to {b}", a=QUARTER * q + 1, b=min(QUARTER * (q + 1), len(monthly))) for q in values.index]
    ticks = [(min(4 * y + 1.5, len(values) - 1), _("year {n}", n=y + 1)) for y in range((len(values) + 3) // 4)]
    names = (_("Fees"), _("Benefits"), _("Left to date"))
    figure = plan_charts.fees_and_costs(words, names, values["fees"], values["plan_cost"], symbol=market.symbol, ticks=ticks, lang=language())
    left = monthly["fees_less_cost"].sum()
    look.show(figure, "plan-fees", _("Fees and cost of benefits by quarter; {left} is left at the end.", left=_money(found, left)))


def members(found) -> None:
    look.head(_("Members who pay"), _("at each month's end; own run"))
    held = found.monthly["plan_members"].to_numpy()
    look.show(
        charts.lines(found.monthly["month"].to_numpy(), [charts.Series(_("Paying"), "program", held)], unit="count", height=300),
        "plan-members",
        _("Members who pay, {end} at the end.", end=numbers.count(held[-1])),
    )
