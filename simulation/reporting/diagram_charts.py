"""A diagram of the story model as a Plotly figure: boxes, arrows and their texts, in the slots' colours; hovering gives a box's whole text."""
from __future__ import annotations

import plotly.graph_objects as go

from simulation.map_boxes import INSET, PAD, TYPE, rows_of, wrapped
from simulation.reporting.charts import figure
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, TIERS, esc
from simulation.story.content import Diagram, Link, Node

EDIT = "●"           # in a line that says what was there before an edit
STRIP = 5            # px of a tier's colour at the left of its box


def diagram(held: Diagram, *, scale: float = 1.0, stale: bool = False) -> go.Figure:
    """Boxes where the diagram has them; `stale` greys what a run gave.  Its height is that of the diagram times `scale`."""
    fig = figure(held.height * scale, scale, hovermode="closest", margin=dict(l=1, r=1, t=1, b=1, pad=0))
    fig.update_layout(hoverlabel=dict(bgcolor=PAPER, bordercolor=QUIET, font=dict(size=round(13 * scale), color=TEXT), align="left"))
    fig.update_xaxes(range=[0, 1], visible=False, showline=False)
    fig.update_yaxes(range=[1, 0], visible=False, showgrid=False, automargin=False)
    nodes = {node.key: node for node in held.nodes}
    for node in held.nodes:
        _box(fig, node, held, scale, stale)
    for link in held.links:
        _arrow(fig, nodes[link.source], nodes[link.target], link, held, scale, stale)
    return fig


def _box(fig: go.Figure, node: Node, held: Diagram, scale: float, stale: bool) -> None:
    left, right, top, bottom = node.x - node.width / 2, node.x + node.width / 2, node.y - node.height / 2, node.y + node.height / 2
    whole = "<br>".join([f"<b>{esc(node.title)}</b>", *map(esc, (*node.lines, *node.more))])
    fill, line = _colours(node.slot)
    fig.add_scatter(x=[left, right, right, left, left], y=[top, top, bottom, bottom, top], mode="lines", fill="toself", fillcolor=fill,
                    line=dict(color=line, width=scale), hoveron="fills", hoverinfo="text", text=whole, name=esc(node.title), cliponaxis=False)
    tier = node.slot.removesuffix("_pale") in TIERS
    if tier:
        fig.add_shape(type="rect", x0=left, x1=left + STRIP / held.width, y0=top, y1=bottom, fillcolor=COLOUR[node.slot], line_width=0)
    size = round(TYPE * scale)
    title, _terms, figures = rows_of(node, held.width)
    inner = node.width * held.width - 2 * INSET
    grey = f";color:{QUIET}" if stale and node.key.startswith("cost.") else ""
    said = [f"<span style='font-size:{size + round(scale)}px{grey}'><b>{'<br>'.join(map(esc, title))}</b></span>"]
    for line in node.lines[:len(node.lines) - node.figures]:
        rows = map(esc, wrapped(line, inner))
        said += [f"<span style='color:{COLOUR['program']}'>{row}</span>" for row in rows] if EDIT in line else rows
    said += [f"<span style='color:{QUIET}'>{esc(row)}</span>" if stale else f"<b>{esc(row)}</b>" for row in figures]
    fig.add_annotation(x=left, y=top, xshift=(INSET + tier * STRIP // 2 - 1) * scale, yshift=-(PAD - 4) * scale, text="<br>".join(said),
                       showarrow=False, align="left", xanchor="left", yanchor="top", font=dict(size=size, color=TEXT))


def _colours(slot: str) -> tuple[str, str]:
    """Of a box: its ground and its edge; what has no colour of its own stands on the page."""
    if slot == "program":
        return COLOUR["program"] + "24", COLOUR["program"] + "00"
    if slot == "unknown":
        return COLOUR["unknown"] + "1A", COLOUR["unknown"] + "00"
    return PAPER, HAIR


def _arrow(fig: go.Figure, a: Node, b: Node, link: Link, held: Diagram, scale: float, stale: bool) -> None:
    """From edge to edge: down where the boxes stand under each other, else to the side; its label stands on it."""
    beside = abs(a.y - b.y) < (a.height + b.height) / 2 and abs(a.x - b.x) >= (a.width + b.width) / 2 - 1e-9
    if beside:
        right = 1 if b.x > a.x else -1
        ends = (a.x + right * a.width / 2, a.y), (b.x - right * b.width / 2, a.y)
    else:
        down = 1 if b.y > a.y else -1
        ends = (a.x, a.y + down * a.height / 2), (b.x, b.y - down * b.height / 2)
    (x0, y0), (x1, y1) = ends
    fig.add_annotation(x=x1, y=y1, ax=x0, ay=y0, xref="x", yref="y", axref="x", ayref="y", text="", showarrow=True, arrowhead=2, arrowsize=0.9,
                       arrowwidth=1.3 * scale, arrowcolor=QUIET, standoff=2 * scale, startstandoff=2 * scale)
    if link.label:
        room = (abs(x1 - x0) if beside else max(a.width, b.width)) * held.width
        text = "<br>".join(esc(row) for row in wrapped(link.label, room, TYPE))
        fig.add_annotation(x=(x0 + x1) / 2, y=(y0 + y1) / 2, text=text if stale else f"<b>{text}</b>", showarrow=False, bgcolor=PAPER,
                           borderpad=round(2 * scale), font=dict(size=round(TYPE * scale), color=QUIET if stale else TEXT))
