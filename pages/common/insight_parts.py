"""The member data page: RFM map, purchase cycle, spend and warning lists."""

from __future__ import annotations

import re

import streamlit as st

from pages.common import look
from pages.common.data_parts import Source, days
from pages.common.downloads import table_buttons
from pages.common.text import _, language
from simulation import insight
from simulation.inputs import ScenarioError
from simulation.insight import Insight
from simulation.reporting import insight_charts, numbers
from simulation.words import N_

VALUE_SHARES = (0.1, 0.2, 0.4)
LIMITS = {"recency_days": N_("Days since the last order"), "orders": N_("Orders"), "sales": N_("Sales of a customer")}
BETWEEN = {"any two orders": N_("any two orders"), "first to second": N_("first to second")}


def rfm(source: Source, found: Insight) -> Insight:
    """The map and the table of segments; returns the figures by the scores that were chosen."""
    head, choice = st.columns([2, 1], vertical_alignment="bottom")
    with choice, st.container(horizontal=True, horizontal_alignment="right"):
        own = st.segmented_control(_("Scores"), ["fifths", "limits"], default="fifths", key="data_scores", label_visibility="collapsed",
                                   format_func={"fifths": _("Fifths"), "limits": _("Your own limits")}.get) == "limits"  # fmt: skip
    with head:
        look.head(_("RFM map"), _("customers · share of sales; the stronger the colour, the larger the share"))
    if own:
        found = insight.rescored(found, _limits(found))
    people = found.customers
    grid, titles = insight.rfm_grid(people), {name: _(title) for name, (title, _what) in insight.SEGMENTS.items()}
    shape = (insight.SCORES, insight.SCORES)
    spans = [_("{span} days", span=numbers.span(*r, lang=language())) if r else numbers.DASH for r in insight.recency_ranges(people)]
    look.show(
        insight_charts.rfm_map(
            grid["customers"].to_numpy().reshape(shape), grid["share_of_sales"].to_numpy().reshape(shape), insight.RFM_MAP, titles, spans,
            [_("value 5"), "4", "3", "2", _("value 1")],
        ),
        "rfm",
        _("RFM map: days since the last order by value; the table below has the same figures by segment."),
    )  # fmt: skip
    look.note(
        _("Left to right: days since the last order, from long ago to lately. Bottom to top: value, the mean of the scores of orders and of sales.")
    )
    table = insight.segments(people)
    rows = [
        [look.tip(titles[r.segment], _(insight.SEGMENTS[r.segment][1])), numbers.count(r.customers), numbers.percent(r.share_of_customers, 1),
         source.money(r.sales), numbers.percent(r.share_of_sales, 1), numbers.count(r.recency_days), numbers.count(r.expected_orders)]
        for r in table.itertuples()
    ]  # fmt: skip
    header = [
        _("Segment"),
        _("Customers"),
        _("of all"),
        _("Sales"),
        _("of all"),
        _("Median days since the last order"),
        _("Orders expected, 12 weeks"),
    ]
    look.table(header, rows, caption=_("Segments"))
    if "profile" in people:
        counts = people["profile"].value_counts()
        look.note(" · ".join(f"{_(title)}: {numbers.count(counts.get(name, 0))}" for name, title in insight.PROFILES.items()))
    table_buttons(
        source.stem, source.currency, {"segments": (_("segments"), table), "rfm": (_("RFM map"), grid), "customers": (_("customers"), people)}
    )
    return found


def _limits(found: Insight) -> insight.Limits | None:
    """Four limits for each score, as the visitor writes them; None, with the fault shown, where they cannot be."""
    mean = float(found.customers["sales"].mean()) or 1.0
    start = {
        "recency_days": "30, 60, 120, 240",
        "orders": "2, 3, 5, 10",
        "sales": ", ".join(f"{float(f'{mean * k:.1g}'):g}" for k in (0.25, 0.5, 1, 2)),
    }
    given = {}
    for column, (field, title) in zip(st.columns(3), LIMITS.items(), strict=True):
        given[field] = column.text_input(_(title), start[field], key=f"data_limit_{field}", max_chars=80,
                                         help=_("Four numbers that rise: where the scores change."))  # fmt: skip
    try:
        return insight.Limits(**{field: _numbers(text) for field, text in given.items()})
    except ScenarioError as e:
        st.error("\n".join(f"- **{_(LIMITS[fault.field])}** {_(fault.message)}" for fault in e.faults), icon=":material/error:")
        look.note(_("The map shows fifths of the customers until the limits are right."))
        return None


def _numbers(text: str) -> tuple[float, ...]:
    """Numbers between commas; not a number for what is none."""
    return tuple(float(x) if re.fullmatch(r"\d{1,12}(\.\d+)?", x) else float("nan") for x in re.split(r"[,;，\s]+", text.strip()))


def cycle(source: Source, found: Insight) -> None:
    table = insight.purchase_cycle(found.gaps)
    look.head(_("Purchase cycle"), _("orders by days since the order before of the same customer"))
    if not len(table):
        look.empty(
            _("No second orders"), _("Nobody in the file ordered on two days. Give more weeks, and see that a customer keeps the same customer_id.")
        )
        return
    bars, first = insight.cycle_histogram(found.gaps), table.iloc[0]
    marks = [(first["days_50"], _("half within {n} days", n=days(first["days_50"]))),
             (first["days_90"], _("nine tenths within {n}", n=days(first["days_90"])))]  # fmt: skip
    alt = _("Half of the next orders come within {n} days; the table has the quartiles.", n=days(first["days_50"]))
    look.show(insight_charts.cycle(bars["from_day"], bars["to_day"], bars["gaps"], marks, _("longer")), "cycle", alt)
    header = [_("Orders"), _("Pairs"), _("a quarter within"), _("half"), _("three quarters"), _("nine tenths")]
    rows = [[_(BETWEEN[r.between]), numbers.count(r.gaps), *(days(v) for v in (r.days_25, r.days_50, r.days_75, r.days_90))]
            for r in table.itertuples()]  # fmt: skip
    look.table(header, rows, caption=_("Purchase cycle"))
    table_buttons(source.stem, source.currency, {"cycle": (_("purchase cycle"), table), "gaps": (_("days between orders"), bars)})


def spend(source: Source, found: Insight) -> None:
    table = insight.tenths(found.customers)
    look.head(
        _("Spend of a customer in a year"),
        _("share of sales by tenths of the buyers of the last {days} days, largest spenders first", days=found.year_days),
    )
    texts = [numbers.percent(v, 1) for v in table["share_of_sales"]]
    alt = _("The top tenth brings {share} of sales; the table has every tenth.", share=texts[0])
    look.show(insight_charts.bars([str(t) for t in table["tenth"]], table["share_of_sales"], texts, strong=[0]), "spend", alt)
    picked = table[table["tenth"].isin((1, 2, 5, 10))]
    rows = [[str(r.tenth), numbers.count(r.customers), source.money(r.mean), source.money(r.least), numbers.percent(r.share_to_here, 1)]
            for r in picked.itertuples()]  # fmt: skip
    header = [_("Tenth"), _("Customers"), _("mean spend"), _("from"), _("share of sales down to here")]
    look.table(header, rows, caption=_("Spend by tenths"))
    table_buttons(source.stem, source.currency, {"tenths": (_("spend by tenths"), table)})


def warnings(source: Source, found: Insight) -> None:
    """P(alive) of the customers of value, and the lists by threshold."""
    head, choice = st.columns([2, 1], vertical_alignment="bottom")
    with choice, st.container(horizontal=True, horizontal_alignment="right"):
        share = st.segmented_control(_("Customers of value"), VALUE_SHARES, default=insight.VALUE_SHARE, key="data_value",
                                     label_visibility="collapsed",
                                     format_func=lambda s: _("top {share}", share=numbers.percent(s, 0))) or insight.VALUE_SHARE  # fmt: skip
    with head:
        look.head(_("Who may be gone for good"), _("customers of value, the top {share} by sales, by P(alive)", share=numbers.percent(share, 0)))
    if found.model is None:
        look.empty(_("The purchase models could not be fitted"), found.no_model)
        return
    people = found.customers
    left, right = st.columns(2, gap="large")
    with left:
        counts = insight.alive_histogram(people, share)
        names = [f"{numbers.percent(k / 10, 0)}" for k in range(10)]
        alt = _("Customers of value by their chance to be alive, in steps of 10%; the table has the sizes of the lists.")
        look.show(insight_charts.bars(names, counts, [numbers.count(c) for c in counts], strong=range(5)), "alive", alt)
        look.note(_("Each bar begins at the P(alive) below it. Set off: more likely gone than not."))
    with right:
        table = insight.warning_sizes(people, share)
        rows = [[numbers.percent(r.below, 0), numbers.count(r.repeat_customers), numbers.count(r.of_value),
                 source.money(r.sales), numbers.percent(r.share_of_sales, 1)] for r in table.itertuples()]  # fmt: skip
        header = [_("P(alive) below"), _("All customers"), _("Of value"), _("Their sales so far"), _("of all sales")]
        look.table(header, rows, strong=[2], caption=_("Sizes of the warning lists"))
        look.note(_("P(alive) is the chance, by the fitted BG/NBD model, that a customer has not left for good. It needs two orders: "
                    "customers of one order are on no list. A long silence of a frequent buyer weighs more than that of a rare one."))  # fmt: skip
        lists = {f"warning_{b * 100:.0f}": (_("list below {share}", share=numbers.percent(b, 0)), insight.warning_list(people, b, share))
                 for b in insight.THRESHOLDS}  # fmt: skip
        table_buttons(source.stem, source.currency, {"warning_sizes": (_("sizes"), table)} | lists)
