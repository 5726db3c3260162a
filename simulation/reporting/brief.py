"""A story as one HTML file that stands alone: charts that answer to the pointer, tables, sources; light and dark; nothing is fetched."""
from __future__ import annotations

import base64
import html
import json
import pathlib
import re

from simulation.reporting import report_parts as parts
from simulation.reporting.branding import Branding
from simulation.reporting.brief_charts import figure_json, library
from simulation.reporting.hexes import Mode, palette, placeholders
from simulation.reporting.report_parts import plain, runs
from simulation.reporting.story_marks import picture
from simulation.story.content import Chart, Diagram, Number, Slide, Story, Table
from simulation.translation import translated

HERE = pathlib.Path(__file__).parent
STRETCH = 1.15      # lines of a browser's typeface stand wider apart than those the diagram was set for
CODES = {"en": "en", "zh": "zh-CN"}
# the file may not ask anything of any server, whatever a text in it says
POLICY = ("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; base-uri 'none'; "
          "form-action 'none'")
ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、）)]+[^\s<>\"'，。；、）).,;:]")
WIDTH, HEIGHT = 944.0, 440.0        # of a diagram, px: as wide as the text; as high as it says, or else so high


def brief(story: Story, branding: Branding | None = None) -> str:
    """The story as HTML."""
    branding, language = branding or Branding(), story.language
    say = lambda text: esc(translated(text, language))  # noqa: E731
    charts = [chart for slide in story.slides for chart in slide.charts]
    numbered = iter(range(len(charts)))
    body = "".join(_slide(slide, language, numbered) for slide in story.slides)
    of = "".join(f"<dt>{esc(plain(name))}</dt><dd>{esc(plain(value))}</dd>" for name, value in story.of)
    logo = branding.logo and base64.b64encode(branding.logo.png).decode()
    picture_of = f'<img class="logo" src="data:image/png;base64,{logo}" alt="{say(parts.LOGO)}">' if logo else ""
    title = esc(plain(story.title))
    return f"""<!DOCTYPE html>
<html lang="{CODES.get(language, "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_variables(branding.accent)}{(HERE / "brief.css").read_text("utf-8")}</style>
</head>
<body>
<header><div><h1>{title}</h1></div></header>
<main>
{picture_of}<dl class="of">{of}</dl>
{body}
<section id="assumptions"><h2>{say(parts.ASSUMPTIONS)}</h2><p class="sub">{say(parts.RANGE_NOTE)}</p>{_table(story.assumptions, links=True)}</section>
</main>
<footer>{esc(parts.foot(story))}</footer>
<script type="application/json" id="figures">{_figures(charts, language, branding.accent)}</script>
{f"<script>{library()}</script><script>{(HERE / 'brief.js').read_text('utf-8')}</script>" if charts else ""}
</body>
</html>
"""


def esc(text: str) -> str:
    return html.escape(str(text), quote=True)


def _starred(text: str) -> str:
    return "".join(f"<em>{esc(piece)}</em>" if strong else esc(piece) for piece, strong in runs(text))


def _bold(text: str) -> str:
    return "".join(f"<strong>{esc(piece)}</strong>" if strong else esc(piece) for piece, strong in runs(text))


def _variables(accent: str) -> str:
    """Colours as CSS variables, light, and dark where the reader's system is."""
    def block(mode: Mode) -> str:
        return ":root{" + "".join(f"--{name}:{hexed};" for name, hexed in palette(mode, accent).items()) + "}"

    return f"{block('light')}@media screen and (prefers-color-scheme: dark){{{block('dark')}}}\n"


def _figures(charts: list[Chart], language: str, accent: str) -> str:
    """Figures and colours as JSON that cannot end its script element."""
    colours = {mode: {slot: palette(mode, accent)[name] for slot, name in placeholders().items()} for mode in ("light", "dark")}
    specs = ",".join(figure_json(chart, language) for chart in charts)
    return f'{{"palettes":{json.dumps(colours)},"figures":[{specs}]}}'.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _slide(slide: Slide, language: str, numbered) -> str:
    say = lambda text: esc(translated(text, language))  # noqa: E731
    out = [f'<section id="{esc(slide.key)}">']
    out += [f'<p class="kicker">{esc(plain(slide.kicker))}</p>'] if slide.kicker else []
    out.append(f"<h2>{_starred(slide.answer)}</h2>")
    out += [f'<p class="sub">{_bold(slide.sub)}</p>'] if slide.sub else []
    if slide.numbers:
        out.append(f'<ul class="numbers">{"".join(_number(n, language) for n in slide.numbers)}</ul>')
    if slide.diagram:
        out.append(_diagram(slide.diagram))
    out += [_chart(chart, next(numbered), language) for chart in slide.charts]
    out += [_table(table) for table in slide.tables]
    if slide.bullets:
        out.append(f'<ul class="bullets">{"".join(f"<li>{_bold(b)}</li>" for b in slide.bullets)}</ul>')
    if slide.notes:
        out.append(f'<details class="notes"><summary>{say(parts.NOTES)}</summary>{"".join(f"<p>{_bold(n)}</p>" for n in slide.notes)}</details>')
    return "".join(out) + "</section>\n"


def _number(number: Number, language: str) -> str:
    span = f'<span class="span">{esc(plain(number.span))}</span>' if number.span else ""
    words, kind = plain(parts.verdict(number, language)), number.verdict if number.verdict in ("better", "worse") else ""
    said = f'<div class="said {kind}">{esc(words)}</div>' if words else ""
    against = f'<div class="against">{esc(plain(number.against))}</div>' if number.against else ""
    return f'<li><div class="name">{esc(plain(number.name))}</div><span class="value">{esc(plain(number.value))}</span> {span}{said}{against}</li>'


def _chart(chart: Chart, place: int, language: str) -> str:
    """The picture, its words for who cannot see it, and its figures folded beneath."""
    figures = _table(parts.figures(chart, language), hide_caption=True)
    return (f'<figure><h3>{_starred(chart.title)}</h3><p class="measure">{_bold(chart.measure)}</p>'
            f'<div class="chart" id="chart-{place}" role="img" aria-label="{esc(plain(chart.alt or chart.title))}"></div>'
            f"<details><summary>{esc(translated(parts.FIGURES, language))}</summary>{figures}</details></figure>")


def _table(table: Table, links: bool = False, hide_caption: bool = False) -> str:
    right = parts.right_columns(table)
    kind = lambda i: ' class="right"' if right[i] else ""  # noqa: E731
    shown = (lambda cell: _linked(plain(str(cell)))) if links else lambda cell: _bold(str(cell))
    head = "".join(f'<th scope="col"{kind(i)}>{esc(plain(cell))}</th>' for i, cell in enumerate(table.header))
    one = lambda i, cell: f"<td{kind(i)}>{shown(cell)}</td>" if i else f'<th scope="row">{shown(cell)}</th>'  # noqa: E731
    rows = "".join("<tr>" + "".join(one(i, cell) for i, cell in enumerate(row)) + "</tr>" for row in table.rows)
    caption = f"<caption>{esc(plain(table.caption))}</caption>" if table.caption and not hide_caption else ""
    return f'<div class="wide"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _linked(text: str) -> str:
    """The text with its web addresses as links that tell the place nothing."""
    out, last = [], 0
    for found in ADDRESS.finditer(text):
        link = esc(found[0])
        out += [esc(text[last:found.start()]), f'<a href="{link}" rel="noopener noreferrer">{link}</a>']
        last = found.end()
    return "".join(out) + esc(text[last:])


def _diagram(held: Diagram) -> str:
    """The diagram as SVG in the page's own colours."""
    height = round(STRETCH * held.height * WIDTH / held.width) if held.width else HEIGHT
    drawn = picture(held, WIDTH, height, lambda name: f"var(--{name})", lambda ink: f"color-mix(in srgb, {ink} 14%, var(--paper))", 1.5)
    marks = "".join(_mark(mark) for mark in drawn["marks"])
    return (f'<div class="wide"><svg class="diagram" viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-label="{esc(plain(held.alt))}">'
            f"{marks}</svg></div>")


def _mark(m) -> str:
    if m["kind"] == "text":
        style = f"font-size:{m['size']}px;color:{m['ink']};text-align:{m['align']};font-weight:{600 if m['bold'] else 400}"
        return (f'<foreignObject x="{m["x"]:.1f}" y="{m["y"]:.1f}" width="{m["width"]:.1f}" height="400" pointer-events="none">'
                f'<div xmlns="http://www.w3.org/1999/xhtml" style="{style}">{esc(m["text"])}</div></foreignObject>')
    if m["kind"] == "rect":
        edge = f"stroke:{m['stroke']};stroke-width:1.2" if "stroke" in m else "stroke:none"
        return (f'<rect x="{m["x"]:.1f}" y="{m["y"]:.1f}" width="{m["width"]:.1f}" height="{m["height"]:.1f}" rx="{m.get("radius", 0)}" '
                f'style="fill:{m["fill"]};{edge}"/>')
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in m["points"])
    if m["kind"] == "area":
        return f'<polygon points="{points}" style="fill:{m["fill"]}"/>'
    return f'<polyline points="{points}" style="fill:none;stroke:{m["stroke"]};stroke-width:{m["width"]}"/>'
