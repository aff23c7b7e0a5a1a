# SPDX-License-Identifier: EUPL-1.2
"""Draws a line over time with its band of uncertainty and a limit above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mittendrin.web.charts import numbers, scale, svg
from mittendrin.web.charts.figures import Row

if TYPE_CHECKING:
    from mittendrin.web.charts.model import Chart

HEIGHT, LEFT, TOP = 220.0, 40.0, 16.0
ROOM = 1.25
"""The axis ends this far above limit and line; a wider band is cut off there."""


def line_with_band(what: Chart, width: int) -> svg.Element:
    """Return the drawing: first series as line, second as band (from ``known`` to ``top``), ``what.limit`` as line."""
    tops = [row.values[0].top for row in what.rows if row.values[0]]
    top = max([*(tops or [0.0]), what.limit or 0.0, 1.0]) * ROOM
    words = svg.wrap(what.limit_text, 13, 116, 3) if what.limit is not None and what.limit_text else []
    right = width - (130 if words and width > 480 else 40)
    drawing = svg.root(width, HEIGHT + 40)
    _axis(drawing, what, top, right)
    step = (right - LEFT - 20) / max(len(what.rows) - 1, 1)
    places = [LEFT + 20 + step * number for number in range(len(what.rows))]
    _band(drawing, what.rows, places, top)
    if what.limit is not None:
        _limit(drawing, what.limit, words, top, right, width)
    _line(drawing, what, places, top)
    return drawing


def _y(value: float, top: float) -> float:
    return HEIGHT - (HEIGHT - TOP) * min(value, top) / top


def _axis(drawing: svg.Element, what: Chart, top: float, right: float) -> None:
    for tick in scale.ticks(top, HEIGHT * 2):
        y = _y(tick, top)
        css = "c-zero" if tick == 0 else "c-grid"
        svg.path(drawing, f"M{svg.number(LEFT)} {svg.number(y)}H{svg.number(right)}", css)
        svg.text(drawing, numbers.amount(tick, what.unit), LEFT - 8, y + 5, "c-tick", "end")


def _runs(rows: tuple[Row, ...]) -> list[list[int]]:
    """Return the stretches without a gap, as places in ``rows``."""
    runs: list[list[int]] = [[]]
    for place, row in enumerate(rows):
        if row.values[0] is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _band(drawing: svg.Element, rows: tuple[Row, ...], places: list[float], top: float) -> None:
    for run in _runs(rows):
        bands = [(places[at], rows[at].values[1]) for at in run]
        upper = [f"{svg.number(x)} {svg.number(_y(value.top, top))}" for x, value in bands if value]
        lower = [f"{svg.number(x)} {svg.number(_y(value.known, top))}" for x, value in reversed(bands) if value]
        if len(upper) > 1:
            svg.path(drawing, f"M{'L'.join([*upper, *lower])}Z", "c-band")


def _limit(drawing: svg.Element, limit: float, words: list[str], top: float, right: float, width: int) -> None:
    y = _y(limit, top)
    svg.path(drawing, f"M{svg.number(LEFT)} {svg.number(y)}H{svg.number(right)}", "c-limit")
    if width > 480:
        for number, line in enumerate(words):
            svg.text(drawing, line, right + 8, y + 5 + 17 * number, "c-limitword")
    else:
        svg.text(drawing, " ".join(words), LEFT, y - 6, "c-limitword")


def _line(drawing: svg.Element, what: Chart, places: list[float], top: float) -> None:
    apart = places[1] - places[0] if len(places) > 1 else 100.0
    every = max(1, round(56 / apart)) if apart < 56 else 1
    for place, row in enumerate(what.rows):
        if place % every == 0:
            svg.text(drawing, row.name, places[place], HEIGHT + 22, "c-tick", "middle")
    runs = _runs(what.rows)
    for run in runs:
        points = [f"{svg.number(places[at])} {svg.number(_point(what.rows[at], top))}" for at in run]
        if len(points) > 1:
            svg.path(drawing, f"M{'L'.join(points)}", "c-line")
        for at in run:
            svg.circle(drawing, places[at], _point(what.rows[at], top), 4, "c-point")
    for at in {runs[0][0], runs[-1][-1]} if runs else set():
        value = what.rows[at].values[0]
        words = numbers.amount(value.top if value else None, what.unit)
        svg.text(drawing, words, places[at], _point(what.rows[at], top) - 10, "c-value c-strong", "middle")


def _point(row: Row, top: float) -> float:
    return _y(row.values[0].top if row.values[0] else 0.0, top)
