# SPDX-License-Identifier: EUPL-1.2
"""Air with its limits for the town's own people: how often exceeded this year, and how often is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from babel.dates import format_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.services import access, cockpit_drawing
from mittendrin.apps.stadtdaten.services.cockpit_drawing import Line
from mittendrin.apps.stadtdaten.services.cockpit_hours import Hours, Numbers, hours, midnight
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, readings
from mittendrin.apps.stadtdaten.services.cockpit_tiles import titles
from mittendrin.apps.stadtdaten.services.cockpit_words import amount, figure, language, local
from mittendrin.apps.stadtdaten.services.year_limits import (
    ENOUGH_YEAR,
    AirLimit,
    Standing,
    air_limits,
    standing,
)
from mittendrin.core import instants
from mittendrin.core.instants import DAY
from mittendrin.web.charts import draw


@dataclass(frozen=True)
class AirRow:
    """One series and one limit. key: kind of mean, for addresses; count: "3 von 35 erlaubten Tagen".

    known: how much of the year is known. share: which part of the limit is used up.
    """

    number: int
    name: str
    key: str
    limit: str
    value: str
    count: str
    last_year: str
    state: str
    word: str
    known: str
    source: str
    share: float


@dataclass(frozen=True)
class MonthRow:
    """One month of the chosen series."""

    name: str
    mean: str
    highest: str
    over: str


@dataclass(frozen=True)
class YearChart:
    """The year of one series and limit, drawn and as a table."""

    number: int
    title: str
    sentence: str
    wide: SafeString
    narrow: SafeString
    months: Sequence[MonthRow]
    source: str


def _name(reading: Reading) -> str:
    return ", ".join(filter(None, titles(reading)))


def air_readings() -> list[Reading]:
    """Return the series of the air for which a limit is counted."""
    return [one for one in readings(access.INTERNAL) if air_limits(one.kind.key)]


def air_rows(found: Sequence[Reading], now: int | None = None) -> list[AirRow]:
    """Return one row for each series and limit, the one that is most used up first."""
    today = local(now or instants.now()).date()
    made = []
    for reading in found:
        year, before = _year(reading, today), _year_before(reading, today)
        made += [_air_row(reading, limit, year, before) for limit in air_limits(reading.kind.key)]
    return sorted(made, key=lambda row: -row.share)


def _year(reading: Reading, today: date) -> Hours:
    """Return this year up to yesterday; on New Year's Day nothing."""
    first = date(today.year, 1, 1)
    return (
        hours(reading.stream.pk, first, today - timedelta(days=1)) if today > first else Hours(first, np.empty((0, 24)))
    )


def _year_before(reading: Reading, today: date) -> Hours:
    """Return last year up to the same day."""
    last = date(today.year - 1, 1, 1) + timedelta(days=max(today.timetuple().tm_yday - 2, 0))
    return hours(reading.stream.pk, date(today.year - 1, 1, 1), last)


def _air_row(reading: Reading, limit: AirLimit, year: Hours, before: Hours) -> AirRow:
    now, then = standing(limit, year), standing(limit, before)
    state = "over" if now.broken else "near" if now.near else "usual" if now.known > 0 else "unknown"
    word = {
        "over": _("überschritten"),
        "near": _("nahe dran"),
        "usual": _("bisher eingehalten"),
        "unknown": _("noch kein ganzer Tag"),
    }[state]
    days = int(np.isfinite(now.days).sum())
    known = _("%(days)s von %(all)s Tagen gemessen") % {"days": days, "all": len(year.values)}
    return AirRow(
        reading.stream.pk,
        _name(reading),
        limit.mean,
        f"{_(limit.name)}: {amount(reading, limit.value, 0)}",
        amount(reading, now.so_far, 1) if limit.mean == "year" and now.so_far is not None else "",
        counted(limit, now.over) if limit.mean != "year" else "",
        _before(reading, limit, then),
        state,
        word,
        known,
        limit.source,
        used(now),
    )


def _before(reading: Reading, limit: AirLimit, then: Standing) -> str:
    if then.known < ENOUGH_YEAR:
        return ""
    return amount(reading, then.so_far, 1) if limit.mean == "year" else figure(then.over, 0)


def used(now: Standing) -> float:
    """Return which share of a limit is used up, to find the tightest; 0 where nothing is known."""
    if now.limit.mean == "year":
        return (now.so_far or 0.0) / now.limit.value
    return now.over / now.limit.allowed if now.limit.allowed else float(now.over > 0)


def counted(limit: AirLimit, over: int) -> str:
    """Return how often a limit was exceeded, and how often is allowed."""
    values = {"n": over, "allowed": limit.allowed}
    if limit.allowed is None:
        return ngettext("%(n)s Stunde", "%(n)s Stunden", over) % values
    if limit.mean == "hour":
        return _("%(n)s von %(allowed)s erlaubten Stunden") % values
    return _("%(n)s von %(allowed)s erlaubten Tagen") % values


def summary(found: Sequence[AirRow]) -> str:
    """Return how the air stands to its limits, in one or two sentences."""
    if not found:
        return _("Noch misst hier nichts, wofür es einen Jahresgrenzwert gibt.")
    broken = [row for row in found if row.state == "over"]
    if broken:
        words = ngettext(
            "%(n)s Grenzwert ist in diesem Jahr überschritten: %(names)s.",
            "%(n)s Grenzwerte sind in diesem Jahr überschritten: %(names)s.",
            len(broken),
        )
        return words % {"n": len(broken), "names": "; ".join(f"{row.name} ({row.limit})" for row in broken[:3])}
    first = found[0]
    values = {"name": first.name, "count": first.count or first.value, "limit": first.limit}
    text = _("In diesem Jahr ist bisher kein Grenzwert überschritten.")
    if first.share <= 0:
        return text
    return text + " " + _("Am nächsten dran: %(name)s, %(count)s (%(limit)s).") % values


def chosen(found: Sequence[Reading], rows: Sequence[AirRow], number: str, mean: str) -> YearChart | None:
    """Return the chart that was asked for, else that of the tightest limit; None when nothing is measured."""
    row = next((one for one in rows if str(one.number) == number and one.key == mean), next(iter(rows), None))
    reading = next((one for one in found if row is not None and one.stream.pk == row.number), None)
    if row is None or reading is None:
        return None
    return chart(reading, next(one for one in air_limits(reading.kind.key) if one.mean == row.key))


def chart(reading: Reading, limit: AirLimit, now: int | None = None) -> YearChart:
    """Return the days of this year beside a limit."""
    moment = now or instants.now()
    year = _year(reading, local(moment).date())
    found = standing(limit, year)
    start = midnight(year.first)
    pairs = zip(year.days, found.days, strict=True)
    values = [(midnight(day) + DAY // 2, float(value)) for day, value in pairs if np.isfinite(value)]
    line = Line(
        values, min(start, moment - DAY), moment, None, (),
        [(limit.value, f"{_(limit.name)}: {amount(reading, limit.value, 0)}")], None, 2 * DAY, False, 0, True, "",
    )  # fmt: skip
    words = _chart_sentence(reading, limit, found)
    return YearChart(
        reading.stream.pk,
        _name(reading),
        words,
        draw.inline(cockpit_drawing.chart(line, 860, 320), words),
        draw.inline(cockpit_drawing.chart(line, 343, 260), words),
        _months(reading, limit, year, found.days),
        limit.source,
    )


def _chart_sentence(reading: Reading, limit: AirLimit, found: Standing) -> str:
    if found.so_far is None:
        return _("In diesem Jahr ist noch kein Tag ganz gemessen.")
    words = {"mean": amount(reading, found.so_far, 1), "limit": amount(reading, limit.value, 0)}
    words["count"] = counted(limit, found.over)
    if limit.mean == "year":
        return _("Mittel des Jahres bis gestern: %(mean)s; der Grenzwert ist %(limit)s.") % words
    return _("Über %(limit)s lagen in diesem Jahr bisher %(count)s.") % words


def _months(reading: Reading, limit: AirLimit, year: Hours, days: Numbers) -> list[MonthRow]:
    found = []
    for month in sorted({day.month for day in year.days}):
        mine = [at for at, day in enumerate(year.days) if day.month == month]
        values = days[mine][np.isfinite(days[mine])]
        if not len(values):
            continue
        judged = year.values[mine] if limit.mean == "hour" else values
        over = int((judged > limit.value).sum())
        name = format_date(year.days[mine[0]], "LLLL", locale=language())
        mean, high = amount(reading, float(values.mean()), 1), amount(reading, float(values.max()), 1)
        found.append(MonthRow(name, mean, high, figure(over, 0)))
    return found
