# SPDX-License-Identifier: EUPL-1.2
"""Numbers, times and short phrases of the cockpit in the language of the page."""

from __future__ import annotations

import math
from datetime import datetime

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE

NBSP = "\N{NO-BREAK SPACE}"


def language() -> str:
    """Return the language of the page."""
    return get_language() or "de"


def decimals_of(reading: Reading, value: float | None = None) -> int:
    """Return with how many decimals the values of a series are written."""
    if reading.kind.decimals is not None:
        return reading.kind.decimals
    sample = reading.value if value is None else value
    if sample is None or abs(sample) >= 100:
        return 0
    return 1 if abs(sample) >= 1 else 2


def figure(value: float | None, decimals: int = 1, *, aligned: bool = False) -> str:
    """Return a number as people read it; a dash when it is missing.

    aligned: with all decimals even when they are zero, as in columns and spans.
    """
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0
    whole = decimals == 0 or (not aligned and rounded.is_integer() and decimals < 2)
    pattern = "#,##0" if whole else "#,##0." + "0" * decimals
    return format_decimal(rounded, format=pattern, locale=language()).replace("-", "\N{MINUS SIGN}")


def amount(reading: Reading, value: float | None, decimals: int | None = None) -> str:
    """Return a number of a series with its unit."""
    text = figure(value, decimals_of(reading) if decimals is None else decimals)
    unit = unit_of(reading)
    return f"{text}{NBSP}{unit}" if unit and value is not None else text


def unit_of(reading: Reading) -> str:
    """Return the sign of the unit in the language of the page."""
    symbol = (reading.stream.unit_symbol or "").strip()
    return {"frei": _("frei"), "Räder": _("Räder"), "Fahrzeuge": _("Fahrzeuge")}.get(symbol, symbol)


def property_of(reading: Reading) -> str:
    """Return the name of what is observed."""
    return _(reading.stream.observed_property.name)


def local(moment: int) -> datetime:
    """Return a moment in the time of the town."""
    return instants.to_datetime(moment).astimezone(timezone.get_default_timezone())


def clock(moment: int) -> str:
    """Return the time of day: "11:04 Uhr"."""
    when = local(moment)
    return _("%(time)s Uhr") % {"time": f"{when.hour}:{when.minute:02d}"}


def day_and_clock(moment: int, now: int) -> str:
    """Return when something was: only the time of day when it was today."""
    when, today = local(moment), local(now)
    if when.date() == today.date():
        return clock(moment)
    values = {"day": date_format(when, "SHORT_DATE_FORMAT"), "time": clock(moment)}
    return _("%(day)s, %(time)s") % values


def weekday_hour(moment: int) -> str:
    """Return the day of the week and the hour: "Samstag, 11 Uhr"."""
    when = local(moment)
    day = format_date(when, "EEEE", locale=language())
    return _("%(day)s, %(hour)s Uhr") % {"day": day, "hour": when.hour}


def weekday(moment: int) -> str:
    """Return the day of the week."""
    return format_date(local(moment), "EEEE", locale=language())


def ago(moment: int, now: int) -> str:
    """Return how long ago something was, in words."""
    span = max(now - moment, 0)
    if span < MINUTE:
        return _("gerade eben")
    if span < 2 * HOUR:
        minutes = span // MINUTE
        return ngettext("vor %(n)s Minute", "vor %(n)s Minuten", minutes) % {"n": minutes}
    if span < 2 * DAY:
        hours = span // HOUR
        return ngettext("vor %(n)s Stunde", "vor %(n)s Stunden", hours) % {"n": hours}
    days = span // DAY
    return ngettext("vor %(n)s Tag", "vor %(n)s Tagen", days) % {"n": days}


def pace(step: int) -> str:
    """Return how often a value comes, in words; empty when nobody knows."""
    if step <= 0:
        return ""
    if step < HOUR:
        minutes = max(round(step / MINUTE), 1)
        return ngettext("jede Minute", "alle %(n)s Minuten", minutes) % {"n": minutes}
    hours = round(step / HOUR)
    return ngettext("jede Stunde", "alle %(n)s Stunden", hours) % {"n": hours}


def freshness(reading: Reading, now: int) -> str:
    """Return how old the value is and what it is: newest, mean, sum, coarse."""
    until = reading.until
    if until is None:
        return _("noch kein Wert")
    if reading.state is State.SILENT:
        hours, minutes = divmod((now - until) // MINUTE, 60)
        if hours >= 48:
            days = hours // 24
            return ngettext("seit %(n)s Tag ohne Meldung", "seit %(n)s Tagen ohne Meldung", days) % {"n": days}
        return _("seit %(hours)s Stunden %(minutes)s Minuten ohne Meldung") % {"hours": hours, "minutes": minutes}
    parts = [ago(until, now)]
    if reading.coarse:
        parts.append(_("Mittel je Stunde, später veröffentlicht"))
    elif reading.mean_hours > 1:
        parts.append(_("Mittel aus %(n)s Stunden") % {"n": reading.mean_hours})
    elif paced := pace(reading.step):
        parts.append(paced)
    return ", ".join(parts)


def state_word(state: State) -> str:
    """Return the word that always stands beside the sign of a state."""
    return {
        State.OVER: _("über der Grenze"),
        State.NEAR: _("nahe dran"),
        State.USUAL: _("üblich"),
        State.SILENT: _("schweigt"),
        State.UNKNOWN: _("noch kein Wert"),
    }[state]
