# SPDX-License-Identifier: EUPL-1.2
"""One series over a chosen time: chart, table, sentence, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.apps.stadtdaten.services import cockpit_drawing, cockpit_range, series
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.cockpit_drawing import Line
from mittendrin.apps.stadtdaten.services.cockpit_range import Choice, Move, Span
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State, readings
from mittendrin.apps.stadtdaten.services.cockpit_tiles import titles
from mittendrin.apps.stadtdaten.services.cockpit_words import (
    amount,
    clock,
    day_and_clock,
    decimals_of,
    figure,
    local,
    property_of,
    unit_of,
)
from mittendrin.core.instants import DAY, HOUR
from mittendrin.web.charts import draw, svg

RAW, HOURS = 2 * DAY, 62 * DAY
"""Up to so long, single values and means of hours are drawn; beyond, means of days."""
MOST_ROWS = 100_000
SHOWN_ROWS = 400


@dataclass(frozen=True)
class Line4:
    """One row of the table: time, mean or value, lowest, highest."""

    start: int
    when: str
    value: str
    low: str
    high: str


@dataclass(frozen=True)
class StreamPage:
    """Everything that the page of one series says."""

    reading: Reading
    title: str
    note: str
    what: str
    choice: Choice
    spans: Sequence[Span]
    moves: Sequence[Move]
    sentence: str
    wide: SafeString
    narrow: SafeString
    rows: Sequence[Line4]
    summed: bool
    cut: bool
    empty: bool
    period: str
    source: str


@dataclass(frozen=True)
class _Value:
    start: int
    value: float
    low: float | None
    high: float | None
    count: int


def _values(viewer: Viewer, stream: Datastream, choice: Choice, total: bool) -> tuple[list[_Value], str]:
    """Return the values of the choice and their period: empty for single ones, hour or day."""
    span = choice.end - choice.start
    if span <= RAW and not total:
        points = series.points(viewer, stream.pk, choice.start, choice.end, most=MOST_ROWS)
        return [_Value(p.start, p.result, None, None, 1) for p in points if p.result is not None], ""
    period: series.Period = "hour" if span <= HOURS else "day"
    sums = series.sums(viewer, stream.pk, choice.start, choice.end, period)
    return [
        _Value(one.start, one.total if total else one.total / one.numbers, one.low, one.high, one.count)
        for one in sums
        if one.numbers
    ], period


def one_reading(viewer: Viewer, number: int, now: int) -> Reading | None:
    """Return how one series stands; None when it is not there for ``viewer`` or never had a value."""
    return next(iter(readings(viewer, now, [number])), None)


def page(viewer: Viewer, reading: Reading, choice: Choice, now: int) -> StreamPage:
    """Return the page of a series."""
    values, period = _values(viewer, reading.stream, choice, reading.kind.today)
    title, note = titles(reading)
    line = _line(reading, values, choice, period, now)
    words = _sentence(reading, values, now)
    shown = values[-SHOWN_ROWS:][::-1]
    thing = reading.stream.thing
    return StreamPage(
        reading=reading,
        title=title,
        note=note,
        what=property_of(reading),
        choice=choice,
        spans=cockpit_range.spans(choice),
        moves=cockpit_range.moves(choice, cockpit_range.oldest_of(reading, now), now),
        sentence=words,
        wide=draw.inline(cockpit_drawing.chart(line, 860, 340), words),
        narrow=draw.inline(cockpit_drawing.chart(line, 343, 260), words),
        rows=[_row(reading, value, period) for value in shown],
        summed=bool(period) and not reading.kind.today,
        cut=len(values) > SHOWN_ROWS,
        empty=not values,
        period={"": _("Einzelwerte"), "hour": _("je Stunde"), "day": _("je Tag")}[period],
        source=_("Simulation") if reading.simulated else thing.name,
    )


def _line(reading: Reading, values: Sequence[_Value], choice: Choice, period: str, now: int) -> Line:
    half = {"": 0, "hour": HOUR // 2, "day": DAY // 2}[period]
    points = [(one.start + half, one.value) for one in values]
    near = abs(choice.end - now) < HOUR
    bands = reading.bands if near and choice.end - choice.start <= 8 * DAY and not reading.kind.today else ()
    gap = {"": max(3 * reading.step, HOUR), "hour": 3 * HOUR + max(3 * reading.step, 0), "day": 2 * DAY}[period]
    return Line(
        points,
        choice.start,
        bands[-1].start if bands else choice.end,
        now if near else None,
        bands,
        [] if reading.kind.today else
        [(limit.value, f"{_(limit.name)}: {amount(reading, limit.value)}") for limit in reading.limits],
        None,
        gap,
        near and reading.state is State.SILENT,
        decimals_of(reading),
        reading.kind.today or reading.capacity is not None,
        _("jetzt"),
    )  # fmt: skip


def _sentence(reading: Reading, values: Sequence[_Value], now: int) -> str:
    if not values:
        return _("In dieser Zeit wurde nichts gemessen.")
    low = min(values, key=lambda one: one.value if one.low is None else one.low)
    high = max(values, key=lambda one: one.value if one.high is None else one.high)
    if reading.kind.today:
        total = {"total": amount(reading, sum(one.value for one in values))}
        return _("In dieser Zeit zusammen: %(total)s.") % total
    decimals = decimals_of(reading)
    words = {
        "low": figure(low.value if low.low is None else low.low, decimals),
        "low_at": day_and_clock(low.start, now),
        "high": amount(reading, high.value if high.high is None else high.high),
        "high_at": day_and_clock(high.start, now),
    }
    found = [_("Niedrigster Wert %(low)s (%(low_at)s), höchster %(high)s (%(high_at)s).") % words]
    for limit in reading.limits:
        if limit.hours == 1 and (broken := sum(limit.broken(one.value) for one in values)):
            share = {"limit": _(limit.name), "n": broken, "all": len(values)}
            found.append(_("Über der Grenze „%(limit)s“: %(n)s von %(all)s Werten.") % share)
    return " ".join(found)


def _row(reading: Reading, one: _Value, period: str) -> Line4:
    decimals = decimals_of(reading)
    when = date_format(local(one.start), "SHORT_DATE_FORMAT")
    if period != "day":
        when = f"{when}, {clock(one.start)}"
    low, high = (figure(value, decimals, aligned=True) if value is not None else "" for value in (one.low, one.high))
    return Line4(one.start, when, figure(one.value, decimals, aligned=True), low, high)


def csv_lines(viewer: Viewer, reading: Reading, choice: Choice) -> Iterator[str]:
    """Yield the values of the choice as CSV for programs: ISO times, decimal points, source in each row."""
    values, period = _values(viewer, reading.stream, choice, reading.kind.today)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    unit = reading.stream.ucum or reading.stream.unit_symbol or ""
    name = "sum" if reading.kind.today else "mean" if period else "value"
    writer.writerow(["time", name, *(["min", "max"] if period else []), "count", "unit", "series", "simulated"])
    title = _harmless(f"{reading.stream.thing.name}: {reading.stream.name}")
    for one in values:
        cells = [_iso(one.start), f"{one.value:.10g}"]
        if period:
            cells += ["" if value is None else f"{value:.10g}" for value in (one.low, one.high)]
        simulated = "true" if reading.simulated else "false"
        writer.writerow([*cells, str(one.count), _harmless(unit), title, simulated])
        if buffer.tell() > 16_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _iso(moment: int) -> str:
    return local(moment).isoformat(timespec="seconds")


def drawing(viewer: Viewer, reading: Reading, choice: Choice, now: int) -> str:
    """Return the chart as a file of its own."""
    values, period = _values(viewer, reading.stream, choice, reading.kind.today)
    title, note = titles(reading)
    shape: svg.Element = cockpit_drawing.chart(_line(reading, values, choice, period, now), 860, 340)
    source = _("Quelle: %(source)s. Stand: %(when)s.") % {
        "source": _("Simulation, kein echter Messwert") if reading.simulated else reading.stream.thing.name,
        "when": f"{date_format(local(now), 'SHORT_DATE_FORMAT')}, {clock(now)}",
    }
    heading = f"{title}, {note} ({unit_of(reading)})" if unit_of(reading) else f"{title}, {note}"
    return draw.standalone(shape, heading, _sentence(reading, values, now), source)
