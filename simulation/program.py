"""A program: mechanics by label.  The label is a mechanic's own word, or another one with `mechanic:` beside the terms."""

from __future__ import annotations

from typing import Any

from pydantic import SerializeAsAny

from simulation.inputs import Fault, ScenarioError, Strict, Text, unknown, validated
from simulation.mechanics import REGISTRY, Mechanic
from simulation.mechanics.named import Named
from simulation.naming import called
from simulation.words import said

ONLY_TIER = Text(en="Member", zh="普通")


class Labelled(Strict):
    """A mechanic under its label."""

    label: str
    terms: SerializeAsAny[Mechanic]


class Program(Strict):
    """Frozen and comparable; made by `program_of`, which checks that the mechanics fit together."""

    mechanics: tuple[Labelled, ...] = ()

    def get(self, label: str) -> Mechanic | None:
        return next((m.terms for m in self.mechanics if m.label == label), None)

    @property
    def tier_names(self) -> list[Text]:
        tiers = self.get("tiers")
        return [level.name for level in tiers.levels] if tiers else [ONLY_TIER]

    def by_invitation(self, tier: int) -> bool:
        """Whether thresholds do not lead to a tier, counted from 0."""
        invited = self.get("invited_tier")
        return invited is not None and invited.tier == tier + 1

    def mapping(self) -> dict[str, Any]:
        """As a scenario file writes it: only what differs from the defaults."""
        out = {}
        for m in self.mechanics:
            word = word_of(m.terms)
            out[m.label] = ({"mechanic": word} if word != m.label else {}) | m.terms.model_dump(mode="json", exclude_defaults=True)
        return out


def word_of(mechanic: Mechanic) -> str:
    return next(word for word, kind in REGISTRY.items() if kind is type(mechanic))


def program_of(mapping: dict[str, Any], file: str = "") -> Program:
    """A program from labels and terms; raises ScenarioError with every fault."""
    faults, found = [], []
    if not isinstance(mapping, dict):
        raise ScenarioError([Fault("program", said("is {given}; give mechanics by name", given=f"{mapping!r}"))], file)
    for label, terms in mapping.items():
        terms = {} if terms is True else terms
        if not isinstance(terms, dict):
            faults.append(Fault(f"program.{label}", said("is {given}; give its terms, or null to leave the mechanic out", given=f"{terms!r}")))
            continue
        word = terms.get("mechanic", label)
        kind = REGISTRY.get(word)
        if kind is None:
            faults.append(Fault(f"program.{label}", unknown(str(word), list(REGISTRY), "mechanic")))
        elif word != label and not kind.several:
            faults.append(Fault(f"program.{label}", said("a program holds {word} only once, under its own name", word=word)))
        else:
            try:
                found.append(
                    Labelled(label=label, terms=validated(kind, {k: v for k, v in terms.items() if k != "mechanic"}, f"program.{label}"))
                )
            except ScenarioError as e:
                faults += e.faults
    order = list(REGISTRY)
    program = Program(mechanics=tuple(sorted(found, key=lambda m: order.index(word_of(m.terms)))))
    if not faults:
        faults = [Fault(f"program.{m.label}.{f.field}", f.message) for m in program.mechanics for f in m.terms.faults(program)]
        faults += _names_alike(program)
    if faults:
        raise ScenarioError(faults, file)
    return program


def _names_alike(program: Program) -> list[Fault]:
    """Tables and choices tell mechanics apart by their names, in each language."""
    unnamed = [m for m in program.mechanics if not (isinstance(m.terms, Named) and m.terms.name)]
    seen, out = {("en", str(called(m.terms, m.label))) for m in unnamed if isinstance(m.terms, Named)}, []
    for m in program.mechanics:
        if isinstance(m.terms, Named) and m.terms.name:
            told = {(code, m.terms.name.in_language(code)) for code in Text.model_fields}
            out += [Fault(f"program.{m.label}.name", said("{name} is there twice; give each a name of its own", name=name))
                    for _code, name in sorted(told & seen)[:1]]
            seen |= told
    return out
