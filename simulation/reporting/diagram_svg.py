"""A diagram of the story model as a picture file (SVG): the boxes, arrows and texts of the screen, in the light theme's colours."""
from __future__ import annotations

import tomllib
from functools import cache
from html import escape
from pathlib import Path

from simulation.map_boxes import INSET, PAD, ROW, TITLE_ROW, TITLE_TYPE, TYPE, rows_of, wrapped
from simulation.reporting.slots import SLOTS, TIERS
from simulation.story.content import Diagram, Link, Node

THEME = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
FAMILY = "Source Sans 3, Source Sans Pro, Segoe UI, Helvetica, Arial, Liberation Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
EDGE, STRIP = 12, 5      # px around the map; of a tier's colour at the left of its box


@cache
def colours() -> dict[str, str]:
    """Slot, text, paper, line -> colour of the light theme."""
    light = tomllib.loads(THEME.read_text("utf-8"))["theme"]["light"]
    return dict(zip(SLOTS, light["chartCategoricalColors"], strict=True)) | {
        "text": light["textColor"], "paper": light["backgroundColor"], "line": light["borderColor"]}


def svg(held: Diagram) -> bytes:
    """The diagram as a file; its texts are text, its description is the diagram's."""
    c, nodes = colours(), {node.key: node for node in held.nodes}
    wide, high = held.width + 2 * EDGE, held.height + 2 * EDGE
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-EDGE} {-EDGE} {wide:g} {high:g}" width="{wide:g}" height="{high:g}" role="img" '
             f'font-family="{FAMILY}"><title>{escape(held.alt)}</title>',
             f'<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
             f'<path d="M0 0L8 4L0 8z" fill="{c["unknown"]}"/></marker></defs>',
             f'<rect x="{-EDGE}" y="{-EDGE}" width="{wide:g}" height="{high:g}" fill="{c["paper"]}"/>']
    parts += [_box(node, held, c) for node in held.nodes]
    parts += [_arrow(nodes[link.source], nodes[link.target], link, held, c) for link in held.links]
    return "".join([*parts, "</svg>"]).encode()


def _box(node: Node, held: Diagram, c: dict[str, str]) -> str:
    wide, high = node.width * held.width, node.height * held.height
    x, y = node.x * held.width - wide / 2, node.y * held.height - high / 2
    slot = node.slot.removesuffix("_pale")
    filled = slot in ("program", "unknown")
    fill = f'fill="{c[slot]}" fill-opacity=".12"' if filled else f'fill="{c["paper"]}" stroke="{c["line"]}"'
    out = [f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {fill}/>']
    if slot in TIERS:
        faint = ' fill-opacity=".55"' if slot != node.slot else ""
        out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{STRIP}" height="{high:.1f}" fill="{c[slot]}"{faint}/>')
    title, terms, figures = rows_of(node, held.width)
    left, down = x + INSET, y + PAD
    for rows, size, step, weight in ((title, TITLE_TYPE, TITLE_ROW, 700), (terms, TYPE, ROW, 400), (figures, TYPE, ROW, 700)):
        for row in rows:
            down += step
            out.append(f'<text x="{left:.1f}" y="{down - 4:.1f}" font-size="{size}" font-weight="{weight}" fill="{c["text"]}">{escape(row)}</text>')
    return "".join(out)


def _arrow(a: Node, b: Node, link: Link, held: Diagram, c: dict[str, str]) -> str:
    """To the side or down, as on the screen."""
    if abs(a.y - b.y) < 1e-9:
        ends = a.x + a.width / 2, a.y, b.x - b.width / 2, b.y
    else:
        ends = a.x, a.y + a.height / 2, b.x, b.y - b.height / 2
    x0, y0, x1, y1 = (v * side for v, side in zip(ends, (held.width, held.height) * 2, strict=True))
    out = [f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{c["unknown"]}" stroke-width="1.3" marker-end="url(#head)"/>']
    rows = wrapped(link.label, a.width * held.width) if link.label else ()
    x, y = (x0 + x1) / 2, (y0 + y1) / 2 - ROW * len(rows) / 2
    if rows:
        half = a.width * held.width / 2
        out.append(f'<rect x="{x - half:.1f}" y="{y - 2:.1f}" width="{2 * half:.1f}" height="{ROW * len(rows) + 4}" fill="{c["paper"]}"/>')
    out += [f'<text x="{x:.1f}" y="{y + ROW * (i + 1) - 4:.1f}" font-size="{TYPE}" font-weight="700" text-anchor="middle" fill="{c["text"]}">'
            f"{escape(row)}</text>" for i, row in enumerate(rows)]
    return "".join(out)
