"""Charts of the pilot page: power by members, members by months, and actuals against the forecast; drawn as charts.py draws."""
from collections.abc import Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import Series, _form, _x_axis, _y_axis, band, figure, label, line
from simulation.reporting.placing import finite, reach, text_width
from simulation.reporting.slots import COLOUR, PAPER, QUIET, TEXT, esc


def power_curve(members, power, low, high, *, name: str, target: float, target_name: str, marks: Sequence[tuple[float, float, str]] = (),
                lang="en", height=300, scale=1.0):
    """Chance to see the effect by members in all, with its range; a line at the power wanted; marks: (members, power, text)."""
    members, power, low, high = (np.asarray(part, float) for part in (members, power, low, high))
    fig, size = figure(height, scale, hovermode="closest"), round(13 * scale)
    fig.add_traces([band(members, low, high, "program"), line(members, Series(name, "program", power), numbers.percent, scale)])
    fig.data[-1].update(text=[numbers.count(m) for m in members], hovertemplate="%{text}: %{customdata}<extra></extra>")
    fig.add_hline(y=target, line=dict(color=QUIET, width=scale, dash=f"{4 * scale:g}px,{3 * scale:g}px"))
    fig.add_annotation(x=1, xref="paper", y=target, text=esc(target_name), xanchor="left", xshift=6, showarrow=False,
                       font=dict(size=round(12 * scale), color=QUIET))
    middle = members[0] + 0.62 * (members[-1] - members[0])
    for at, height_, text in marks:
        others = [x for x, *_ in marks if x != at]
        near = [x for x in others if abs(x - at) < 0.3 * (members[-1] - members[0])]        # its words would run into the other's
        right = at > near[0] if near else at <= middle
        fig.add_shape(type="line", x0=at, x1=at, y0=0, y1=height_, line=dict(color=TEXT, width=scale))
        fig.add_scatter(x=[at], y=[height_], mode="markers", hoverinfo="skip", cliponaxis=False,
                        marker=dict(size=10 * scale, color=PAPER, line=dict(color=COLOUR["program"], width=2.5 * scale)))
        fig.add_annotation(x=at, y=0.06 if height_ >= target - 1e-9 else max(0.2, height_ / 2), text=esc(text), bgcolor=PAPER, showarrow=False,
                           xanchor="left" if right else "right", xshift=6 if right else -6, font=dict(size=size, color=TEXT))
    _y_axis(fig, 0, 1.02, "percent")
    values, texts = numbers.ticks(members[0], members[-1], "count", lang=lang, most=6)
    fig.update_xaxes(range=[members[0], members[-1]], tickvals=values, ticktext=texts)
    return fig.update_layout(margin_r=round(12 + text_width(target_name, 12 * scale)))


def members_by_months(months: Sequence[int], members, *, chosen: int, at_hand: float | None = None, at_hand_name: str = "", lang="en",
                      height=300, scale=1.0):
    """Members in all that a pilot of each length needs; the chosen length in the accent, and a line at what is at hand."""
    members = np.asarray(members, float)
    fig, rows = figure(height, scale, hovermode="closest"), list(range(len(months)))
    slots = ["program" if m == chosen else "no_program" for m in months]
    fig.add_bar(x=rows, y=np.nan_to_num(members), width=0.62,
                marker=dict(color=[COLOUR[s] for s in slots], opacity=[1 if s == "program" else 0.55 for s in slots], line_width=0),
                customdata=[numbers.count(v) for v in members], hovertemplate="%{customdata}<extra></extra>")
    low, high = reach(members, [at_hand] if at_hand else [])
    for row, v in zip(rows, members):
        fig.add_annotation(x=row, y=v if np.isfinite(v) else 0, yshift=round(10 * scale), showarrow=False,
                           text=numbers.money(v, "", lang), font=dict(size=round(12 * scale), color=TEXT))
    if at_hand:
        fig.add_hline(y=at_hand, line=dict(color=QUIET, width=scale, dash=f"{4 * scale:g}px,{3 * scale:g}px"))
        label(fig, [(at_hand, esc(at_hand_name), QUIET)], low, high, scale)
    _y_axis(fig, low, high * 1.08, "count", lang=lang)
    fig.update_xaxes(tickvals=rows, ticktext=[str(m) for m in months], range=[-0.6, len(months) - 0.4])
    return fig


def actual_against_forecast(forecast: Series, actual: Series, outside: Sequence[bool], *, unit: str, symbol="", lang="en", height=300, scale=1.0):
    """The forecast with its range over months from 1, and what was counted as dots, full where they lie outside the range."""
    x = np.arange(1, len(forecast.y) + 1)
    fig, form = figure(height, scale), _form(unit, symbol, lang)
    y = np.asarray(actual.y, float)
    known = np.isfinite(y)
    fig.add_traces([band(x, forecast.low, forecast.high, forecast.slot), line(x, forecast, form, scale)])
    fig.add_scatter(x=x[known], y=y[known], name=esc(actual.name), mode="lines+markers", customdata=[form(v) for v in y[known]],
                    hovertemplate="%{customdata}", cliponaxis=False, line=dict(color=TEXT, width=1.25 * scale),
                    marker=dict(size=8 * scale, color=[TEXT if far else PAPER for far in np.asarray(outside)[known]],
                                line=dict(color=TEXT, width=1.75 * scale)))
    low, high = reach(forecast.y, forecast.low, forecast.high, y)
    _y_axis(fig, low, high, unit, symbol, lang)
    _x_axis(fig, x)
    ends = [(finite(forecast.y)[-1], f"<b>{esc(forecast.name)} {form(finite(forecast.y)[-1])}</b>", COLOUR["program"])]
    if known.any():
        ends.append((y[known][-1], f"<b>{esc(actual.name)} {form(y[known][-1])}</b>", TEXT))
    label(fig, ends, low, high, scale)
    return fig
