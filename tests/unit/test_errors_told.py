"""Errors in another language: their sentences are looked up, their figures stay, also after a way through another process."""
import pickle
import re

import pytest

from simulation.inputs import ScenarioError, Text
from simulation.scenario import build, load_market, parse
from simulation.transactions import TransactionsError, read_transactions
from simulation.translation.catalogues import template
from simulation.words import Said, joined, said, told
from tests.unit.test_inputs import BAD


def shout(text):
    """Another language: capitals."""
    return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"(\{\w+\})", text))


@pytest.fixture(scope="module")
def known():
    return {str(m.id) for m in template() if m.id}


def templates(message):
    yield message.template if isinstance(message, Said) else message
    for value in message.values.values() if isinstance(message, Said) else ():
        if isinstance(value, Said):
            yield from templates(value)


@pytest.mark.parametrize("text", [bad[0] for bad in BAD.values()], ids=BAD.keys())
def test_every_fault_of_a_file_can_be_translated(text, known):
    with pytest.raises(ScenarioError) as e:
        build(parse(text, "bad.yaml"), "bad", "bad.yaml")
    for fault in e.value.faults:
        missing = [x for x in templates(fault.message) if x not in known]
        assert not missing, missing
    again = pickle.loads(pickle.dumps(e.value))
    assert str(again) == str(e.value) and again.faults == e.value.faults and again.file == e.value.file
    assert [type(x.message) for x in again.faults] == [type(x.message) for x in e.value.faults]


@pytest.mark.parametrize("start", ["soon", "2026/03/01", ""])
def test_a_start_that_is_no_date_is_refused_in_words(start, known):
    """pydantic gives its own reason as a text here, not as an error."""
    with pytest.raises(ScenarioError, match=r"run\.start: .*give a date") as e:
        build(parse(f"title: T\nmarket: ecommerce_cn\nrun: {{start: {start!r}}}", "bad.yaml"), "bad", "bad.yaml")
    fault = next(f for f in e.value.faults if f.field == "run.start")
    assert set(templates(fault.message)) <= known and "GIVE A DATE" in told(fault.message, shout)


def test_a_sentence_is_told_with_its_figures_and_names():
    inner = said("at least {low}", low="3")
    text = said("{name} is {given}: {allowed}", name=Text(en="Gold", zh="金卡"), given=2, allowed=inner)
    assert text == "Gold is 2: at least 3"
    assert told(text, shout, "zh") == "金卡 IS 2: AT LEAST 3"
    assert told(joined([text, inner]), shout, "en") == "Gold IS 2: AT LEAST 3; AT LEAST 3"


def test_a_check_of_a_model_names_its_field_and_can_be_told():
    market = load_market("ecommerce_cn")
    with pytest.raises(ScenarioError, match=r"market\.margin: 7 is outside what is allowed: .*at most") as e:
        load_market({"extends": "ecommerce_cn", "margin": {"value": 7, "unit": market.margin.unit, "source": "x"}})
    assert isinstance(e.value.faults[0].message, Said) and "OUTSIDE" in told(e.value.faults[0].message, shout)


def test_a_faulty_file_of_orders_can_be_told(tmp_path):
    (tmp_path / "orders.csv").write_text("customer_id,date,amount\n1,2024-01-01,x\n1,2024-02-01,y\n")
    with pytest.raises(TransactionsError, match=r"orders.csv, line 2, column 'amount': 'x' is not a number \(the first of 2\); write amounts") as e:
        read_transactions(tmp_path / "orders.csv")
    assert "IS NOT A NUMBER (THE FIRST OF 2)" in told(e.value.args[0], shout)
