"""Charts of the P&L: plain arrays and translated words in, a Plotly figure out."""
from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from simulation.reporting.charts import waterfall
from simulation.reporting.slots import QUIET, esc

LETTERS = 13      # of a line under a bar


def fall(names: Sequence[str], values, *, height=320, scale=1.0):
    """From the first value over the steps to the last, which stand on zero; long names on several lines, level."""
    fig = waterfall(names, values, totals=[0, len(names) - 1], height=height, scale=scale)
    fig.update_xaxes(ticktext=["<br>".join(esc(line) for line in textwrap.wrap(name, LETTERS)) for name in names], tickangle=0)
    if (np.cumsum(values[:-1]) < 0).any() or values[-1] < 0:      # then the axis is not the bars' ground
        fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
        fig.update_xaxes(showline=False)
    return fig
