# SPDX-License-Identifier: EUPL-1.2
"""Draws a day of 24 hours: working days as a full line, free days grey and dashed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mittendrin.apps.stadtdaten.services.cockpit_drawing import tick_decimals, ticks
from mittendrin.apps.stadtdaten.services.cockpit_words import figure
from mittendrin.web.charts import svg

Day = Sequence[float | None]


def day_profile(main: Day, other: Day, names: tuple[str, str], width: int, height: int = 280) -> svg.Element:
    """Return the drawing of two days, each 24 values or gaps; the axis begins at zero."""
    drawing = svg.root(width, height)
    high = max([value for value in (*main, *other) if value is not None], default=1.0) or 1.0
    marks = ticks(0.0, high * 1.08, 4)
    labels = [figure(value, tick_decimals(marks)) for value in marks]
    left = 10 + max((svg.text_width(label, 13) for label in labels), default=30)
    right, top, bottom = width - 12.0, 26.0, height - 34.0

    def x(hour: float) -> float:
        return left + (right - left) * hour / 24

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / (high * 1.08)

    for value, label in zip(marks, labels, strict=True):
        svg.path(
            drawing, f"M{svg.number(left)} {svg.number(y(value))}H{svg.number(right)}", "c-grid" if value else "c-zero"
        )
        svg.text(drawing, label, left - 8, y(value) + 5, "c-tick", "end")
    for hour in range(0, 25, 6 if width < 480 else 3):
        place = "end" if hour == 24 else "start" if hour == 0 else "middle"
        svg.text(drawing, str(hour), x(hour), height - 10, "c-tick", place)
    for values, css in ((other, "c-other"), (main, "c-line")):
        for run in _runs(values):
            points = "L".join(f"{svg.number(x(hour + 0.5))} {svg.number(y(value))}" for hour, value in run)
            svg.path(drawing, f"M{points}", css)
    _legend(drawing, names, left)
    return drawing


def _runs(values: Day) -> list[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[]]
    for hour, value in enumerate(values):
        if value is None or not math.isfinite(value):
            found.append([])
        else:
            found[-1].append((hour, value))
    return [run for run in found if len(run) > 1]


def _legend(drawing: svg.Element, names: tuple[str, str], left: float) -> None:
    at = left
    for name, css in zip(names, ("c-line", "c-other"), strict=True):
        svg.path(drawing, f"M{svg.number(at)} 10H{svg.number(at + 26)}", css)
        svg.text(drawing, name, at + 32, 15, "c-small")
        at += 32 + svg.text_width(name, 14) * 1.08 + 24
