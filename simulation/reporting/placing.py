"""Where labels go so that none touch: geometry of the charts, without Plotly."""
import html
import re
from collections.abc import Sequence

import numpy as np


def spread(values, gap: float, low: float = -np.inf, high: float = np.inf) -> list[float]:
    """Positions as near the values as can be (least squares), at least `gap` apart and in order, inside low..high where they fit."""
    order = np.argsort(values, kind="stable")
    steps = gap * np.arange(len(order))
    blocks: list[tuple[float, int]] = []  # (mean, size): neighbours that would touch move as one
    for mean in np.asarray(values, float)[order] - steps:
        size = 1
        while blocks and blocks[-1][0] >= mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    placed = np.empty(len(order))
    level = np.repeat([mean for mean, _ in blocks], [size for _, size in blocks])
    placed[order] = np.clip(level, low, high - steps[-1] if len(order) else high) + steps
    return placed.tolist()


def text_width(text: str, size: float) -> float:
    """About how many px the widest line of a label takes; a Chinese character is as wide as it is high, a Latin one half of that."""
    plain = html.unescape(re.sub(r"<(?!br)[^>]*>", "", text))
    return max(sum(map(_em, row)) * size for row in plain.split("<br>"))


def shorten(text: str, most: float = 15) -> str:
    """A name cut to `most` times its height, about 27 Latin letters, lest the label takes the chart's place."""
    if sum(map(_em, text)) <= most:
        return text
    while sum(map(_em, text)) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def in_one_line(names: Sequence[str], most: float, beside: float) -> list[str]:
    """Names for one line of `most` times its height, `beside` of it around each: where they do not all fit, long ones are cut to equal shares."""
    if sum(sum(map(_em, name)) + beside for name in names) <= most:
        return list(names)
    return [shorten(name, max(2.0, most / len(names) - beside)) for name in names]


def _em(character: str) -> float:
    return 1.0 if ord(character) > 0x2E7F else 0.55


def reach(*parts) -> tuple[float, float]:
    """Ends of a value axis: zero and every finite value, with a little air; 0..1 where there is nothing to show."""
    known = np.concatenate([np.zeros(1), *(finite(part) for part in parts)])
    low, high = known.min(), known.max()
    air = 0.06 * (high - low)
    return (low - air * (low < 0), high + air * (high > 0)) if high > low else (0.0, 1.0)


def finite(values) -> np.ndarray:
    """The values without None and NaN."""
    values = np.asarray(values, float)
    return values[np.isfinite(values)]


def middles(heights) -> list[float]:
    """Middle of each piece of a stack."""
    return (np.cumsum(heights) - np.asarray(heights) / 2).tolist()


def widened(x, *columns) -> list[np.ndarray]:
    """The arrays as they are, or one month drawn as wide as a month."""
    x, *columns = (np.asarray(part, float) for part in (x, *columns))
    return [x, *columns] if len(x) != 1 else [x[0] + np.array([-0.5, 0.5]), *(np.repeat(column, 2) for column in columns)]


def clear_spot(x, low, high, at: float, width: float, depth: float, margin: float) -> tuple[float, str, tuple[float, float]] | None:
    """Where a text stands that a line leads to from zero at x = `at`, clear of the band: its middle, the side it begins at, its reach in x.

    width and margin (room right of the last x) are in units of x, depth in units of y, from the band's edge to the text's middle. Below
    and to the right is preferred, as a value that pays back rises. None where no side has room.
    """
    spots = []
    for side, start, end in (("left", at, at + width), ("right", at - width, at)):
        if start < x[0] or end > x[-1] + margin:
            continue
        grid = np.linspace(start, end, 20)
        for y, dislike in ((min(0.0, np.interp(grid, x, low).min()) - depth, 1.0 if side == "left" else 1.3),
                           (max(0.0, np.interp(grid, x, high).max()) + depth, 1.3)):
            if end <= x[-1] or abs(y - (low[-1] + high[-1]) / 2) > 2 * depth:  # the margin holds the last value's label
                spots.append((abs(y) * dislike, (y, side, (start, end))))
    return min(spots, default=(0, None))[1]


def flow_places(sides, gap: float) -> list[list[float]]:
    """Middles of the nodes of a flow chart, 0 on top, for each side's sizes from the top; both sides are drawn to one scale."""
    full, places = 1 - gap * (max(map(len, sides)) - 1), []
    for sizes in sides:
        heights = full * np.asarray(sizes, float) / sum(sizes)
        between = (1 - full) / (len(sizes) - 1) if len(sizes) > 1 else 0
        first = 0 if len(sizes) > 1 else (1 - full) / 2
        tops = first + np.cumsum(heights + between) - heights - between
        places.append(np.clip(tops + heights / 2, 0.001, 0.999).tolist())
    return places
