"""PowerPoint's own charts: the figures lie in the file's worksheets, and can be edited there."""
from __future__ import annotations

import dataclasses
import math
import re

import numpy as np
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as Page
from pptx.util import Pt

from simulation.reporting import numbers
from simulation.reporting.placing import finite, in_one_line, reach, spread, text_width
from simulation.reporting.report_parts import curve_slots, ends, figures, name_ink, plain
from simulation.reporting.slides_parts import Box, Style, described, height_of, text, typeset
from simulation.story.content import Chart
from simulation.translation import translated
from simulation.words import N_

LOW, HIGH = N_("{name}, low end"), N_("{name}, high end")
TYPE, LEAST = 12, 10.5     # points; the least of any type but the foot's
SHORT = 8       # letters of a category's name; longer ones are set in rows, of short ones some are left out
ROW = 0.85      # inches of a row of a forest, at most
# formats of a spreadsheet divide by thousands only: of 万 and 亿 the point is put where it belongs by hand
STEPS = {"k": "0,", "m": "0,,", "bn": "0,,,", "万": r"0\.0,", "亿": r"0\.00,,"}
EXACT = {"万": 1, "亿": 2}      # decimals that these can show


def chart(page: Page, box: Box, held: Chart, style: Style):
    """Draws the chart into the box; the frame is handed back."""
    if held.kind == "forest":
        box = dataclasses.replace(box, height=min(box.height, 0.4 + ROW * max(1, len(held.x)) * max(1, len(held.curves))))
    draw = {"lines": _lines, "stack": _stack, "forest": _forest}[held.kind]
    frame = draw(page, box, held, style)
    described(frame, plain(held.alt or held.title))
    drawn = frame.chart
    drawn.font.size = Pt(TYPE)
    drawn.font.color.rgb = style.rgb("text")
    typeset(drawn._chartSpace, style.language)
    return frame


def number_format(held: Chart, low: float, high: float, language: str) -> str:
    """The axis' number format, in the steps that the app writes: 2.5%, ¥0.5m, 50.0万."""
    words = max(numbers.ticks(low, high, held.unit, held.symbol, language)[1], key=len, default="")
    found = re.search(r"[\d,]+(?:\.(\d+))?(\D*)$", words)
    decimals, suffix = found.groups() if found else ("", "")
    digits = "0" + ("." + "0" * len(decimals) if decimals else "")
    symbol = '"' + held.symbol.replace('"', "") + '"' if held.unit == "money" and held.symbol else ""
    if suffix == "%":
        step, zero = digits + "%", "0%"
    elif suffix in STEPS and (language != "zh" or len(decimals or "") <= EXACT[suffix]):
        step, zero = (STEPS[suffix].replace("0", digits) if language != "zh" else STEPS[suffix]) + f'"{suffix}"', "0"
    else:
        step, zero = "#,##" + digits, "0"
    return f'{symbol}{step};"{numbers.MINUS}"{symbol}{step};{zero}'


def _data(held: Chart) -> CategoryChartData:
    data = CategoryChartData()
    data.categories = [cell(x) if isinstance(x, str) else f"{x:g}" for x in held.x]
    return data


def _reach(*parts) -> tuple[float, float]:
    """Ends of the value axis: the lowest figure or zero, from which marks are counted, and the highest with a little air."""
    every = np.concatenate([np.zeros(1), *(finite(part) for part in parts)])
    return float(every.min()), reach(*parts)[1]


def cell(words: str) -> str:
    """A name as the chart's worksheet may hold it: a space keeps it from being taken as a formula or an address."""
    words = plain(words)
    return " " + words if re.match(r"[=+\-@{]|[a-z]+:", words, re.IGNORECASE) else words


def _known(values) -> list[float | None]:
    return [None if v is None or not math.isfinite(v) else float(v) for v in values]


def _lines(page: Page, box: Box, held: Chart, style: Style):
    """Lines over months; low and high ends as thin ones, rows of their own in the worksheet."""
    data, series = XyChartData(), []
    for c in held.curves:
        rows = [(c.name, c.y, "")]
        if c.low is not None and c.high is not None:
            rows += [(translated(LOW, style.language, name=c.name), c.low, "end"), (translated(HIGH, style.language, name=c.name), c.high, "end")]
        for name, values, kind in rows:
            points = data.add_series(cell(name))
            for x, y in zip(held.x, _known(values)):
                if y is not None:
                    points.add_data_point(x, y)
            series.append((c, kind))
    frame = page.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box.emu(), data)
    drawn = frame.chart
    low, high = _reach(*(part for c in held.curves for part in (c.y, c.low, c.high) if part is not None))
    _axes(drawn, held, low, high, style)
    for one, (c, kind) in zip(drawn.plots[0].series, series):
        one.format.line.color.rgb = style.rgb(c.slot)
        one.format.line.width = Pt(0.75 if kind else 2.75 if c.slot == "program" else 2)
        if c.dashed and not kind:
            one.format.line.dash_style = MSO_LINE.DASH
    first, last = min(held.x), max(held.x)
    months, axis = last - first, drawn.category_axis
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if months / s <= 8), 120)
    axis.minimum_scale, axis.maximum_scale = (first // step) * step, last if months else first + 1
    axis.major_unit, axis.has_major_gridlines = step, False
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    _end_labels(page, drawn, box, held, style)
    return frame


def _end_labels(page: Page, drawn, box: Box, held: Chart, style: Style) -> None:
    """Name and last figure beside the right end of each line, moved apart where they would touch, smaller where they are many."""
    rows = ends(held, style.language)
    top, foot, left = 0.08, 0.32, 0.75
    height = box.height - top - foot
    for size in (TYPE, 11, LEAST):
        widest = max((max(1.12 * _wide(plain(name), size), _wide(figure, size)) for _, name, figure in rows), default=0)     # names are bold
        room = min(0.45 * box.width, widest + 0.15)
        tall = [height_of(name, size * 1.12, room - 0.08) + height_of(figure, size, room - 0.08) for _, name, figure in rows]
        if len(rows) * max(tall, default=0) <= height:
            break
    _plot_area(drawn, box, left, top, box.width - left - room, height)
    axis = drawn.value_axis
    low, high = axis.minimum_scale, axis.maximum_scale
    per = height / (high - low)
    gap = max(tall, default=0)
    places = spread([((low if math.isnan(v) else v) - low) * per for v, *_ in rows], gap, gap / 2, height - gap / 2)
    for (_, name, figure), at, high_of, c in zip(rows, places, tall, held.curves):
        ink = name_ink(c.slot)
        y = min(box.y + top + height - at - high_of / 2, box.y + box.height - high_of)
        text(page, Box(box.x + box.width - room + 0.08, max(box.y, y), room - 0.08, high_of),
             [(plain(name), size, ink, True), (figure, size, "text", False)], style)


def _key(page: Page, box: Box, held: Chart, style: Style) -> None:
    """Whose colour is which, in one line; the order is that of the rows."""
    x, dot, gap, em = box.x, 0.3, 0.15, 1.12 * _wide("国")      # names are bold
    names = in_one_line([plain(c.name) for c in held.curves], box.width / em, (dot + gap) / em)
    for c, name in zip(held.curves, names, strict=True):
        wide = 1.12 * _wide(name) + dot
        text(page, Box(x, box.y, wide, 0.22), [(f"● {name}", TYPE, name_ink(c.slot), True)], style)
        x += wide + gap


def _wide(words: str, size: float = TYPE) -> float:
    """Inches of a text in one line."""
    return text_width(words.replace("<", "‹"), size) * 1.06 / 72


def _stack(page: Page, box: Box, held: Chart, style: Style):
    data = _data(held)
    for c in held.curves:
        data.add_series(cell(c.name), _known(c.y))
    frame = page.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *box.emu(), data)
    drawn, plot = frame.chart, frame.chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    columns = [finite([c.y[i] for c in held.curves]) for i in range(len(held.x))]
    low, high = _reach([min(0, part.clip(max=0).sum()) for part in columns], [part.clip(min=0).sum() for part in columns])
    _axes(drawn, held, low, high, style)
    for one, slot in zip(plot.series, curve_slots(held)):
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = style.rgb(slot)
        one.format.line.color.rgb, one.format.line.width = style.rgb("paper"), Pt(0.75)
        one.invert_if_negative = False
    widest = max(map(_wide, data_names), default=0) if (data_names := [str(x) for x in held.x]) and max(map(len, data_names)) <= SHORT else 0
    if (every := math.ceil(1.2 * widest * len(held.x) / (0.78 * box.width))) > 1:
        drawn.category_axis._element.xpath("c:noMultiLvlLbl")[0].addprevious(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{every}"/>'))
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
    return frame


def _forest(page: Page, box: Box, held: Chart, style: Style):
    """For each row a line from low to high with a dot at the estimate, from the top; the names stand beside the plot.

    In the worksheet a row is a series of its own: low end, estimate, high end.
    """
    data, marks, each = XyChartData(), [], len(held.curves)
    rows = len(held.x) * each
    for i, x in enumerate(held.x):
        for k, c in enumerate(held.curves):
            points = data.add_series(cell(f"{x}" if each == 1 else f"{x}, {c.name}"))
            low, value, high = _known([None if c.low is None else c.low[i], c.y[i], None if c.high is None else c.high[i]])
            ranged = low is not None and high is not None
            shown = [low, value, high] if ranged else [value]
            for part in shown:
                if part is not None:
                    points.add_data_point(part, rows - i * each - k)
            marks.append((c, None if value is None else int(ranged)))
    frame = page.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box.emu(), data)
    drawn = frame.chart
    for one, (c, dot) in zip(drawn.plots[0].series, marks):
        ink = style.hex(c.slot)
        one.format.line.color.rgb, one.format.line.width = RGBColor.from_string(ink[1:]), Pt(2.5)
        if dot is not None:
            marker = one.points[dot].marker
            marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 10
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = RGBColor.from_string(ink[1:])
            marker.format.line.color.rgb = style.rgb("paper")
    low, high = _reach(*(part for c in held.curves for part in (c.y, c.low, c.high) if part is not None))
    _axes(drawn, held, low, high, style, drawn.category_axis, drawn.value_axis)
    across = drawn.value_axis
    across.minimum_scale, across.maximum_scale, across.has_major_gridlines = 0.4, rows + 0.6, False
    across.tick_label_position, across.major_tick_mark = XL_TICK_LABEL_POSITION.NONE, XL_TICK_MARK.NONE
    _rows(page, drawn, box, held, style)
    return frame


def _rows(page: Page, drawn, box: Box, held: Chart, style: Style) -> None:
    """The name at the left of each row, the figure and its range at the right."""
    cells = [row[1:] for row in figures(held, style.language).rows]
    room = min(0.36 * box.width, max((_wide(cell) for row in cells for cell in row), default=0) + 0.15)
    left = min(0.4 * box.width, max((_wide(plain(str(x))) for x in held.x), default=0) + 0.2)
    each = len(held.curves)
    top, foot = 0.05 if each == 1 else 0.35, 0.32
    height = box.height - top - foot
    _plot_area(drawn, box, left, top, box.width - left - room, height)
    step, pad = height * each / (len(cells) * each + 0.2), 0.1 * height / (len(cells) * each + 0.2)
    size = next((s for s in (TYPE, 11) if each * height_of("0", s, 1) <= step), LEAST)
    for i, (x, row) in enumerate(zip(held.x, cells)):
        y = box.y + top + pad + i * step
        text(page, Box(box.x, y, left - 0.12, step), [(plain(str(x)), size, "text", False)], style, anchor=MSO_ANCHOR.MIDDLE)
        text(page, Box(box.x + box.width - room + 0.08, y, room - 0.08, step),
             [(plain(cell), size, "text" if each == 1 else name_ink(c.slot), False) for cell, c in zip(row, held.curves)], style,
             anchor=MSO_ANCHOR.MIDDLE)
    if each > 1:
        _key(page, dataclasses.replace(box, height=top), held, style)


def _axes(drawn, held: Chart, low: float, high: float, style: Style, value=None, category=None) -> None:
    """value: the axis of the figures, if it is not the upright one."""
    marks, _ = numbers.ticks(low, high, held.unit, held.symbol, style.language)
    value, category = value or drawn.value_axis, category or drawn.category_axis
    drawn.has_title = drawn.has_legend = False
    drawn._chartSpace.chart.get_or_add_autoTitleDeleted().set("val", "1")
    step = marks[1] - marks[0] if len(marks) > 1 else high - low
    value.major_unit = step
    value.minimum_scale = math.floor(low / step + 1e-9) * step      # offices count their marks from here
    value.maximum_scale = high
    value.has_major_gridlines, value.major_tick_mark = True, XL_TICK_MARK.NONE
    value.major_gridlines.format.line.color.rgb, value.major_gridlines.format.line.width = style.rgb("hair"), Pt(0.75)
    value.format.line.fill.background()
    value.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = number_format(held, low, high, style.language), False
    category.major_tick_mark, category.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = style.rgb("quiet")
    for axis in (value, category):
        axis.tick_labels.font.size = Pt(TYPE)
        axis.tick_labels.font.color.rgb = style.rgb("quiet")


def _plot_area(drawn, box: Box, x: float, y: float, width: float, height: float) -> None:
    """Where the inside of the axes lies in the frame, in inches."""
    area, (wide, high) = drawn._chartSpace.chart.plotArea, (box.width, box.height)
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x / wide:.4f}"/><c:y val="{y / high:.4f}"/><c:w val="{width / wide:.4f}"/><c:h val="{height / high:.4f}"/>'
        "</c:manualLayout></c:layout>"))
