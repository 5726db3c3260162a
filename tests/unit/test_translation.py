"""The catalogues: every text of the source is there, said in the terms of the glossary, with the figures that it needs."""
import gettext
import re
import string

import pytest

from simulation.inputs import Fault, ScenarioError, Text
from simulation.scenario import FOLDER, load_market, load_scenario, names
from simulation.translation import LANGUAGES, LOCALES, SOURCE, catalogue, translated
from simulation.translation.catalogues import compile_one, read, template, untranslated
from simulation.translation.glossary import terms
from simulation.words import Said, said

OTHERS = [code for code in LANGUAGES if code != SOURCE]
LATIN = re.compile(r"[A-Za-z]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module", params=OTHERS)
def held(request):
    return read(request.param)


@pytest.fixture(scope="module")
def texts(held):
    return [(m.id, m.string) for m in held if m.id]


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_of_the_source_is_in_the_catalogue_and_no_other(held):
    asked, there = {m.id for m in template() if m.id}, {m.id for m in held if m.id}
    assert not asked - there, "run `make messages`, then translate what is new: " + "; ".join(sorted(asked - there)[:5])
    assert not there - asked, "run `make messages`; no longer in the source: " + "; ".join(sorted(there - asked)[:5])


def test_none_is_missing_or_fuzzy(held):
    assert untranslated(held) == []


def test_a_translation_has_the_same_figures_and_the_same_stress(texts):
    wrong = [a for a, b in texts if ("{" in a and b and _places(a) != _places(b)) or (a.count("**") != b.count("**") and b)]
    assert wrong == []


def _places(text: str) -> list[str] | str:
    try:
        return sorted(set(places(text)))
    except ValueError:      # braces that are no place
        return text


def test_texts_are_in_the_language(texts):
    """What stays as it is has no word of its own: a symbol, an abbreviation, authors and years."""
    bare = [(a, re.sub(r"\{.*?\}|:material/\w+:|`[^`]*`|\bEsc\b", "", b)) for a, b in texts if not CHINESE.search(b)]
    assert [a for a, b in bare if re.search(r"[a-z]{3,}", b) and not re.search(r"\b(19|20)\d\d\b", b)] == []


def test_the_terms_are_those_of_the_glossary(texts):
    """Longer terms first; what a longer one has used up is not read again."""
    rules = sorted(((en, t.zh, t.free) for t in terms() for en in t.en), key=lambda rule: -len(rule[0]))
    wrong = []
    for source, text in texts:
        left = re.sub(r"\{.*?\}", "·", source)
        for en, zh, free in rules:
            left, found = re.subn(rf"(?<![\w-]){re.escape(en)}(?![\w-])", "·", left, flags=re.I)
            if found and not free and not any(name in text for name in zh):
                wrong.append(f"{en} → {'/'.join(zh)}: {source} → {text}")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", OTHERS)
def test_compiled_by_the_set_up_and_in_memory_are_the_same(language, tmp_path, monkeypatch):
    monkeypatch.setattr("simulation.translation.LOCALES", tmp_path)
    monkeypatch.setattr("simulation.translation.catalogues.ROOT", tmp_path)
    source = LOCALES / language / "LC_MESSAGES" / "tierlab.po"
    target = tmp_path / language / "LC_MESSAGES" / "tierlab.po"
    target.parent.mkdir(parents=True)
    target.write_bytes(source.read_bytes())
    catalogue.cache_clear()
    in_memory = catalogue(language)._catalog
    compile_one(language)
    with target.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file)._catalog == in_memory
    catalogue.cache_clear()


def test_the_source_is_its_own_language():
    assert translated("Retention of {n}", SOURCE, n=3) == "Retention of 3"


def test_a_sentence_with_figures_is_said_in_the_language(monkeypatch):
    """Its template is looked up, what stands in it too, and it survives being sent to another process."""
    import pickle
    known = {"{n} of {what}": "{what}有 {n}", "the tiers": "等级"}
    monkeypatch.setattr("simulation.translation.catalogue", lambda _: type("C", (), {"gettext": staticmethod(lambda t: known.get(t, t))}))
    sentence = said("{n} of {what}", n=f"{1000:,}", what=said("the tiers"))
    assert sentence == "1,000 of the tiers" and translated(sentence, "zh") == "等级有 1,000"
    again = pickle.loads(pickle.dumps(ScenarioError([Fault("a.b", sentence)]).faults[0]))
    assert isinstance(again.message, Said) and translated(again.message, "zh") == "等级有 1,000"


def unsaid(held, path: str):
    """Texts of a model that are English only."""
    if isinstance(held, Text):
        if held.en and not held.zh and LATIN.search(held.en):
            yield f"{path}: {held.en}"
    elif isinstance(held, list | tuple):
        for i, inner in enumerate(held):
            yield from unsaid(inner, f"{path}[{i}]")
    elif hasattr(type(held), "model_fields"):
        for name in type(held).model_fields:
            yield from unsaid(getattr(held, name), f"{path}.{name}")
    elif hasattr(held, "terms"):
        yield from unsaid(held.terms, f"{path}.{held.label}")


def test_shipped_scenarios_and_markets_speak_both_languages():
    found = [line for name in names() for line in unsaid(load_scenario(name), name)]
    found += [line for name in names(FOLDER / "markets") for line in unsaid(load_market(name), name)]
    assert found == []
