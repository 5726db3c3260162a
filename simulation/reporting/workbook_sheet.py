"""What every sheet of the workbook is written with: styles, named cells, cells with a formula and its value, print set-up."""
from __future__ import annotations

import dataclasses
import datetime
import io
import math
import re
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from pydantic import BaseModel
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

from simulation.inputs import Text
from simulation.mechanics.named import nameless
from simulation.outcome import Outcome
from simulation.translation import SOURCE, translated
from simulation.words import told

FONT, DARK, FILL, PALE, RULE = "Calibri", "#1F2937", "#1F3A5F", "#EEF2F7", "#9AA5B4"
INPUT_FILL, INPUT_TEXT, RED, GREEN = "#FFF7D6", "#1D4ED8", "#B91C1C", "#166534"
WIDE, NARROW = 13, 10
PLACE = r"'(?:[^']|'')+'!\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?"
TERM = re.compile(rf"([+-]?)(?:(SUM|ROUND)\()?(?:({PLACE})|([A-Za-z]+))(?:,(\d+))?\)?")      # sign, function, cells or name, digits


@dataclasses.dataclass(frozen=True)
class Area:
    """A block of cells of one sheet, in one row or column; counted from 0."""

    sheet: str
    row: int
    column: int
    length: int
    across: bool = False

    def cell(self, k: int = 0) -> str:
        """The k-th cell with its sheet, absolute."""
        row, column = (self.row, self.column + k) if self.across else (self.row + k, self.column)
        return f"{quoted(self.sheet)}!{xl_rowcol_to_cell(row, column, True, True)}"

    def span(self, first: int = 0, last: int | None = None) -> str:
        """Cells `first` to `last` of it, all by default."""
        end = self.cell(self.length - 1 if last is None else last)
        return f"{self.cell(first)}:{end.rpartition('!')[2]}"


def quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


class Pages:
    """The file being written, its sheets in order.  Texts are always written as text: what begins with = or @ stays what it is.

    sheets: their names in English, as the rest of the workbook calls them; in the file they are in `language`, and so is every text.
    """

    def __init__(self, outcome: Outcome, date: datetime.date, sheets: list[str], language: str = SOURCE):
        self.language, self.scenario_title = language, outcome.scenario.title.in_language(language)
        self.outcome, self.market, self.date = outcome, outcome.scenario.market, date
        self.digits, self.months = self.market.minor_digits, outcome.scenario.run.months
        self.stream = io.BytesIO()
        self.file = xlsxwriter.Workbook(self.stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                                      "in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}})
        made = datetime.datetime.combine(date, datetime.time())
        self.file.set_properties({"title": self.scenario_title, "created": made, "author": "Tierlab"})
        self.file.set_calc_mode("auto")
        self.file.set_size(24_000, 14_000)
        self._named = dict(names_in(outcome.scenario.program, language)) if language != SOURCE else {}
        self.called = {name: self.say(name) for name in sheets}
        self.sheets = {name: self.file.add_worksheet(called) for name, called in self.called.items()}
        self._reference = re.compile("|".join(f"{re.escape(quoted(name))}!|(?<![\\w'])" + re.escape(name) + "!" for name in sheets))
        self._styles: dict[tuple, Any] = {}
        self.values: dict[tuple[str, int, int], float] = {}     # of every cell with a number, as the file brings it
        self.names: dict[str, Area] = {}
        self.formats = number_formats(self.market.minor_digits)

    def say(self, text: str) -> str:
        """In the file's language; what the program calls its own things, as the scenario says it there."""
        return told(text, lambda x: self._named.get(x) or translated(x, self.language), self.language)

    def local(self, formula: str) -> str:
        """A formula with its sheets called as they are in the file."""
        return self._reference.sub(lambda found: quoted(self.called[found[0][:-1].strip("'").replace("''", "'")]) + "!", formula)

    def style(self, number: str = "", **more):
        """A named style: a number format of `number_formats` and further properties; one object for equal ones."""
        key = (number, *sorted(more.items()))
        if key not in self._styles:
            form = {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | ({"num_format": self.formats[number]} if number else {}) | more
            self._styles[key] = self.file.add_format(form)
        return self._styles[key]

    @property
    def heading(self):
        return self.style(bold=True, font_color="#FFFFFF", bg_color=FILL, text_wrap=True, align="center", bottom=1)

    @property
    def group(self):
        return self.style(bold=True, font_color=DARK, bg_color=PALE, bottom=1, bottom_color=RULE)

    @property
    def text(self):
        return self.style(text_wrap=True, valign="top")

    def strong(self, number: str):
        return self.style(number, bold=True, top=1, top_color=RULE, bg_color=PALE)

    def input(self, number: str):
        return self.style(number, bg_color=INPUT_FILL, font_color=INPUT_TEXT, border=1, border_color=RULE)

    def name(self, name: str, area: Area) -> None:
        """Gives a cell a name that formulas use."""
        self.names[name] = area
        self.file.define_name(name, "=" + self.local(area.cell()))

    def worked(self, formula: str) -> float | None:
        """What the cells that a formula points to give, by the values that the file brings; None for a formula of anything but cells, names,
        SUM and ROUND of them, and sums and differences of these."""
        found, at = [], 0
        for term in TERM.finditer(formula):
            if term.start() != at:
                return None
            at, (sign, function, place, name, digits) = term.end(), term.groups()
            if name and name not in self.names:
                return None
            cells = self._cells(self.names[name].cell() if name else place)
            if None in cells or (len(cells) > 1 and function != "SUM"):
                return None
            value = math.fsum(cells)
            found.append((-1 if sign == "-" else 1) * (round(value, int(digits)) if digits else value))
        return math.fsum(found) if found and at == len(formula) else None

    def _cells(self, place: str) -> list[float | None]:
        """The values of one cell, or of those from one to another; 0 for one that shows nothing."""
        sheet, _, cells = place.rpartition("!")
        (top, left), (bottom, right) = (xl_cell_to_rowcol(x.replace("$", "")) for x in (cells.partition(":")[0], cells.rpartition(":")[2]))
        sheet = sheet[1:-1].replace("''", "'")
        return [self.values.get((sheet, row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def sheet(self, name: str, title: str, note: str, colour: str = FILL) -> Sheet:
        return Sheet(self, name, title, note, colour)

    def bytes(self) -> bytes:
        self.file.close()
        return self.stream.getvalue()


def number_formats(digits: int) -> dict[str, str]:
    """Thousands are separated; what is below zero has a minus and is red."""
    part = "." + "0" * digits if digits else ""
    both = lambda form: f"{form};[Red]-{form}"  # noqa: E731
    return {"money": both("#,##0" + part), "count": both("#,##0"), "share": both("0.0%"), "rate": both("0.00####"), "number": "General",
            "fine": both("#,##0.00########"), "date": "yyyy-mm", "day": "yyyy-mm-dd", "fiscal": '"FY"0', "quarter": '"FY"0000" Q"0',
            "plain": "0"}


class Sheet:
    """One sheet: title in A1, a sentence below, then whatever is put into it."""

    def __init__(self, pages: Pages, name: str, title: str, note: str, colour: str):
        self.pages, self.name = pages, name
        self.texts: dict[tuple[int, int], str] = {}
        self.page = pages.sheets[name]
        self.page.set_tab_color(colour)
        self.page.hide_gridlines(2)
        self.page.write_string(0, 0, pages.say(title), pages.style(bold=True, font_size=16, font_color=FILL))
        self.page.write_string(1, 0, pages.say(note), pages.style(font_color="#4B5563", italic=True))

    def put(self, row: int, column: int, value: Any, style=None) -> None:
        """A text, said in the file's language, a number, a date, or nothing."""
        if isinstance(value, str):
            value = self.pages.say(value)
            self.page.write_string(row, column, value, style or self.pages.text)
            if style is None:
                self.texts[row, column] = value
        elif value is None or value != value:
            self.page.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            self.page.write_boolean(row, column, value, style)
        elif isinstance(value, datetime.date):
            self.page.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), style or self.pages.style("date"))
        else:
            self.page.write_number(row, column, value, style)
            self.pages.values[self.name, row, column] = float(value)

    def formula(self, row: int, column: int, formula: str, value: Any, style=None) -> None:
        """A formula (without its =) and the value that it has, so that a preview shows it."""
        self.page.write_formula(row, column, "=" + self.pages.local(formula), style, value)
        self.pages.values[self.name, row, column] = 0.0 if isinstance(value, str) else float(value)

    def row(self, row: int, values, style=None, column: int = 0) -> None:
        for k, value in enumerate(values):
            self.put(row, column + k, value, style)

    def area(self, row: int, column: int, length: int = 1, across: bool = False) -> Area:
        return Area(self.name, row, column, length, across)

    def finish(self, freeze: tuple[int, int], repeat: tuple[int, int], widths: dict[str, float], columns: tuple[int, int] | None = None,
               wide: int = 1, tall: int = 0) -> None:
        """Frozen panes, widths ("A:C" -> width) and print: landscape, A4, heading rows and columns repeated, footer; `wide` pages wide and
        `tall` pages high, 0: as many as it takes."""
        of_column: dict[int, float] = {}
        for which, width in widths.items():
            first, last = (col_index(x) for x in which.split(":"))
            self.page.set_column(first, last, width)
            of_column |= dict.fromkeys(range(first, last + 1), width)
        heights: dict[int, int] = {}
        for (row, column), text in self.texts.items():      # a wrapped text has its row's height written, for not every program finds it
            heights[row] = max(heights.get(row, 1), -(-int(1.1 * displayed(text)) // max(1, int(of_column.get(column, 9)))))
        for row, lines in heights.items():
            if lines > 1:
                self.page.set_row(row, 13.5 * lines)
        self.page.freeze_panes(*freeze)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(wide, tall)
        self.page.repeat_rows(*repeat)
        if columns:
            self.page.repeat_columns(*columns)
        self.page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        self.page.set_footer("&L&A&C" + plain(self.pages.scenario_title) + "&R&P / &N")


def names_in(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """English -> the language, of every text of a scenario's part that has one; a mechanic's own name is said where the mechanic is meant."""
    if isinstance(value, Text):
        if value.in_language(language) != value.en:
            yield value.en, value.in_language(language)
    elif isinstance(value, BaseModel):
        held = nameless(value)
        for name in type(held).model_fields:
            yield from names_in(getattr(held, name), language)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from names_in(one, language)


def plain(text: str) -> str:
    """A text for a footer, in which & begins a code; short, for a footer has 255 characters at most."""
    return text[:100].replace("&", "&&")


def displayed(text: str) -> int:
    """Width of a text in characters; Chinese ones are two wide."""
    return sum(1 + (x > "\u2e7f") for x in text)


def col_index(name: str) -> int:
    return xl_cell_to_rowcol(name + "1")[1]


def column_name(column: int) -> str:
    return xl_col_to_name(column)
