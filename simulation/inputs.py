"""What all inputs share: frozen models that refuse unknown keys, texts in two languages, and errors that say what to do."""
from __future__ import annotations

import dataclasses
import difflib
import re
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (`program.tiers.levels[2].threshold`), what, and what would be right."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class ScenarioError(ValueError):
    """A scenario, market or edit that cannot be used: the place, the fault and the remedy of each fault."""

    def __init__(self, faults: list[Fault] | str, file: str = ""):
        self.faults = [Fault("", faults)] if isinstance(faults, str) else list(faults)
        self.file = file
        first, more = self.faults[0], len(self.faults) - 1
        super().__init__((f"{file}: " if file else "") + str(first) + (f" (and {more} more)" if more else ""))


class Strict(BaseModel):
    """Frozen, no unknown keys, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class Text(Strict):
    """A text in English and, where there is one, in Chinese; a plain string is English."""

    en: str = Field(max_length=400)
    zh: str = Field("", max_length=400)

    @model_validator(mode="before")
    @classmethod
    def plain(cls, value: Any) -> Any:
        return {"en": value} if isinstance(value, str) else value

    @field_validator("en", "zh")
    @classmethod
    def printable(cls, value: str) -> str:
        value = unicodedata.normalize("NFC", value).strip()
        if any(unicodedata.category(c)[0] == "C" for c in value):
            raise ValueError("has control characters; use plain text")
        return value

    def __str__(self) -> str:
        return self.en

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") and self.zh else self.en


def term(
    default: Any = ..., *, title: str, unit: str = "", help: str = "", step: float | None = None, when: dict[str, tuple] | None = None,
    advanced: bool = False, choices: dict[Any, str] | None = None, boxes: bool = False, **limits: Any,
) -> Any:  # fmt: skip
    """A field with what a form needs: title, unit, step, help; `limits` are pydantic's ge, gt, le, lt, max_length.

    when: shown only while each of these fields, which stand above it, has one of these values; hidden, it keeps its value.
    advanced: stands under "More terms".  choices: what each code of a choice is called.  boxes: each row of the table is a box, for rows of
    many terms.
    """
    extra = {"unit": unit} | ({"step": step} if step else {}) | ({"when": when} if when else {}) | ({"advanced": True} if advanced else {})
    extra |= ({"choices": choices} if choices else {}) | ({"boxes": True} if boxes else {})
    return Field(default, title=title, description=help, json_schema_extra=extra, **limits)


def path_of(location: tuple) -> str:
    """`('levels', 2, 'threshold')` as `levels[2].threshold`; names of union branches are left out."""
    out = ""
    for part in location:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def faults_of(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Fault]:
    """pydantic's report in our words."""
    out = []
    for e in error.errors():
        where = path_of(e["loc"])
        message = e["msg"].removeprefix("Value error, ")
        given = e.get("input")
        if e["type"] == "extra_forbidden":
            owner = _model_at(model, e["loc"][:-1]) or model
            message = unknown(str(e["loc"][-1]), list(owner.model_fields), "field")
        elif e["type"] == "missing":
            message = "is missing; it has no default, so the file must give it"
        elif e["type"] == "value_error":
            inner = re.match(r"([a-z_]\w*(?:\[\d+\])?(?:\.\w+)*): (.*)", message, re.S)  # a model's own check names the field itself
            if inner:
                where, message = ".".join(x for x in (where, inner[1]) if x), inner[2]
        else:
            message = f"{given!r} is not allowed: {message[:1].lower()}{message[1:]}"
        out.append(Fault(".".join(x for x in (prefix, where) if x), message))
    return out


def _model_at(model: type[BaseModel], location: tuple) -> type[BaseModel] | None:
    """The model class a location leads to, as far as plain fields and sequences of models go."""
    for part in location:
        if isinstance(part, int):
            continue
        if model is None or part not in getattr(model, "model_fields", {}):
            return None
        annotation = model.model_fields[part].annotation
        inner = [a for a in (annotation, *getattr(annotation, "__args__", ())) if isinstance(a, type) and issubclass(a, BaseModel)]
        model = inner[0] if inner else None
    return model


def unknown(name: str, known: list[str], kind: str) -> str:
    """`no mechanic is called 'birthdy_gift'; did you mean 'birthday_gift'? There are ...`."""
    near = difflib.get_close_matches(name, known, 1)
    return f"no {kind} is called {name!r};" + (f" did you mean {near[0]!r}?" if near else "") + f" there are {', '.join(sorted(known))}"


def validated(model: type[BaseModel], values: Any, prefix: str = "", file: str = "") -> Any:
    """`values` as a `model`; raises ScenarioError with every fault."""
    try:
        return model.model_validate(values)
    except ValidationError as e:
        raise ScenarioError(faults_of(e, model, prefix), file) from None
