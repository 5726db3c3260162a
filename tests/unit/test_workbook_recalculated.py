"""LibreOffice opens the workbook, computes every formula anew, and comes to the app's figures.

LibreOffice shows the values that a file brings unless its profile says otherwise, so the profile here does, and the last test shows that it
counts: an input is changed inside the file, whose values stay the old ones, and the totals that come out are those of the app for that input.
"""
import datetime
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from simulation.finance.liability import rollforward
from simulation.finance.pnl import TOTAL, lines_of, pnl
from simulation.finance.value import worth
from simulation.reporting.workbook import workbook
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.translation import translated

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
RUNS = {
    "handbook_four_tiers": {"members": 400, "months": 24},      # tiers, CNY
    "paid_club": {"members": 300, "months": 14},                # a paid plan with yearly fees, USD
    "cn_growth5": {"members": 300, "months": 18},               # an opening balance of points
    "coffee_stars": {"members": 300, "months": 15},             # in a currency without decimals, where halves are many
}
DATE = datetime.date(2026, 11, 22)
INPUTS = "xl/worksheets/sheet2.xml"

pytestmark = pytest.mark.xdist_group("office")


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """bytes -> the workbook as LibreOffice computes it, values only."""
    if OFFICE is None:
        pytest.skip("no LibreOffice: nobody has recalculated the workbook (apt-get install libreoffice-calc)")
    place = tmp_path_factory.mktemp("office")
    (place / "profile" / "user").mkdir(parents=True)
    (place / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")

    def convert(data: bytes):
        (place / "in.xlsx").write_bytes(data)
        command = [OFFICE, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                   "--outdir", str(place / "out"), str(place / "in.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return openpyxl.load_workbook(place / "out" / "in.xlsx", data_only=True)

    return convert


def read(data: bytes, values: bool = True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def run(name: str, **market):
    scenario = load_scenario(name).with_run(seed=5, **RUNS[name])
    if name == "coffee_stars":
        scenario = scenario.model_copy(update={"market": scenario.market.model_copy(update={"minor_digits": 0, "currency": "JPY"})})
    return simulate(scenario.with_market(scenario.market.with_values(**market)) if market else scenario)


def whole_run(book, outcome) -> dict[str, float]:
    """The P&L's column of the whole run, by line."""
    return {line.code: book["P&L"].cell(row, 2).value for row, line in enumerate(lines_of(outcome), start=6)}


def beside(book, sheet: str, name: str):
    return next(row[1] for row in book[sheet].iter_rows(values_only=True) if row[0] == name)


def checks(book) -> dict[str, bool]:
    return {row[0]: row[4] for row in book["Checks"].iter_rows(min_row=7, values_only=True) if isinstance(row[1], int | float)}


@pytest.mark.parametrize("name", RUNS)
def test_recalculated_it_is_the_app_s_to_the_cent(recalculated, name):
    outcome = run(name)
    data, unit = workbook(outcome, DATE), outcome.scenario.market.minor_per_unit
    book = unchanged(recalculated, data)
    found = checks(book)
    assert len(found) > 50 and all(found.values()) and book["Checks"]["E4"].value is True
    table = pnl(outcome, "month")
    assert {code: round(x * unit) for code, x in whole_run(book, outcome).items()} == table[TOTAL].to_dict()
    sheet, own = book["Roll-forward"], rollforward(outcome)
    heads = [cell.value for cell in sheet[6]]
    column = heads.index("+ new estimate") + 2
    assert [round(sheet.cell(7 + m, column).value * unit) for m in range(len(own))] == list(own["closing"])
    assert round(beside(book, "P&L", "Net present value on day 0") * unit) == round(worth(outcome).npv)


def test_in_chinese_it_recalculates_too(recalculated):
    outcome = run("paid_club")
    book = unchanged(recalculated, workbook(outcome, DATE, language="zh"))
    sheet = book[translated("Checks", "zh")]
    found = [row[4] for row in sheet.iter_rows(min_row=7, values_only=True) if isinstance(row[1], int | float)]
    assert len(found) > 50 and all(found) and sheet["E4"].value is True


def unchanged(recalculated, data: bytes):
    """The file computed anew, which has no cell with an error and none with another value than the one that it brings."""
    book, formulas, held = recalculated(data), read(data, values=False), read(data)
    wrong, apart = [], []
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                new, old = book[sheet.title][cell.coordinate], held[sheet.title][cell.coordinate].value
                if new.data_type == "e" or (isinstance(new.value, str) and new.value.startswith(("#", "Err:"))):
                    wrong.append((sheet.title, cell.coordinate, new.value))
                same = pytest.approx(old, abs=1e-6, rel=1e-9) if isinstance(old, int | float) else old or 0
                if cell.data_type == "f" and (new.value or 0) != same:
                    apart.append((sheet.title, cell.coordinate, old, new.value))
    assert not wrong and not apart, (wrong[:5], apart[:5])
    return book


def with_input(data: bytes, row: int, old: float, new: float) -> bytes:
    """The file with another number in an input's cell; the values of all formulas stay as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == INPUTS:
                text, n = re.subn(rf'(<c r="B{row}"[^>]*><v>){re.escape(f"{old:.16G}")}(</v>)'.encode(), rb"\g<1>%s\2" % repr(new).encode(), text)
                assert n == 1
            after.writestr(name, text)
    return out.getvalue()


def test_a_changed_input_changes_the_totals(recalculated):
    outcome, unit = run("paid_club"), 100
    data, margin, tax = workbook(outcome, DATE), outcome.scenario.market.margin.value, outcome.scenario.market.fee_tax.value
    changed = with_input(with_input(with_input(data, 6, margin, 0.5), 7, 1, 4), 8, tax, 0.0566)
    assert whole_run(read(changed), outcome) == whole_run(read(data), outcome)      # what the file brings is the old
    book, other = recalculated(changed), run("paid_club", margin=0.5, fee_tax=0.0566, fiscal_year_start=4)
    assert other.totals["program"]["sales"].tolist() == outcome.totals["program"]["sales"].tolist()
    wanted, was, found = pnl(other, "month")[TOTAL], pnl(outcome, "month")[TOTAL], whole_run(book, outcome)
    for code in ("incremental_margin", "fees_recognised", "net_value", "fee_tax", "fees_deferred"):
        assert found[code] == pytest.approx(wanted[code] / unit, abs=0.05 * outcome.scenario.run.months) and wanted[code] != was[code], code
    assert found["program_cost"] == wanted["program_cost"] / unit
    years = [cell.value for cell in book["P&L"][5]][2:]
    assert [f"FY{x:.0f}" for x in years if x] == list(pnl(other, "year").columns.drop(TOTAL))
    quarters = [cell.value for cell in book["P&L by quarter"][5]][2:]
    assert [f"FY{x // 10:.0f} Q{x % 10:.0f}" for x in quarters if x] == list(pnl(other, "quarter").columns.drop(TOTAL))
    ties = checks(book)
    assert ties["Input Margin is as delivered"] is False and ties["P&L: Net value"] is False and book["Checks"]["E4"].value is False
    assert ties["Program cost: lines of the P&L, and components of the ledger"] is ties["Net value: fiscal years add up to the months"] is True
