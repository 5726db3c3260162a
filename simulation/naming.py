"""What mechanics and their costs are called, so that any language can say it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from simulation.inputs import Text
from simulation.mechanics import REGISTRY, Mechanic
from simulation.mechanics.named import nameless
from simulation.mechanics.partner import BACK, BENEFIT, POINTS_DUE, Partner
from simulation.words import Said, said

if TYPE_CHECKING:
    from simulation.program import Program


def called(mechanic: Mechanic, label: str) -> str:
    """What every page, report and file calls a mechanic, in any language: its title; one of several by its own name, or by its label."""
    if not mechanic.several:
        return said(mechanic.title)
    name = getattr(mechanic, "name", None)
    return said("{name}", name=name) if name else titled(type(mechanic), label)


def part_of(name: str, mechanic: str) -> str:
    """A thing by name of which two mechanics have one."""
    return said("{name} ({mechanic})", name=name if isinstance(name, Said) else said(name), mechanic=mechanic)


def titled(kind: type[Mechanic], label: str) -> str:
    """A mechanic without a name of its own: its title; a second one of a kind goes by what its label says more, else by its label."""
    word = next((word for word, one in REGISTRY.items() if one is kind), "")
    if label == word:
        return said(kind.title)
    if word and label.startswith(f"{word}_"):
        return said("{title} {more}", title=said(kind.title), more=own_word(label.removeprefix(f"{word}_")))
    return said("{label}", label=own_word(label.capitalize()))


def own_word(label: str) -> Text:
    """A user's word as it stands, which no catalogue changes."""
    return Text.model_construct(en=label.replace("_", " "))


def redeemed_twice(name: str | Text) -> str:
    """What the second time of a reward is called."""
    return said("{name}, redeemed twice", name=name if isinstance(name, Said | Text) else said(name))


def names_of_costs(program: Program) -> dict[tuple[str, str], str]:
    """(mechanic's label, a cost's name in the tables) -> the program's own text of it, in its languages; names that mechanics give are not in it."""
    out: dict[tuple[str, str], str] = {}
    for m in program.mechanics:
        for text in _names(nameless(m.terms)):
            again = redeemed_twice(text)
            out |= {(m.label, str(text)): said("{name}", name=text), (m.label, str(again)): again}
        if isinstance(m.terms, Partner):
            out |= {(m.label, str(text)): text for text in (said(cost, name=m.terms.name) for cost in (BENEFIT, BACK, POINTS_DUE))}
    return out


def names_of_parts(program: Program, keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """(component, mechanic's label, name) of costs -> what each is called; with its mechanic where two of a component share a name."""
    own, held, mechanics = names_of_costs(program), list(keys), {m.label: called(m.terms, m.label) for m in program.mechanics}
    times = Counter((component, name) for component, _label, name in held)
    told = {key: own.get(key[1:], key[2]) for key in held}
    return {key: part_of(text, mechanics[key[1]]) if times[key[0], key[2]] > 1 else text for key, text in told.items()}


def _names(held: Any) -> list[Text]:
    """Every name that a mechanic's terms hold."""
    if isinstance(held, Text):
        return [held]
    if isinstance(held, tuple):
        return [name for x in held for name in _names(x)]
    if isinstance(held, BaseModel):
        return [name for field in type(held).model_fields for name in _names(getattr(held, field))]
    return []
