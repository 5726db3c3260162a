"""What mechanics have of which a program may hold several: a name of their own."""
from __future__ import annotations

from typing import Any, ClassVar

from pydantic import field_validator

from simulation.inputs import Text, term
from simulation.mechanics.base import Mechanic


class Named(Mechanic):
    """One of several, by a name where its kind and its label do not say enough; what it does, it does under any name."""

    several: ClassVar[bool] = True
    name: Text | None = term(None, title="Name", help="What it is called on every page. Empty: its kind and its label in the scenario file say it.")

    @field_validator("name")
    @classmethod
    def whole(cls, value: Text | None) -> Text | None:
        """A name in one language is the name in both; an empty one is none."""
        return value if value is None or value.en else Text(en=value.zh) if value.zh else None


def nameless(mechanic: Any) -> Any:
    """A mechanic without its name, which is what it does; what has no such name as it is."""
    return mechanic.model_copy(update={"name": None}) if isinstance(mechanic, Named) else mechanic
