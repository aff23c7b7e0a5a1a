# SPDX-License-Identifier: EUPL-1.2
"""Counts of traffic and bicycles for the town's own people: week, the usual, last year, profile of day and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from babel.dates import format_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import access
from mittendrin.apps.stadtdaten.services.cockpit_hours import Hours, Numbers, hours
from mittendrin.apps.stadtdaten.services.cockpit_profiles import day_profile
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, readings
from mittendrin.apps.stadtdaten.services.cockpit_words import amount, figure, language, local
from mittendrin.core import instants
from mittendrin.core.dates.workdays import public_holidays
from mittendrin.townhall.town import town
from mittendrin.web.charts import draw

KINDS = {"bicycles", "traffic"}
PROFILE_WEEKS, USUAL_WEEKS = 8, 4
ENOUGH_HOURS = 20
"""Of 24 hours so many must be there, or a day does not count."""


@dataclass(frozen=True)
class CountRow:
    """One counter. week: the last seven whole days; against: change to what was usual before; last_year: to the same
    week 52 weeks ago; empty where nothing is known.
    """

    number: int
    name: str
    yesterday: str
    week: str
    against: str
    last_year: str
    simulated: bool


@dataclass(frozen=True)
class WeekdayRow:
    """Mean of a day of the week in the last weeks, and a year ago."""

    name: str
    mean: str
    last_year: str


@dataclass(frozen=True)
class HourRow:
    """One hour of the day."""

    name: str
    work: str
    free: str


@dataclass(frozen=True)
class Profile:
    """One counter in detail."""

    row: CountRow
    sentence: str
    wide: SafeString
    narrow: SafeString
    weekdays: Sequence[WeekdayRow]
    hours: Sequence[HourRow]
    first: date
    last: date
    legend: tuple[str, str]


def counters() -> list[Reading]:
    """Return the series that count."""
    return [one for one in readings(access.INTERNAL) if one.kind.key in KINDS]


def rows(found: Sequence[Reading], now: int | None = None) -> list[CountRow]:
    """Return one row for each counter, most counted first."""
    today = local(now or instants.now()).date()
    made = [(_row(one, known := _known(one, today)), known) for one in found]
    made.sort(key=lambda pair: -float(np.nansum(day_sums(pair[1])[-8:-1])))
    return [row for row, _known_hours in made]


def _known(reading: Reading, today: date) -> Hours:
    """Return the hours from 54 weeks ago to today."""
    return hours(reading.stream.pk, today - timedelta(weeks=54), today, total=True)


def day_sums(known: Hours) -> Numbers:
    """Return the sum of each day, NaN for days that are not whole."""
    enough = np.isfinite(known.values).sum(axis=1) >= ENOUGH_HOURS
    return np.where(enough, np.nansum(known.values, axis=1), np.nan)


def _row(reading: Reading, known: Hours) -> CountRow:
    sums = day_sums(known)[:-1]
    week, before = sums[-7:], sums[-7 - 7 * USUAL_WEEKS : -7]
    year = sums[-7 - 364 : -364]
    return CountRow(
        reading.stream.pk,
        _name(reading),
        _text(reading, sums[-1]),
        _text(reading, _whole(week)),
        change(_whole(week), _weekly(before)),
        change(_whole(week), _whole(year)),
        reading.simulated,
    )


def _name(reading: Reading) -> str:
    """Return thing and place, the place only where the thing does not say it."""
    thing, place = reading.stream.thing.name, reading.place
    return thing if not place or place.casefold() in thing.casefold() else f"{thing}, {place}"


def _text(reading: Reading, value: float) -> str:
    return amount(reading, value, 0) if np.isfinite(value) else "–"


def _whole(days: Numbers) -> float:
    """Return the sum of seven days; one missing day counts as the mean of the others."""
    known = days[np.isfinite(days)]
    return float(known.mean() * 7) if len(days) == 7 and len(known) >= 6 else float("nan")


def _weekly(days: Numbers) -> float:
    """Return the median of the weeks in ``days``, whose length is a whole number of weeks."""
    weeks = [_whole(days[at : at + 7]) for at in range(0, len(days), 7)]
    known = [one for one in weeks if np.isfinite(one)]
    return float(np.median(known)) if len(known) >= 2 else float("nan")


def change(value: float, against: float) -> str:
    """Return how far a value lies from another, "+12 %"; empty where one of them is missing."""
    if not np.isfinite(value) or not np.isfinite(against) or against <= 0:
        return ""
    percent = round(100 * (value / against - 1))
    sign = "+" if percent > 0 else "\N{MINUS SIGN}" if percent < 0 else "±"
    return f"{sign}{figure(abs(percent), 0)}\N{NO-BREAK SPACE}%"


def summary(found: Sequence[CountRow]) -> str:
    """Return what the counters say, in one sentence."""
    if not found:
        return _("Noch zählt hier nichts.")
    first = found[0]
    words = {"name": first.name, "week": first.week, "against": first.against, "year": first.last_year}
    if first.week == "–":
        return _("Am meisten zählt %(name)s; für eine ganze Woche fehlen noch Tage.") % words
    text = _("Am meisten zählt %(name)s: %(week)s in sieben Tagen.") % words
    if first.against:
        text += " " + _("Gegen die vier Wochen davor sind das %(against)s.") % words
    return text + (" " + _("Gegen dieselbe Woche im Vorjahr: %(year)s.") % words if first.last_year else "")


def profile(reading: Reading, now: int | None = None) -> Profile:
    """Return one counter in detail: profile of the last eight weeks by hour and by day of the week."""
    today = local(now or instants.now()).date()
    known = _known(reading, today)
    recent = known.part(today - timedelta(weeks=PROFILE_WEEKS), today - timedelta(days=1))
    year = known.part(recent.first - timedelta(days=364), today - timedelta(days=365))
    work, free = _hourly(recent, free=False), _hourly(recent, free=True)
    names = (_("Werktage"), _("freie Tage"))
    sentence = _profile_sentence(work, free)
    return Profile(
        _row(reading, known),
        sentence,
        draw.inline(day_profile(work, free, names, 860), sentence),
        draw.inline(day_profile(work, free, names, 343, 240), sentence),
        _weekdays(reading, recent, year),
        [
            HourRow(
                _("%(hour)s bis %(next)s Uhr") % {"hour": hour, "next": hour + 1}, _cell(work[hour]), _cell(free[hour])
            )
            for hour in range(24)
        ],
        recent.first,
        today - timedelta(days=1),
        names,
    )


def _cell(value: float | None) -> str:
    return "–" if value is None else figure(value, 0 if value >= 10 else 1)


def _free_days(days: Sequence[date]) -> list[bool]:
    holidays = {day for year in {one.year for one in days} for day in public_holidays(town().state, year)}
    return [day.weekday() >= 5 or day in holidays for day in days]


def _hourly(recent: Hours, *, free: bool) -> list[float | None]:
    table = recent.values[[one is free for one in _free_days(recent.days)]]
    found: list[float | None] = []
    for hour in range(24):
        known = table[:, hour][np.isfinite(table[:, hour])]
        found.append(float(known.mean()) if len(known) >= 2 else None)
    return found


def _profile_sentence(work: Sequence[float | None], free: Sequence[float | None]) -> str:
    known = {hour: value for hour, value in enumerate(work) if value is not None}
    if not known:
        return _("Für ein Profil wurde noch zu kurz gezählt.")
    top = max(known, key=lambda hour: known[hour])
    words = {"hour": top, "next": top + 1, "value": _cell(known[top])}
    text = _("An Werktagen kommen die meisten von %(hour)s bis %(next)s Uhr: %(value)s in der Stunde.") % words
    both = [(one, other) for one, other in zip(work, free, strict=True) if one is not None and other is not None]
    total = sum(one for one, _other in both)
    if len(both) == 24 and total > 0:
        share = round(100 * sum(other for _one, other in both) / total)
        text += " " + _("An freien Tagen sind es %(share)s von 100 gegen einen Werktag.") % {"share": share}
    return text


def _weekdays(reading: Reading, recent: Hours, year: Hours) -> list[WeekdayRow]:
    sums, before = day_sums(recent), day_sums(year)
    found = []
    for weekday in range(7):
        mine = sums[[day.weekday() == weekday for day in recent.days]]
        then = before[[day.weekday() == weekday for day in year.days]] if len(before) else np.empty(0)
        day = next(one for one in recent.days if one.weekday() == weekday)
        found.append(
            WeekdayRow(format_date(day, "EEEE", locale=language()), _mean(reading, mine), _mean(reading, then))
        )
    return found


def _mean(reading: Reading, values: Numbers) -> str:
    known = values[np.isfinite(values)]
    return amount(reading, float(known.mean()), 0) if len(known) else "–"
