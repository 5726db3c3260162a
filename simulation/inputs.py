"""What all inputs share: frozen models that refuse unknown keys, texts in two languages, and errors that say what to do."""
from __future__ import annotations

import dataclasses
import difflib
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from simulation.words import N_, said


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (`program.tiers.levels[2].threshold`), what, and what would be right."""

    field: str
    message: str

    def __str__(self) -> str:
        return self.told()

    def told(self) -> str:
        """Place and message, which another language can say too."""
        return said("{place}: {fault}", place=self.field, fault=self.message) if self.field else self.message


class Misfit(ValueError):
    """What a model's own check finds wrong with one of its fields; `field` is its path within the model."""

    def __init__(self, field: str, message: str):
        self.field, self.message = field, message
        super().__init__(f"{field}: {message}")

    def __reduce__(self):
        return type(self), (self.field, self.message)


class ScenarioError(ValueError):
    """A scenario, market or edit that cannot be used: the place, the fault and the remedy of each fault."""

    def __init__(self, faults: list[Fault] | str, file: str = ""):
        self.faults = [Fault("", faults)] if isinstance(faults, str) else list(faults)
        self.file = file
        first, more = self.faults[0], len(self.faults) - 1
        told = said("{fault} (and {more} more)", fault=first.told(), more=more) if more else first.told()
        super().__init__(said("{place}: {fault}", place=file, fault=told) if file else told)      # args[0] can be said in another language

    def __reduce__(self):
        return type(self), (self.faults, self.file)


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
            raise ValueError(N_("has control characters; use plain text"))
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
        where, own = path_of(e["loc"]), e.get("ctx", {}).get("error")
        if e["type"] == "extra_forbidden":
            owner = _model_at(model, e["loc"][:-1]) or model
            message = unknown(str(e["loc"][-1]), list(owner.model_fields), "field")
        elif e["type"] == "missing":
            message = N_("is missing; it has no default, so the file must give it")
        elif isinstance(own, Misfit):
            where, message = ".".join(x for x in (where, own.field) if x), own.message
        elif isinstance(own, Exception) and own.args:
            message = own.args[0]
        else:
            message = refusal(e["type"], repr(e.get("input")), e.get("ctx", {}), e["msg"])
        out.append(Fault(".".join(x for x in (prefix, where) if x), message))
    return out


NUMBER, WHOLE = N_("{given} is not allowed: give a finite number"), N_("{given} is not allowed: give a whole number")
SWITCH, DAY = N_("{given} is not allowed: give true or false"), N_("{given} is not allowed: give a date, as 2026-03-01")
SEVERAL, TERMS = N_("{given} is not allowed: give a list"), N_("{given} is not allowed: give terms by name")
# pydantic's kind of error -> what we say; {names} are those of its context
REFUSALS = {
    "greater_than": N_("{given} is not allowed: give a value greater than {gt}"),
    "greater_than_equal": N_("{given} is not allowed: give a value greater than or equal to {ge}"),
    "less_than": N_("{given} is not allowed: give a value less than {lt}"),
    "less_than_equal": N_("{given} is not allowed: give a value less than or equal to {le}"),
    "multiple_of": N_("{given} is not allowed: give a multiple of {multiple_of}"),
    "literal_error": N_("{given} is not allowed: give one of {expected}"),
    "enum": N_("{given} is not allowed: give one of {expected}"),
    "string_too_long": N_("{given} is not allowed: give at most {max_length} characters"),
    "string_too_short": N_("{given} is not allowed: give at least {min_length} characters"),
    "string_pattern_mismatch": N_("{given} is not allowed: it must fit the pattern {pattern}"),
    "too_short": N_("{given} is not allowed: give at least {min_length} items, not {actual_length}"),
    "too_long": N_("{given} is not allowed: give at most {max_length} items"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), NUMBER),
    **dict.fromkeys(("string_type", "string_unicode"), N_("{given} is not allowed: give a text")),
    **dict.fromkeys(("bool_type", "bool_parsing"), SWITCH),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), DAY),
    **dict.fromkeys(("tuple_type", "list_type", "iterable_type", "set_type"), SEVERAL),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), TERMS),
}


def refusal(kind: str, given: str, context: dict[str, Any], otherwise: str) -> str:
    """What is wrong with a value; `otherwise` is pydantic's own sentence, for kinds that we have no words for."""
    if kind not in REFUSALS:
        return said("{given} is not allowed: {why}", given=given, why=otherwise[:1].lower() + otherwise[1:])
    held = {name: f"{x:g}" if isinstance(x, float) else x for name, x in context.items()}
    return said(REFUSALS[kind], **held, given=given)


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
    held = {"kind": said(kind), "name": repr(name), "known": ", ".join(sorted(known))}
    if near:
        return said("no {kind} is called {name}; did you mean {near}? there are {known}", near=repr(near[0]), **held)
    return said("no {kind} is called {name}; there are {known}", **held)


def validated(model: type[BaseModel], values: Any, prefix: str = "", file: str = "") -> Any:
    """`values` as a `model`; raises ScenarioError with every fault."""
    try:
        return model.model_validate(values)
    except ValidationError as e:
        raise ScenarioError(faults_of(e, model, prefix), file) from None
