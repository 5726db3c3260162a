"""What the choices of a mechanic's terms are called, on forms and in files."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from simulation.words import N_

# What a choice is called where its field does not say; its code is what a scenario file says
CHOICES = {
    "spend": N_("Spend"),
    "orders": N_("Orders"),
    "points_earned": N_("Points earned"),
    "rolling": N_("Rolling months"),
    "calendar_year": N_("Calendar year"),
    "at_once": N_("At once"),
    "at_review": N_("At the review"),
    "never": N_("Never"),
    "one_step": N_("One step down"),
    "match": N_("To the matching tier"),
    "after_earning": N_("So long after earning"),
    "inactivity": N_("After so long without a purchase"),
    "fixed_date": N_("At one month's end each year"),
    "add": N_("Both are given"),
    "larger": N_("The larger one"),
    "order": N_("Order"),
    "month": N_("Month"),
    "year": N_("Year"),
    "dates": N_("On dates"),
    "birthday": N_("In the birthday's month"),
    "coupon": N_("Coupon"),
    "points": N_("Points"),
    "email": N_("Email"),
    "sms": N_("SMS"),
    "app": N_("App"),
    "social": N_("Social media"),
    "store": N_("Store"),
    "low": N_("Low value"),
    "middle": N_("Middle value"),
    "high": N_("High value"),
    "new": N_("New"),
    "growing": N_("Growing"),
    "mature": N_("Mature"),
    "dormant": N_("Dormant"),
    "gone": N_("Gone"),
}


def choices_of(field: FieldInfo) -> Mapping[Any, str] | None:
    """What a field calls its choices, or those of its list; None where it is no choice among codes."""
    coded = any(get_origin(x) is Literal for x in (field.annotation, *get_args(field.annotation)))
    return (field.json_schema_extra or {}).get("choices", {}) if coded else None


def choice_name(code: Any, named: Mapping[Any, str]) -> str:
    """named: what the field itself calls its choices."""
    return named.get(code) or CHOICES.get(code) or str(code).replace("_", " ").capitalize()
