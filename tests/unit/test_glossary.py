"""The glossary: every term of the file has its meaning, once, and a name in each language."""
from __future__ import annotations

import pytest

from pages.common.glossary import DEFINITIONS
from simulation.translation import LANGUAGES
from simulation.translation.glossary import terms


def test_file_and_definitions_have_the_same_terms_in_the_same_order():
    assert list(DEFINITIONS) == [t.en[0] for t in terms()], "locales/glossary.yaml and pages/common/glossary.py"


def test_a_definition_is_a_sentence_that_does_not_use_its_own_term_alone():
    for term, text in DEFINITIONS.items():
        assert text[0].isupper() or text.startswith(term), term
        assert text.rstrip(".").lower() != term.lower()
        assert text.endswith((".", ").")) and 20 < len(text) < 160, term
    assert len(set(DEFINITIONS.values())) == len(DEFINITIONS)


def test_every_term_has_a_name_in_each_language():
    for term in terms():
        assert all(term.name(language) for language in LANGUAGES)
        assert term.name("en").isascii() and not term.name("zh").isspace()
    assert next(t for t in terms() if t.en[0] == "tier").name("zh") == "等级"


@pytest.mark.parametrize("text", ["terms:\n- {en: [a], zh: [b]}\n- {en: [a], zh: [c]}\n", "terms:\n- {en: [a], zh: []}\n"])
def test_a_term_twice_or_without_a_name_is_refused(tmp_path, text):
    file = tmp_path / "glossary.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="a term is there twice"):
        terms(file)
