"""What Plotly gives to the brief: each chart as JSON with slots for colours, and the library itself."""
from __future__ import annotations

import plotly.offline

from simulation.reporting.slots import PAPER, TEXT
from simulation.reporting.story_charts import figure
from simulation.story.content import Chart

FAMILY = 'system-ui, "Segoe UI", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'

WIDER = 1.25    # a reader's typeface may run wider than the app's own, which the room for labels is reckoned for


def figure_json(chart: Chart, language: str, height: float = 320) -> str:
    """A figure as JSON; its colours are the place-holders of reporting.slots, as the page has a light and a dark theme."""
    fig = figure(chart, language, 1.0, height)
    fig.update_layout(font=dict(color=TEXT, family=FAMILY), paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
                      hoverlabel=dict(bgcolor=PAPER, font=dict(color=TEXT, family=FAMILY)),
                      margin_r=round(WIDER * fig.layout.margin.r))
    return fig.to_json()


def library() -> str:
    """plotly.js as it lies in the installed package."""
    return plotly.offline.get_plotlyjs()
