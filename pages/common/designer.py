"""The form of a program: one section for each mechanic, drawn from what the widgets started with."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.common import editors, forms, look
from pages.common.session import Draft
from pages.common.text import _
from simulation.mechanics import REGISTRY
from simulation.words import N_

POINTS = {
    "base_earn": (N_("Earn"), N_("What a purchase gives."), ["points_per_unit"]),
    "cash_off": (N_("Reward"), N_("What points buy: cash off an order."), ["point_value", "goal", "minimum", "cost_share"]),
    "points_expiry": (N_("Expiry"), N_("When points are lost."), ["policy", "months", "never_from_tier"]),
}
RUNNING = ["setup", "per_month", "per_member_month"]


class Form:
    """Draws the widgets; `program` is what they hold, `places` where the faults of a mechanic belong."""

    def __init__(self, held: Draft):
        self.held, self.base, self.key = held, held.base, f"d.{held.source}.{held.widgets}"
        self.symbol = held.saved.market.symbol
        self.program: dict[str, Any] = {}
        self.places: dict[str, Any] = {}
        self.tiers()
        st.space("small")
        for column, label in zip(st.columns([1.2, 2.1, 1.2], gap="medium"), POINTS, strict=True):
            with column:
                self.points(label)
        self.gives_back = st.container()
        st.space("small")
        self.benefits()
        st.space("small")
        self.member_days()
        for label in self.further():
            st.space("small")
            self.other(label)
        st.space("small")
        self.running_cost()

    def section(self, label: str, title: str, sub: str) -> bool:
        return editors.optional(label, self.base, title, sub, self.key)

    def tiers(self) -> None:
        self.multipliers = [1.0]
        if self.section("tiers", _("Tiers"), _("A member holds the highest tier whose threshold the window's amount has reached.")):
            self.program["tiers"], self.multipliers = editors.tiers(self.base, self.key, self.symbol)
        self.names = [editors.name_of(x["name"]) for x in self.program.get("tiers", {}).get("levels", [])] or [_("Member")]
        self.places["tiers"] = st.container()
        self.shares_place = st.container()

    def points(self, label: str) -> None:
        title, sub, names = POINTS[label]
        if self.section(label, _(title), _(sub)):
            self.program[label] = forms.fields(
                REGISTRY[label],
                editors.whole(label, self.base),
                names,
                f"{self.key}.{label}",
                self.symbol,
                columns=2 if len(names) > 3 else 1,
            )
            if label == "base_earn":
                self.program[label]["multiplier"] = self.multipliers
        self.places[label] = st.container()

    def benefits(self) -> None:
        if self.section(
            "tier_benefits", _("Benefits"), _("What one use costs the company, and what it is worth to the member: assumptions of yours.")
        ):
            self.program["tier_benefits"] = editors.benefits(self.base, self.names, self.key, self.symbol)
        self.places["tier_benefits"] = st.container()

    def member_days(self) -> None:
        look.head(_("Member days"), _("Points are multiplied and a share of the price comes off; offers of one day add up."))
        days = editors.member_days(self.base, self.key, self.symbol)
        self.program |= days
        self.places |= {label: st.container() for label in days}
        gone = [label for label, terms in self.base.items() if terms.get("mechanic", label) == "member_day" and label not in days]
        if st.button(_("Add a member day"), icon=":material/add:", type="tertiary", key=f"{self.key}.add_day"):
            self.program |= [editors.new_member_day(self.program)]
            self.held.redraw_after_edit(self.program | self._later())
        elif gone:
            self.held.redraw_after_edit(self.program | self._later())

    def further(self) -> list[str]:
        """Mechanics without a section of their own: those of the registry, and those that the program holds under other labels."""
        known = {"tiers", *POINTS, "tier_benefits", "member_day", "running_cost"}
        others = [word for word, kind in REGISTRY.items() if word not in known and not kind.several]
        return others + [label for label, terms in self.base.items() if terms.get("mechanic", label) not in {*known, *others}]

    def other(self, label: str) -> None:
        """A section drawn from the mechanic's own fields and docstring; tables of terms are kept as they are."""
        kind = REGISTRY[self.base.get(label, {}).get("mechanic", label)]
        if self.section(label, _(kind.title), _((kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " "))):
            every = {name: field for name, field in kind.model_fields.items() if forms.drawable(field)}
            terms = dict(editors.whole(label, self.base))
            for name in [name for name, field in every.items() if forms.by_tier(field)]:
                terms[name] = forms.for_tiers(every.pop(name), terms[name], self.names, f"{self.key}.{label}.{name}", self.symbol)
            names = list(every)
            self.program[label] = forms.fields(kind, terms, names, f"{self.key}.{label}", self.symbol, columns=4)
        self.places[label] = st.container()

    def _later(self) -> dict[str, Any]:
        """Mechanics whose section comes after this one, as the draft has them."""
        return {label: terms for label, terms in self.held.program.items() if label in {"running_cost", *self.further()}}

    def running_cost(self) -> None:
        if self.section("running_cost", _("Running cost"), _("Platform and staff, whether or not a member uses the program.")):
            self.program["running_cost"] = forms.fields(
                REGISTRY["running_cost"],
                editors.whole("running_cost", self.base),
                RUNNING,
                f"{self.key}.running_cost",
                self.symbol,
                columns=3,
            )
        self.places["running_cost"] = st.container()

    def show_faults(self) -> None:
        for label, place in self.places.items():
            with place:
                editors.show_faults(self.held.faults, label, self.held.program)
