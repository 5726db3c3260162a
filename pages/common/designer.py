"""The form of a program: a tab for each group of mechanics, each mechanic drawn from its own fields."""

from __future__ import annotations

import copy
from typing import Any

import streamlit as st

from pages.common import ladder, look, places, sections
from pages.common.forms import Fields, for_each
from pages.common.kinds import Setting, about_tiers, name_of
from pages.common.session import Draft, fitted
from pages.common.text import _
from simulation.inputs import Fault
from simulation.mechanics import REGISTRY
from simulation.mechanics.base import GROUPS
from simulation.words import N_

# The first tab holds what every program begins with
TABS = {
    N_("Tiers and points"): ("tiers", "points"),
    N_("Benefits"): ("benefits",),
    N_("Campaigns"): ("campaigns",),
    N_("Lifecycle"): ("lifecycle",),
    N_("Word of mouth"): ("word_of_mouth",),
    N_("Partners"): ("partners",),
    N_("Paid plan"): ("paid_plan",),
    N_("Service"): ("service",),
    N_("Budget"): ("budget",),
    N_("Running cost"): ("running",),
    N_("More"): ("more",),
}
ELSEWHERE = {"tiers": ("levels",), "base_earn": ("multiplier",)}  # fields that the tier ladder holds


class Form:
    """Draws the widgets; `program` is what they hold, `places` where the faults of a mechanic belong."""

    def __init__(self, held: Draft):
        self.held, self.base, self.key = held, held.base, held.form_key
        self.symbol = held.saved.market.symbol
        self.program: dict[str, Any] = {}
        self.places: dict[str, Any] = {}
        self.tab_of: dict[str, str] = {}
        self.asked, self.gone = "", ""
        self.setting = Setting(self.symbol, (_("Member"),))
        self.multipliers = held.base.get("base_earn", {}).get("multiplier", [1.0])
        self.general = st.container()
        self.marks = st.container()
        self.titles = [t for t in TABS if any(group(word) in TABS[t] for word in REGISTRY)]
        for place, title in zip(st.tabs([_(t) for t in self.titles], key="groups"), self.titles, strict=True):
            with place:
                self.tab(title)
        if self.asked:
            held.newest, terms = sections.fresh(self.asked, self.program, held)
            held.redraw_after_edit(fitted(self.program | {held.newest: terms}))
        elif self.gone:
            held.redraw_after_edit(self.program)

    def tab(self, title: str) -> None:
        words = [word for word in REGISTRY if group(word) in TABS[title]]
        order = {label: words.index(word) for label in self.base if (word := places.word_in(self.base, label)) in words}
        labels = sorted(order, key=order.get)
        self.tab_of |= dict.fromkeys(labels, title)
        if "tiers" in words:
            self.tiers("tiers" in labels)
        wanted = [(x, sections.parts(self.kind(x), ELSEWHERE.get(x, ()))) for x in labels if x != "tiers"]
        for row in sections.packed(wanted):
            whole = sum(n for _label, n in row)
            for place, (label, n) in zip(st.columns([n for _label, n in row], gap="medium"), row, strict=True):
                with place:
                    self.mechanic(label, n / whole)
            if not sections.folds(self.kind(row[-1][0])):
                st.space("small")
        if "base_earn" in words:
            self.gives_back = st.container()
        self.offers([word for word in words if REGISTRY[word].several or word not in self.base], bool(labels))

    def kind(self, label: str) -> type:
        return REGISTRY[places.word_in(self.base, label)]

    def tiers(self, there: bool) -> None:
        """The ladder stands first, for everything else names its tiers."""
        if there and self.section("tiers"):
            terms = self.base["tiers"]
            levels, self.multipliers = ladder.levels(terms, self.multipliers, self.key, self.symbol)
            self.name_tiers([name_of(x["name"]) for x in levels])
            self.program["tiers"] = self.fields("tiers", 1.0) | {"levels": levels}
        else:
            self.multipliers = for_each(self.multipliers, 1)
            self.name_tiers([_("Member")])
        self.places["tiers"] = st.container()
        self.shares_place = st.container()
        if there:
            st.space("xsmall")

    def name_tiers(self, names: list[str]) -> None:
        """Choices of tiers are drawn anew when the names change, and start from what they hold now."""
        self.names = names or [_("Member")]
        if self.held.tiers_drawn not in (None, tuple(self.names)):
            self.held.laps += 1
            for label, terms in self.held.program.items():
                for name, field in self.kind(label).model_fields.items() if label in self.base else ():
                    if label != "tiers" and about_tiers(field) and name in terms:
                        self.base[label][name] = copy.deepcopy(terms[name])
        self.held.tiers_drawn = tuple(self.names)
        self.setting = Setting(self.symbol, tuple(self.names), self.held.laps)

    def section(self, label: str) -> bool:
        """The heading; a mechanic switched off keeps its terms until the widgets are drawn anew."""
        kind, now = self.kind(label), self.held.program.get(label)
        if sections.heading(kind, label, self.title(label), self.key):
            return True
        if kind.several:
            self.gone = label
        elif now is not None:
            self.base[label] = copy.deepcopy(now)
        return False

    def mechanic(self, label: str, share: float) -> None:
        with self.box(label):
            if self.section(label):
                self.program[label] = self.fields(label, share)
                if label == "base_earn":
                    self.program[label]["multiplier"] = self.multipliers
        self.places[label] = st.container()

    def box(self, label: str):
        """What a mechanic stands in; of the boxes in a tab the newest alone is open, else the first."""
        kind = self.kind(label)
        if not sections.folds(kind):
            return st.container()
        beside = [x for x, tab in self.tab_of.items() if tab == self.tab_of[label] and sections.folds(self.kind(x))]
        newest = self.held.newest if self.held.newest in beside else beside[0]
        return st.expander(self.title(label), expanded=label == newest, key=f"box_{label}")

    def title(self, label: str) -> str:
        """A mechanic's title, by the name that stands in its form."""
        terms = self.base[label]
        typed = {"name": st.session_state[key]} if (key := f"{self.key}.{label}.name") in st.session_state else {}
        return places.title_of(self.kind(label), label, terms | typed)

    def fields(self, label: str, share: float) -> dict[str, Any]:
        kind, without = self.kind(label), ELSEWHERE.get(label, ())
        form = Fields(kind, self.base[label], self.held.program.get(label, {}), f"{self.key}.{label}", self.setting)
        return form.draw(sections.columns_in(kind, share, without), without)

    def offers(self, words: list[str], any_here: bool) -> None:
        """Mechanics that could be added, a line each."""
        if not words:
            return
        with st.container(gap=None):
            look.offers(_("Can be added") if any_here else _("Nothing of this is in the program yet."))
            for word in words:
                again = any(places.word_in(self.base, label) == word for label in self.base)
                if sections.offer(REGISTRY[word], word, again, self.key):
                    self.asked = word

    def faulty(self) -> list[str]:
        """Tabs that hold a fault, as the draft was last checked."""
        found = [places.owner(f, list(self.places)) for f in self.held.faults]
        return [t for t in TABS if any(label is not None and self.tab_of.get(label) == t for label in found)]

    def show_faults(self) -> None:
        """Each fault at its section; what belongs to none stands above the tabs."""
        by_place: dict[str | None, list[Fault]] = {}
        for fault in self.held.faults:
            by_place.setdefault(places.owner(fault, list(self.places)), []).append(fault)
        for label, faults in by_place.items():
            with self.places.get(label, self.general):
                places.show(faults, self.held.program)
        held = [sum(self.tab_of[label] == title for label in self.program) for title in self.titles]
        with self.marks:
            look.tab_marks([(n if i else 0, t in self.faulty()) for i, (n, t) in enumerate(zip(held, self.titles, strict=True))])


def group(word: str) -> str:
    """The group of a mechanic; one that the page does not know is among the last."""
    own = REGISTRY[word].group
    return own if own in GROUPS else "more"
