"""Shocks as data: what happens to a program or its market from a month on, read from files that a user can edit.

A shock is a month and a list of effects; each kind of effect has its terms.  What they do in a run: stress.py.
"""
from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import SerializeAsAny

from simulation.inputs import Fault, ScenarioError, Strict, Text, term, unknown, validated
from simulation.program import Program, program_of, word_of
from simulation.records import MAX_MONTHS
from simulation.scenario import FOLDER, Scenario, _shown, dump, parse
from simulation.words import N_, said

SHOCKS = FOLDER / "shocks"
KEYS = ("name", "title", "about", "month", "effects")
HOLDS = N_("a shock has name, title, about, month, effects")
LAST = N_("0: to the end of the run.")
REWARDS = ("cash_off", "reward_catalogue")


class Effect(Strict):
    """One thing that a shock does, from the shock's month on.  `months` says for how long, where it ends."""

    title: ClassVar[str]
    summary: ClassVar[str]

    def last(self, month: int) -> int:
        """The last month of the effect."""
        return month + self.months - 1 if getattr(self, "months", 0) else MAX_MONTHS

    def changed(self, program: dict[str, Any]) -> dict[str, Any]:
        """The program that is in force from the shock's month on, as a scenario file writes it."""
        return program

    def nothing(self, scenario: Scenario) -> str:
        """Why it does nothing to this scenario; empty where it does something."""
        return ""


class RunOnPoints(Effect):
    """At every order of the months members redeem with many times the usual odds, as much as the order and the balance allow."""

    title = N_("Run on points")
    summary = N_("At each order members redeem what they can. Who does not order cannot redeem.")
    odds: float = term(1000.0, title="Odds of redeeming at an order", unit="times the usual", gt=0, le=1e6, step=10.0, help="1: no change.")
    months: int = term(1, title="For", unit="months", ge=0, le=MAX_MONTHS, help=LAST)
    everybody: bool = term(True, title="And who never redeems", help="Also members who otherwise never redeem.")

    def nothing(self, scenario):
        return "" if _rewards(scenario.program) else N_("This program has no rewards for points.")


class ExpiryRemoved(Effect):
    """Points that are there, and those earned later, never expire."""

    title = N_("Expiry removed")
    summary = N_("Points no longer expire, also those earned before.")

    def changed(self, program):
        return program | ({"points_expiry": {"policy": "never"}} if "points_expiry" in program else {})

    def nothing(self, scenario):
        expiry = scenario.program.get("points_expiry")
        return N_("Points never expire in this program anyway.") if expiry is None or expiry.policy == "never" else ""


class Devaluation(Effect):
    """Every point, also those earned before, buys less: cash off is worth less a point, rewards of the catalogue cost more points."""

    title = N_("Points devalued")
    summary = N_("A point buys less from then on, also points earned before; members respond to the smaller reward.")
    cut: float = term(0.25, title="A point buys less by", unit="share", ge=0, le=0.95, step=0.05)

    def changed(self, program):
        out = dict(program)
        if "cash_off" in out:
            out["cash_off"] = out["cash_off"] | {"point_value": _value_of_a_point(out["cash_off"]) * (1 - self.cut)}
        if "reward_catalogue" in out:
            items = [item | {"points": round(item["points"] / (1 - self.cut))} for item in out["reward_catalogue"]["items"]]
            out["reward_catalogue"] = out["reward_catalogue"] | {"items": items}
        return out

    def nothing(self, scenario):
        return "" if _rewards(scenario.program) else N_("This program has no rewards for points.")


class PartnerExit(Effect):
    """A partner leaves: its benefit and its points end, points earned there until then stay valid at the company's own cost."""

    title = N_("Partner's exit")
    summary = N_("The partner's benefit, its points and what it pays end. Points earned there stay valid.")
    partner: str = term("", title="Partner", max_length=60, help="Its label in the program. Empty: every partner.")

    def changed(self, program):
        return {label: terms for label, terms in program.items() if label not in self._leaving(program)}

    def _leaving(self, program: Mapping[str, Any]) -> list[str]:
        partners = [label for label, terms in program.items() if terms.get("mechanic", label) == "partner"]
        return [label for label in partners if self.partner in ("", label)]

    def nothing(self, scenario):
        if self._leaving(scenario.program.mapping()):
            return ""
        return N_("This program has no partner of this name.") if self.partner else N_("This program has no partner.")


class Demand(Effect):
    """Members order less or more often, with and without the program."""

    title = N_("Demand")
    summary = N_("All members order more or less often, with and without the program. Baskets stay as they are.")
    change: float = term(-0.3, title="Change of the order rate", unit="share", ge=-1, le=9, step=0.05, help="-30: three in ten orders do not come.")
    months: int = term(0, title="For", unit="months", ge=0, le=MAX_MONTHS, help=LAST)


class DoubleRedemption(Effect):
    """A share of the rewards is paid out twice for the same points."""

    title = N_("Double redemption")
    summary = N_("A share of the rewards is handed out twice for the same points: cost that takes no points. Members behave as before.")
    share: float = term(0.05, title="Rewards redeemed twice", unit="share", ge=0, le=1, step=0.01)
    months: int = term(3, title="For", unit="months", ge=0, le=MAX_MONTHS, help=N_("0: to the end of the run."))

    def nothing(self, scenario):
        return "" if _rewards(scenario.program) else N_("This program has no rewards for points.")


KINDS: dict[str, type[Effect]] = {
    "run_on_points": RunOnPoints, "expiry_removed": ExpiryRemoved, "devaluation": Devaluation, "partner_exit": PartnerExit,
    "demand": Demand, "double_redemption": DoubleRedemption,
}  # fmt: skip


class Shock(Strict):
    """What happens, in words and in effects, from `month` on."""

    name: str = term(title="Name", min_length=1, max_length=60, pattern=r"^[\w.-]+$")
    title: Text = term(title="Title")
    about: Text = term(title="What happens")
    month: int = term(13, title="From month", unit="month", ge=1, le=MAX_MONTHS)
    effects: tuple[SerializeAsAny[Effect], ...] = term(title="Effects", min_length=1, max_length=12)

    def document(self) -> dict[str, Any]:
        """As a file writes it, every term written out."""
        texts = {name: text.model_dump() if text.zh else text.en for name, text in (("title", self.title), ("about", self.about))}
        effects = [{"kind": kind_of(effect)} | effect.model_dump(mode="json") for effect in self.effects]
        return {"name": self.name, **texts, "month": self.month, "effects": effects}

    def text(self) -> str:
        """The file."""
        return dump(self.document())

    def program(self, scenario: Scenario) -> Program:
        """The program in force from the shock's month on; raises ScenarioError that names the shock."""
        mapping = scenario.program.mapping()
        for effect in self.effects:
            mapping = effect.changed(mapping)
        try:
            return program_of(mapping)
        except ScenarioError as e:
            wrong = [Fault("effects", said("this program cannot be so: {fault}; choose a milder term", fault=fault.told())) for fault in e.faults]
            raise ScenarioError(wrong, self.name) from None

    def nothing(self, scenario: Scenario) -> list[str]:
        """Why effects do nothing to this scenario, each once."""
        return list(dict.fromkeys(why for effect in self.effects if (why := effect.nothing(scenario))))


def kind_of(effect: Effect) -> str:
    return next(kind for kind, model in KINDS.items() if model is type(effect))


def shock_of(document: Mapping[str, Any], file: str = "") -> Shock:
    """A shock from a document; raises ScenarioError with file, field, fault and remedy of every fault."""
    body = dict(document)
    faults = [Fault(str(key), unknown(str(key), list(KEYS), "field")) for key in body if key not in KEYS]
    effects, found = body.get("effects"), []
    if not isinstance(effects, list):
        faults.append(Fault("effects", said("is {given}; give a list, each entry with its kind: {known}",
                                            given=f"{effects!r}", known=", ".join(KINDS))))
    else:
        for i, terms in enumerate(effects):
            try:
                found.append(_effect(terms, f"effects[{i}]"))
            except ScenarioError as e:
                faults += e.faults
    if faults:
        raise ScenarioError(faults, file)
    return validated(Shock, {k: v for k, v in body.items() if v is not None} | {"effects": tuple(found)}, "", file)


def _effect(terms: Any, place: str) -> Effect:
    if not isinstance(terms, dict) or not isinstance(terms.get("kind"), str):
        raise ScenarioError([Fault(place, said("is {given}; give terms with their kind, such as {{kind: demand, change: -0.3}}",
                                               given=f"{terms!r}"))])
    kind = KINDS.get(terms["kind"])
    if kind is None:
        raise ScenarioError([Fault(f"{place}.kind", unknown(terms["kind"], list(KINDS), "kind of effect"))])
    return validated(kind, {k: v for k, v in terms.items() if k != "kind"}, place)


def load_shock(source: str | pathlib.Path) -> Shock:
    """A shock from a file, or by the name of a shipped one; raises ScenarioError."""
    path = pathlib.Path(source)
    if path.suffix not in (".yaml", ".yml"):
        if str(source) not in names():
            raise ScenarioError(unknown(str(source), names(), "shock"))
        path = SHOCKS / f"{source}.yaml"
    if not path.is_file():
        raise ScenarioError("there is no such file", str(source))
    return read_shock(path.read_bytes(), _shown(path))


def read_shock(text: str | bytes, file: str) -> Shock:
    """A shock from the text of a file; raises ScenarioError."""
    return shock_of(parse(text, file, HOLDS), file)


def names() -> list[str]:
    """The shipped shocks."""
    return sorted(path.stem for path in SHOCKS.glob("*.yaml"))


def _rewards(program: Program) -> bool:
    return any(word_of(m.terms) in REWARDS for m in program.mechanics)


def _value_of_a_point(cash_off: Mapping[str, Any]) -> float:
    from simulation.mechanics.cash_off import CashOff

    return cash_off.get("point_value", CashOff.model_fields["point_value"].default)
