"""The P&L's waterfall: bars end at the net value, names stand level on several lines, and zero is drawn where bars cross it."""
import numpy as np

from simulation.reporting.pnl_charts import fall

NAMES = ["Incremental margin", "Rewards & gifts", "Running cost", "Net value"]


def test_steps_lead_from_the_first_to_the_last():
    fig = fall(NAMES, np.array([100, -30, -20, 50]))
    ends = {int(x): base + y for bar in fig.data for x, y, base in zip(bar.x, bar.y, bar.base, strict=True)}
    assert ends[2] == ends[3] == 50 and list(fig.layout.xaxis.ticktext)[:2] == ["Incremental<br>margin", "Rewards &amp;<br>gifts"]
    assert fig.layout.xaxis.tickangle == 0 and fig.layout.xaxis.showline


def test_zero_is_drawn_where_the_net_is_below_it():
    lines = lambda fig: [s for s in fig.layout.shapes if s.y0 == s.y1 == 0 and s.xref == "x domain"]  # noqa: E731
    assert lines(fall(NAMES, np.array([100, -130, -20, -50]))) and not lines(fall(NAMES, np.array([100, -30, -20, 50])))
