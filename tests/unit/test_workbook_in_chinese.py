"""The workbook in Chinese: its sheets, its texts, the same formulas; what the catalogue does not say yet is its own test's matter."""
import datetime
import io
import re
import string

import openpyxl
import pytest
import xlsxwriter

from simulation.__main__ import main
from simulation.reporting.workbook import HOLDS, workbook
from simulation.reporting.workbook_inputs import OF_MARKET
from simulation.reporting.workbook_sheet import sheet_names
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.translation import translated
from simulation.translation.catalogues import read, template

DATE = datetime.date(2026, 11, 22)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z][a-z]+ [a-z]+ [a-z]+|^[^\u4e00-\u9fff]*[A-Za-z]{3}[^\u4e00-\u9fff]*$")      # a phrase, or nothing but Latin
SOURCE_OF = re.compile(r"\b(19|20)\d\d\b")       # authors and years


@pytest.fixture(scope="module")
def outcome():
    return simulate(load_scenario("handbook_whole").with_run(members=200, months=14, seed=3))


@pytest.fixture(scope="module")
def english(outcome):
    return opened(workbook(outcome, DATE))


@pytest.fixture(scope="module")
def chinese(outcome):
    return opened(workbook(outcome, DATE, language="zh"))


@pytest.fixture(scope="module")
def still_english():
    """What stands fast in the texts that the catalogue does not say in Chinese yet, and in those that it leaves as they are."""
    said = {m.id: m.string for m in read("zh") if m.id and m.string and not m.fuzzy}
    texts = [m.id for m in template() if m.id and said.get(m.id, m.id) == m.id and "{" not in re.sub(r"\{\w*\}", "", m.id)]
    parts = {part for text in texts for part, *_ in string.Formatter().parse(text) if re.search("[A-Za-z]{3}", part)}
    return re.compile("|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True)) or r"(?!)")


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(book, kind: str) -> list[tuple[str, str]]:
    return [(f"{sheet.title}!{cell.coordinate}", cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == kind]


def test_sheets_are_called_in_chinese(chinese, english, still_english):
    names = chinese.sheetnames
    assert names == [translated(name, "zh") for name in ("Cover", *HOLDS)] and len(names) == len(english.sheetnames)
    assert [name for name in names if not CHINESE.search(still_english.sub("中", name))] == []


def test_formulas_are_those_of_the_english_one(chinese, english):
    found, wanted = cells(chinese, "f"), cells(english, "f")
    called = dict(zip(english.sheetnames, chinese.sheetnames, strict=True))
    assert len(found) == len(wanted) > 1_000
    place = re.compile("|".join(f"'?{re.escape(name)}'?!" for name in sorted(called, key=len, reverse=True)))

    def local(text: str) -> str:
        return place.sub(lambda x: f"'{called[x[0].strip('!').strip(chr(39))]}'!", text)

    text = re.compile(r'"[^"]*"')       # what a cell says where there is no figure
    apart = [(a, b) for (_, a), (_, b) in zip(found, wanted, strict=True) if text.sub("", local(a)) != text.sub("", local(b))]
    assert not [pair for pair in apart if not CHINESE.search(pair[0])] and not apart, apart[:3]


def test_no_english_sentence_is_left(outcome, chinese, still_english):
    market = outcome.scenario.market
    own = {*OF_MARKET, *chinese.defined_names, outcome.scenario.market_name, market.currency, "IFRS 15", "ASC 606"}
    labels = [m.label for m in outcome.scenario.program.mechanics if m.terms.several and not m.terms.name]
    own |= {label.replace("_", " ").capitalize() for label in labels}
    named = re.compile("|".join(rf"(?<!\w){re.escape(x)}(?!\w)" for x in sorted({*own, *labels}, key=len, reverse=True)))
    left = [(place, value) for place, value in cells(chinese, "s") if ENGLISH.search(value) and not SOURCE_OF.search(value)]
    left = [f"{place}: {value}" for place, value in left if ENGLISH.search(named.sub("", still_english.sub("", value)))]
    assert not left, "\n".join(left)


def test_names_of_the_program_are_in_chinese(outcome, chinese):
    said = {value for _, value in cells(chinese, "s")}
    assert outcome.scenario.title.zh in said
    partner = outcome.scenario.program.get("partner")
    assert partner is None or partner.name.zh in said
    campaign = outcome.scenario.program.get("birthday_double")
    assert campaign.name.zh in said and campaign.name.en not in said, "on the sheet of the program, as a title"
    spent = [x for x in said if "618优惠券" in x and x != "618优惠券"]
    assert spent and not [x for x in said if "618 coupon" in x or "Coupon 618" in x], "with its costs"
    codes = {"at_once", "soft_landing", "net_sales", "after_earning", "keep_term"}
    assert not said & codes


def test_a_name_of_ones_own_renames_nothing_of_the_workbook():
    base = load_scenario("points_only").with_run(members=100, months=3, seed=3)
    own = {"Members": "普通", "Monthly": "每月/活动", "Free freight": "免邮", "Sum": "合计礼"}
    items = [{"name": {"en": en, "zh": zh}, "points": 20, "value": 1, "cost": 1, "kind": "free_freight"} for en, zh in own.items()]
    book = opened(workbook(simulate(base.with_program(base.program.mapping() | {"reward_catalogue": {"items": items}})), DATE, language="zh"))
    assert book.sheetnames == [translated(name, "zh") for name in ("Cover", *HOLDS)]
    monthly, program, checks = (book[translated(name, "zh")] for name in ("Monthly", "Program", "Checks"))
    heads = [cell.value for cell in monthly[6]]
    assert heads.count(translated("Members", "zh")) == 2 and set(own.values()) <= set(heads) and heads.count("普通") == 1
    assert monthly.cell(10, 1).value == translated("Sum", "zh")
    kinds = [row[3].value for row in program.iter_rows() if row[2].value == translated("Kind", "zh")]
    assert kinds == [translated("Free freight", "zh")] * len(own)
    said = {row[0].value for row in checks.iter_rows()}
    assert {translated("P&L: {line}", "zh", line=name) for name in own.values()} <= said


def test_no_name_of_a_sheet_is_refused_by_excel():
    names = ["[a]:*?/\\b", "x" * 40, "X" * 31, "'quoted'", "", "History", "每月/活动"]
    found = sheet_names(names)
    file = xlsxwriter.Workbook(io.BytesIO())
    for name in found:
        file.add_worksheet(name)
    assert len(found) == len(names) and found[3] == "quoted" and found[-1] == "每月 活动" and all(1 <= len(name) <= 31 for name in found)


def test_the_command_writes_it(tmp_path, capsys):
    assert main(["run", "points_only", "--members", "100", "--months", "3", "--out", str(tmp_path), "--lang", "zh"]) == 0
    book = opened((tmp_path / "workbook.xlsx").read_bytes())
    assert book.sheetnames == [translated(name, "zh") for name in ("Cover", *HOLDS)]
