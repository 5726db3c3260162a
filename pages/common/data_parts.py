"""The member data page: where its orders come from, the answer and the four numbers."""

from __future__ import annotations

import dataclasses
import io
import re

import streamlit as st

from pages.common import look
from pages.common.text import _, dated, language
from simulation import insight, tables
from simulation.example import SCENARIO, example_orders
from simulation.insight import Insight
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.transactions import TransactionsError, read_transactions

LARGEST_UPLOAD = 25  # MB
SYMBOLS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩", "AUD": "A$", "CAD": "C$", "HKD": "HK$"}
OTHERS = "member_file"  # of the session: (name, content) of the visitor's own file


@dataclasses.dataclass(frozen=True)
class Source:
    """Where the orders on the page come from; `own` is False for the example."""

    name: str
    content: bytes
    own: bool
    currency: str
    symbol: str

    @property
    def stem(self) -> str:
        return re.sub(r"[^\w-]+", "_", self.name.rsplit(".", 1)[0])[:60] or "orders"

    def money(self, value) -> str:
        return numbers.money(value, self.symbol, language())


@st.cache_data(show_spinner=False)
def _example() -> bytes:
    return tables.csv(example_orders()).removeprefix(tables.BOM)


@st.cache_data(show_spinner=False, max_entries=6, ttl="1h")
def _insight(name: str, content: bytes) -> Insight:
    file = io.BytesIO(content)
    file.name = name
    return insight.insight(read_transactions(file))


def plain(text) -> str:
    """Text of a file for a message: Streamlit reads messages as Markdown."""
    return re.sub(r"([\\`*_\[\]$<>~#])", r"\\\1", str(text))


def days(value: float) -> str:
    return numbers.count(value) if value % 1 == 0 else numbers.three(value)


def source() -> Source:
    """The box where a file is given; what it holds is the visitor's own file, or the example."""
    name, content = st.session_state.get(OTHERS, ("", b""))
    market = load_scenario(SCENARIO).market
    currency, symbol = market.currency, market.symbol
    with st.container(border=True):
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            if name:
                look.head(_("Your file: {name}", name=name), _("It is kept in memory for your session and is not saved on the server."))
                currency = _currency(currency)
                symbol = _symbol(currency)
                st.button(_("Back to the example"), key="data_example", type="tertiary", on_click=lambda: st.session_state.pop(OTHERS))
            else:
                look.head(_("Give your own orders"), _("What you see is simulated example data. No customer of it exists."))
                look.note(
                    _(
                        "A CSV with one row an order and the columns **customer_id**, **date** (2024-03-31) and **amount** (1234.50). "
                        "A column **discount**, 0 where there was none, adds profiles. Leave returns out. A year or more is best."
                    )
                )
                st.download_button(_("Download the example as a sample"), _example(), "example_orders.csv", "text/csv", key="data_sample",
                                   type="tertiary", icon=":material/download:", on_click="ignore")  # fmt: skip
        given = right.file_uploader(
            _("Another file of orders") if name else _("Your file of orders"),
            type=["csv", "txt", "tsv"],
            key=f"data_upload{st.session_state.get('data_uploads', 0)}",
            max_upload_size=LARGEST_UPLOAD,
        )
        if given is not None:
            _take(right, given.name, given.getvalue(), name or _("the example"))
    return Source(name, content, True, currency, symbol) if name else Source("example_orders.csv", _example(), False, currency, symbol)


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, currency)


def _currency(default: str) -> str:
    """The currency of the file's amounts, three capital letters."""
    given = st.text_input(_("Currency of the amounts"), default, max_chars=3, key="data_currency", width=220, persist_state="session",
                          help=_("Three letters, as CNY or USD. It only names the amounts; nothing is converted.")).strip().upper()  # fmt: skip
    if len(given) == 3 and given.isascii() and given.isalpha():
        return given
    st.error(_("**Currency** is {given}; give three letters, as CNY or USD", given=plain(given) or _("empty")), icon=":material/error:")
    return default


def _take(place, name: str, content: bytes, shown: str) -> None:
    """A good file becomes the session's; of a faulty one nothing is taken."""
    try:
        with place, st.spinner(_("Reading the orders and fitting the purchase models")):
            _insight(name, content)
    except TransactionsError as e:
        place.error(plain(_(e.args[0])), icon=":material/error:")
        with place:
            look.note(_("Nothing of this file was taken. The figures on this page are still those of {name}.", name=shown))
        return
    st.session_state[OTHERS] = (name, content)
    st.session_state["data_uploads"] = st.session_state.get("data_uploads", 0) + 1
    st.rerun()


def read(source: Source) -> Insight | None:
    """The figures of the source."""
    try:
        with st.spinner(_("Reading the orders and fitting the purchase models")):
            return _insight(source.name, source.content)
    except TransactionsError as e:
        st.error(plain(_(e.args[0])), icon=":material/error:")
        return None


def answer(source: Source, found: Insight) -> None:
    """The sentence and the four numbers."""
    people, tenth = found.customers, insight.tenths(found.customers)
    facts = _("{customers} customers, {orders} orders, {first} to {last}", customers=numbers.count(len(people)),
              orders=numbers.count(found.n_orders), first=dated(found.first_day), last=dated(found.last_day))  # fmt: skip
    kicker = f"{source.name}: {facts}" if source.own else _("Simulated example data, not yours: {facts}", facts=facts)
    cycle, top = insight.purchase_cycle(found.gaps), numbers.percent(insight.top_share(tenth, 1))
    if found.model is None:
        look.answer(kicker, _("The top tenth of the customers brings **{share}** of sales.", share=top),
                    _("How many may be gone for good cannot be told: {why}", why=found.no_model))  # fmt: skip
    else:
        sizes, best = insight.warning_sizes(people).iloc[0], int(insight.of_value(people).sum())
        look.answer(
            kicker,
            _(
                "**{gone} of the {best} best customers** are more likely gone than not.",
                gone=numbers.count(sizes["of_value"]),
                best=numbers.count(best),
            ),
            _(
                "They brought {share} of all sales. Best are the fifth of the customers with most sales; gone means a P(alive) below one half.",
                share=numbers.percent(sizes["share_of_sales"]),
            ),
        )
    buyers = int((people["orders_12m"] > 0).sum())
    ahead = people["expected_orders"].sum(min_count=1)
    first = cycle.iloc[0] if len(cycle) else None
    look.cards([
        look.card(_("Customers"), numbers.count(len(people)),
                  against=_("{n} of them bought in the last {days} days", n=numbers.count(buyers), days=found.year_days),
                  help=_("Everybody with an order in the file.")),
        look.card(_("Days to the next order"), numbers.DASH if first is None else days(first["days_50"]),
                  "" if first is None else numbers.span(first["days_25"], first["days_75"], lang=language()),
                  against=_("the median; the middle half beside it"),
                  help=_("Days between two orders in a row of one customer. Orders still to come are not in it, so the true figure is longer.")),
        look.card(_("Sales from the top tenth"), top, against=_("top two tenths: {share}", share=numbers.percent(insight.top_share(tenth, 2))),
                  help=_("Share of the last year's sales that the tenth of its buyers with the largest spend brought.")),
        look.card(_("Orders in the next 12 weeks"), numbers.count(ahead) if ahead == ahead else numbers.DASH,
                  against=_("{money} of sales", money=source.money(people["expected_sales"].sum(min_count=1))),
                  help=_("Expected of the customers in the file by the fitted purchase models. New customers are not in it.")),
    ])  # fmt: skip
