"""Every choice that a form offers has a name in the users' words, not the code of a scenario file."""
import typing

import pytest

from pages.common.kinds import extra, item, plain, rows_of
from simulation.labels_of_choices import CHOICES
from simulation.mechanics import REGISTRY


def codes(model, place):
    """(field, code, name) of every choice of a mechanic, those of its tables' rows included; the name is None where there is none."""
    for name, field in model.model_fields.items():
        if (row := rows_of(field)) is not None:
            yield from codes(row, f"{place}.{name}")
        kind = plain(item(field)) or plain(field.annotation)
        if typing.get_origin(kind) is typing.Literal:
            named = extra(field, "choices", {})
            yield from ((f"{place}.{name}", code, named.get(code) or CHOICES.get(code)) for code in typing.get_args(kind))


@pytest.mark.parametrize("word", REGISTRY)
def test_every_choice_has_a_name(word):
    unnamed = [f"{field}: {code}" for field, code, name in codes(REGISTRY[word], word) if not name]
    assert not unnamed, "give these a name by choices= of term(), or in pages/common/kinds.py"


def test_choices_of_rows_are_found():
    assert {"paid_plan.levels.back_in", "tiers.metric"} <= {field for word, kind in REGISTRY.items() for field, *_ in codes(kind, word)}


@pytest.mark.parametrize("word", REGISTRY)
def test_no_two_choices_of_a_field_have_one_name(word):
    found = list(codes(REGISTRY[word], word))
    names = [(field, name) for field, _code, name in found]
    assert len(set(names)) == len(names)
