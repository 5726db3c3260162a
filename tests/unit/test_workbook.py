"""The workbook as a file: every formula has its value, values are the app's, texts stay texts, equal inputs give equal bytes."""
import datetime
import io
from fractions import Fraction

import openpyxl
import pytest

from simulation.experiments import study
from simulation.finance.liability import rollforward
from simulation.finance.pnl import TOTAL, lines_of, pnl
from simulation.finance.pnl_tables import name_of
from simulation.inputs import Text
from simulation.metrics import METRICS
from simulation.reporting.workbook import HOLDS, workbook
from simulation.reporting.workbook_figures import Figures, exact, nearest
from simulation.reporting.workbook_sheet import Sheet
from simulation.scenario import load_scenario
from simulation.simulate import simulate

DATE = datetime.date(2026, 11, 22)
EVIL = '=HYPERLINK("http://example.com","x")'
SEEN = ("incremental_sales", "incremental_margin", "program_cost", "net_value", "fees_received", "fees_deferred")


def opened(data: bytes, values: bool = True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@pytest.fixture(scope="module")
def outcome():
    scenario = load_scenario("paid_club").with_run(members=300, months=14, seed=3)
    scenario = scenario.with_market(scenario.market.with_values(fee_tax=0.0566, fiscal_year_start=4))
    return simulate(scenario.model_copy(update={"title": Text(en=EVIL, zh="会员店 & 会员"), "question": Text(en="@SUM(1) +1 -1")}))


@pytest.fixture(scope="module")
def data(outcome):
    return workbook(outcome, DATE, "=1+1")


def test_sheets_are_there_in_order(data):
    assert opened(data).sheetnames == ["Cover", *HOLDS]


def test_every_formula_has_its_value(data):
    formulas, values, count = opened(data, False), opened(data), 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    empty_year = sheet.title in ("P&L", "P&L by quarter") and '""' in cell.value
                    assert values[sheet.title][cell.coordinate].value is not None or empty_year, (sheet.title, cell.coordinate, cell.value)
    assert count > 1_000
    assert formulas["P&L by month"]["C8"].value.startswith("=ROUND(") and formulas["P&L"]["B6"].value.startswith("='P&L by month'!")


def lines(sheet, first: int, outcome) -> dict[str, list]:
    """The rows of the P&L by code, without their names."""
    found = {}
    for row, line in enumerate(lines_of(outcome), start=first):
        cells = [cell.value for cell in sheet[row]]
        assert cells[0] == name_of(line)
        found[line.code] = cells[1:]
    return found


def test_pnl_is_the_app_s(outcome, data):
    unit, book = outcome.scenario.market.minor_per_unit, opened(data)
    month, year = pnl(outcome, "month"), pnl(outcome, "year")
    shown, by_year = lines(book["P&L by month"], 8, outcome), lines(book["P&L"], 6, outcome)
    for code in month.index:
        assert [round(x * unit) for x in shown[code]] == [month.loc[code, TOTAL], *month.loc[code].drop(TOTAL)], code
        assert [round(x * unit) for x in by_year[code] if x is not None] == [year.loc[code, TOTAL], *year.loc[code].drop(TOTAL)], code
    heads = [cell.value for cell in book["P&L"][5]][2:]
    assert [f"FY{x}" for x in heads if x] == list(year.columns.drop(TOTAL)) == ["FY2026", "FY2027"]


def test_quarters_are_the_app_s(outcome, data):
    unit, sheet = outcome.scenario.market.minor_per_unit, opened(data)["P&L by quarter"]
    quarters, shown = pnl(outcome, "quarter"), lines(sheet, 6, outcome)
    for code in quarters.index:
        assert [round(x * unit) for x in shown[code] if x is not None] == [quarters.loc[code, TOTAL], *quarters.loc[code].drop(TOTAL)], code
    heads = [cell.value for cell in sheet[5]][2:]
    assert [f"FY{x // 10} Q{x % 10}" for x in heads if x] == list(quarters.columns.drop(TOTAL))
    assert heads[:3] == [20264, 20271, 20272] and sheet["C5"].number_format == '"FY"0000" Q"0'      # the fiscal year begins in April


def test_liability_is_the_app_s(outcome, data):
    unit, sheet = outcome.scenario.market.minor_per_unit, opened(data)["Roll-forward"]
    table, heads = rollforward(outcome), [cell.value for cell in sheet[6]]
    first = heads.index("+ deferred")
    for name, column in (("deferred", 0), ("reversed", 1), ("recognised", 2), ("breakage", 3), ("re_estimate", 4), ("closing", 5)):
        cells = [sheet.cell(7 + m, first + 1 + column).value for m in range(len(table))]
        assert [round(x * unit) for x in cells] == list(table[name]), name
    assert table["closing"].iloc[-1] > 0
    points = [sheet.cell(7 + m, heads.index("Closing") + 1).value for m in range(len(table))]
    assert points == list(outcome.totals["program"]["points_outstanding"])


def test_all_checks_are_true(data):
    sheet, names = opened(data)["Checks"], opened(data).defined_names
    found = [row[4] for row in sheet.iter_rows(min_row=7, values_only=True) if isinstance(row[1], int | float)]
    assert len(found) > 50 and all(found) and sheet["E4"].value is True
    assert names["AllChecks"].attr_text.replace("'", "") == "Checks!$E$4"


@pytest.mark.parametrize(("sheet", "label", "check"), [
    ("P&L by month", "Net value", "P&L: Net value"), ("P&L by month", "Net value", "Net value: fiscal quarters add up to the months"),
    ("P&L", "Net present value on day 0", "Net present value"), ("P&L", "Cash needed at the worst", "Cash needed at the worst")])
def test_the_file_s_own_false(outcome, monkeypatch, sheet, label, check):
    """A cell that holds another figure than the app makes the check FALSE in the file as written, before any spreadsheet has computed it."""
    real = Sheet.formula

    def bent(self, row, column, formula, value, style=None):
        here = self.name == sheet and column == 1 and self.labels.get(row) == label
        real(self, row, column, formula, value + 0.01 if here else value, style)

    def labelled(self, row, column, value, style=None, put=Sheet.put):
        self.__dict__.setdefault("labels", {}).setdefault(row, value if column == 0 else None)
        put(self, row, column, value, style)

    monkeypatch.setattr(Sheet, "formula", bent)
    monkeypatch.setattr(Sheet, "put", labelled)
    found = opened(workbook(outcome, DATE))["Checks"]
    rows = {row[0]: row[4] for row in found.iter_rows(min_row=7, values_only=True) if isinstance(row[1], int | float)}
    assert rows[check] is False and found["E4"].value is False
    assert rows["P&L: Program cost"] is True


def test_inputs_have_names(outcome, data):
    book, market = opened(data), outcome.scenario.market
    value = lambda name: book["Inputs"][book.defined_names[name].attr_text.rpartition("!")[2].replace("$", "")].value  # noqa: E731
    assert value("Margin") == market.margin.value and value("FeeTax") == 0.0566 and value("FiscalYearStart") == 4
    assert value("DiscountRate") == market.discount_rate.value and value("PointValue") == 0.01
    assert value("Seed") == 3 and value("OpeningPoints") == outcome.opening_points


def test_text_never_becomes_a_formula(data):
    book, found = opened(data, False), []
    for sheet in book:
        for row in sheet.iter_rows():
            found += [cell for cell in row if isinstance(cell.value, str) and cell.value.startswith(("=HYPERLINK", "@SUM", "=1+1"))]
    assert {cell.data_type for cell in found} == {"s"} and len(found) >= 3
    assert "会员店" in book["Cover"]["B4"].value and book.vba_archive is None
    assert not [link for sheet in book for link in sheet._hyperlinks if link.target]


def test_sheets_are_set_up_for_print(data):
    for sheet in opened(data):
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.freeze_panes and sheet.print_title_rows and "&P" in sheet.oddFooter.right.text and "&A" in sheet.oddFooter.left.text


def test_equal_inputs_give_equal_bytes(outcome, data):
    assert workbook(outcome, DATE, "=1+1") == data
    assert workbook(outcome, DATE, "another") != data


def test_a_study_brings_ranges():
    held = study(load_scenario("points_only").with_run(members=200, months=6), 3)
    rows = {row[0]: row for row in opened(workbook(held, DATE))["Headline"].iter_rows(min_row=6, values_only=True)}
    row = rows[METRICS["net_value"].label]
    assert row[2:5] == pytest.approx((held.value("net_value"), *held.range("net_value")))
    assert opened(workbook(held.outcome, DATE))["Headline"]["D6"].value is None


def test_one_run_says_that_it_has_no_ranges(data):
    assert "no ranges" in opened(data)["Headline"]["A2"].value


def test_no_program_gives_a_workbook_too():
    sheet = opened(workbook(simulate(load_scenario("no_program").with_run(members=100, months=1)), DATE))["Checks"]
    assert sheet["E4"].value is True


def test_rounding_that_formulas_do_not_make_is_cents(outcome):
    f = Figures(outcome)
    most = (len(outcome.tier_names) + 3) / 2
    assert abs(f.margin_rounding).max() <= most and abs(f.allocated_rounding).max(initial=0) <= 1
    assert all(abs(f.triangle_rounding(name)).max() <= len(f.held.vintage) for name in f.triangles)
    assert [nearest(Fraction(x, 2)) for x in (-3, -1, 0, 1, 3, 4)] == [-2, -1, 0, 1, 2, 2]
    assert nearest(exact(1 / 6) * 9) == 2 and nearest(exact(0.35) * 1_230) == 431 and nearest(exact(0.35) * 1_229) == 430
