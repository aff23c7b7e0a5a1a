# SPDX-License-Identifier: EUPL-1.2
"""Draws a series over time: measured as a full line, forecast dashed with its band, limits, usual range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton

from mittendrin.apps.stadtdaten.services.cockpit_readings import Band
from mittendrin.apps.stadtdaten.services.cockpit_words import figure, language, local
from mittendrin.core.instants import DAY, HOUR
from mittendrin.web.charts import svg

Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Line:
    """What is to be drawn. limits: value and words. usual: range of the hour. now: where the past ends, None for none.

    gap: a longer time between two points interrupts the line. silent: the line ends in an open ring.
    decimals: of the numbers at the axis. floor: the axis begins at zero.
    """

    points: Points
    start: int
    end: int
    now: int | None = None
    bands: Sequence[Band] = ()
    limits: Sequence[tuple[float, str]] = ()
    usual: tuple[float, float] | None = None
    gap: int = 3 * HOUR
    silent: bool = False
    decimals: int = 1
    floor: bool = False
    now_words: str = ""


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    start: int
    end: int

    def x(self, at: int) -> float:
        span = max(self.end - self.start, 1)
        return self.left + (self.right - self.left) * min(max((at - self.start) / span, 0), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0), 1)


def spark(line: Line, width: int = 260, height: int = 64) -> svg.Element:
    """Return a small curve without axis for a tile."""
    drawing = svg.root(width, height)
    frame = _frame(line, 1, width - 3, 6, height - 8)
    _usual(drawing, line, frame)
    _limits(drawing, line, frame, words=False)
    svg.path(drawing, f"M0 {height - 1}H{width}", "c-grid")
    _bands(drawing, line, frame)
    _line(drawing, line, frame, 3)
    if line.now is not None:
        at = svg.number(frame.x(line.now))
        svg.path(drawing, f"M{at} {height - 6}V{height}", "c-nowtick")
    return drawing


def chart(line: Line, width: int, height: int = 300) -> svg.Element:
    """Return a drawing with axes."""
    drawing = svg.root(width, height)
    rough = _frame(line, 0, 1, 0, 1)
    values = ticks(rough.low, rough.high, 4 if height < 260 else 5)
    labels = [figure(value, tick_decimals(values)) for value in values]
    left = 10 + max((svg.text_width(label, 13) for label in labels), default=30)
    frame = _frame(line, left, width - 12, 18, height - 34)
    _zoomable(drawing, frame)
    for value, label in zip(values, labels, strict=True):
        y = svg.number(frame.y(value))
        svg.path(drawing, f"M{svg.number(left)} {y}H{width - 12}", "c-zero" if value == 0 else "c-grid")
        svg.text(drawing, label, left - 8, frame.y(value) + 5, "c-tick", "end")
    _usual(drawing, line, frame)
    _times(drawing, line, frame, height)
    _limits(drawing, line, frame, words=True)
    _bands(drawing, line, frame)
    _now(drawing, line, frame, height)
    _line(drawing, line, frame, 4)
    return drawing


def _zoomable(drawing: svg.Element, frame: _Frame) -> None:
    """Say where the time runs, for a page that lets people drag over it: edges in the drawing, seconds since 1970."""
    drawing.set("data-plot", " ".join(svg.number(one) for one in (frame.left, frame.right, frame.top, frame.bottom)))
    drawing.set("data-time", f"{frame.start // 1_000_000} {frame.end // 1_000_000}")


def _frame(line: Line, left: float, right: float, top: float, bottom: float) -> _Frame:
    values = [value for _at, value in line.points]
    values += [value for band in line.bands for value in (band.low, band.high)]
    values += list(line.usual or ())
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    reach = max(high - low, abs(high) * 0.05, 10.0**-line.decimals * 4)
    for value, _words in line.limits:
        if low - 1.2 * reach <= value <= high + 1.2 * reach:
            low, high = min(low, value), max(high, value)
    room = max((high - low) * 0.08, 10.0**-line.decimals)
    if line.floor and low >= 0:
        return _Frame(left, right, top, bottom, 0.0, high + room, line.start, line.end)
    return _Frame(left, right, top, bottom, low - room, high + room, line.start, line.end)


def ticks(low: float, high: float, wished: int) -> list[float]:
    """Return about ``wished`` round numbers from ``low`` to ``high``."""
    raw = (high - low) / wished
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 9) + 0.0 for number in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_decimals(values: Sequence[float]) -> int:
    """Return with how many decimals the numbers of an axis are written."""
    for decimals in (0, 1, 2):
        if all(abs(value - round(value, decimals)) < 1e-9 for value in values):
            return decimals
    return 3


def _usual(drawing: svg.Element, line: Line, frame: _Frame) -> None:
    if line.usual is None or line.now is None:
        return
    high, low = frame.y(line.usual[1]), frame.y(line.usual[0])
    left = frame.x(line.now - (line.end - line.start) // 12)
    right = frame.x(line.now + (line.end - line.start) // 12)
    svg.rect(drawing, left, high, right - left, max(low - high, 1.5), "c-usual")


def _limits(drawing: svg.Element, line: Line, frame: _Frame, *, words: bool) -> None:
    for value, name in line.limits:
        if not frame.low <= value <= frame.high:
            continue
        y = frame.y(value)
        svg.path(drawing, f"M{svg.number(frame.left)} {svg.number(y)}H{svg.number(frame.right)}", "c-limit")
        if words:
            svg.text(drawing, name, frame.left + 6, y - 6, "c-limitword")


def _bands(drawing: svg.Element, line: Line, frame: _Frame) -> None:
    bands = [band for band in line.bands if band.start <= line.end]
    if not bands:
        return
    begin = line.points[-1] if line.points else None
    upper = [(band.start, band.high) for band in bands]
    lower = [(band.start, band.low) for band in bands]
    means = [(band.start, band.mean) for band in bands]
    if begin is not None and bands[0].start - begin[0] <= max(line.gap, 2 * HOUR):
        upper, lower, means = [begin, *upper], [begin, *lower], [begin, *means]
    if len(means) > 1:
        svg.path(drawing, _d([*upper, *reversed(lower)], frame) + "Z", "c-band")
        svg.path(drawing, _d(means, frame), "c-ahead")


def _d(points: Points, frame: _Frame) -> str:
    return "M" + "L".join(f"{svg.number(frame.x(at))} {svg.number(frame.y(value))}" for at, value in points)


def runs(points: Points, gap: int) -> list[list[tuple[int, float]]]:
    """Return the stretches of points without a gap."""
    found: list[list[tuple[int, float]]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= gap:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _line(drawing: svg.Element, line: Line, frame: _Frame, radius: float) -> None:
    for run in runs(line.points, line.gap):
        if len(run) > 1:
            svg.path(drawing, _d(run, frame), "c-line c-line--silent" if line.silent else "c-line")
        elif run is not line.points:
            svg.circle(drawing, frame.x(run[0][0]), frame.y(run[0][1]), 1.5, "c-point")
    if line.points and line.now is not None:
        at, value = line.points[-1]
        svg.circle(drawing, frame.x(at), frame.y(value), radius, "c-ring" if line.silent else "c-point")
        if line.silent and at < line.end:
            y = svg.number(frame.y(value))
            svg.path(drawing, f"M{svg.number(frame.x(at) + radius + 2)} {y}H{svg.number(frame.right)}", "c-lost")


def _now(drawing: svg.Element, line: Line, frame: _Frame, height: int) -> None:
    if line.now is None or not line.bands:
        return
    x = frame.x(line.now)
    svg.path(drawing, f"M{svg.number(x)} {svg.number(frame.top)}V{svg.number(frame.bottom + 6)}", "c-nowtick")
    svg.text(drawing, line.now_words, x, height - 4, "c-tick c-strong", "middle")


_STEPS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY)


def _times(drawing: svg.Element, line: Line, frame: _Frame, height: int) -> None:
    """Write the times below, on round hours and days of the town."""
    room = frame.right - frame.left
    span = max(line.end - line.start, HOUR)
    step = next((one for one in _STEPS if room * one / span >= 76), _STEPS[-1])
    write = _hour_words if step < DAY else _day_words
    nowhere = -1000.0
    now = frame.x(line.now) if line.now is not None and line.bands else nowhere
    for at in _round_times(line.start, line.end, step):
        x = frame.x(at)
        if abs(x - now) < 44 or x > frame.right - 14 or x < frame.left + 12:
            continue
        svg.text(drawing, write(at), x, height - 4, "c-tick", "middle")


def _round_times(start: int, end: int, step: int) -> list[int]:
    shift = local(start).utcoffset()
    offset = int(shift.total_seconds()) * 1_000_000 if shift else 0
    first = -(-(start + offset) // step) * step - offset
    return list(range(first, end + 1, step))


def _hour_words(at: int) -> str:
    when = local(at)
    day = format_skeleton("EEE", when, locale=language()).rstrip(".")
    return f"{day} {when.hour}"


def _day_words(at: int) -> str:
    return format_skeleton("dM" if language() == "de" else "dMMM", local(at), locale=language())
