"""Charts of budget and stress draw what they are given."""
from simulation.reporting import budget_charts


def test_the_cone_begins_anew_each_year_and_shows_each_budget():
    fig = budget_charts.cone(["A", "A", "B"], [1, 2, 1], [2, 4, 2], [3, 6, 3], [5.0, 5.0, None], symbol="¥", name="P50", budget="Budget")
    medians = [list(trace.y) for trace in fig.data if trace.name == "P50"]
    assert medians == [[0, 2, 4], [0, 2]]
    assert [list(trace.x) for trace in fig.data if trace.name == "P50"] == [[0, 1, 2], [2, 3]]
    assert [(s.x0, s.x1, s.y0) for s in fig.layout.shapes] == [(0, 2, 5)], "the second year has no budget"
    assert any(a.text == "Budget ¥5.00" for a in fig.layout.annotations)


def test_overruns_are_shares_of_the_runs():
    fig = budget_charts.overruns([1, 2], [0, 3], 4, said="{n} of {runs} runs")
    assert list(fig.data[0].y) == [0, 0.75] and list(fig.data[0].customdata) == ["0 of 4 runs", "3 of 4 runs"]


def test_an_effect_is_marked_where_the_shock_begins():
    fig = budget_charts.effect([1, 2, 3], [0, -5, 1], [0, -6, 0], [0, -4, 2], name="Effect", end="in all −¥4", month=2, said="<Shock>", unit="money",
                               symbol="¥")  # fmt: skip
    assert list(fig.data[1].y) == [0, -5, 1] and fig.layout.shapes[1].x0 == 2
    texts = [a.text for a in fig.layout.annotations]
    assert "<b>&lt;Shock&gt;</b>" in texts and "<b>in all −¥4</b>" in texts
    bottom, top = fig.layout.yaxis.range
    assert bottom < -6 and top > 2
