# SPDX-License-Identifier: EUPL-1.2
"""Ends of periods by §§ 187 to 193 BGB (with § 31 VwVfG, § 57 VwGO, § 222 ZPO), with the way there in sentences."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mittendrin.core.dates.workdays import add_working_days, holiday, next_working_day
from mittendrin.core.text import sentence

UNITS = ("days", "weeks", "months", "years", "working_days", "business_days")
_MAX_YEAR = 9990
_SHORT_MONTH = "§ 188 Abs. 3 BGB"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time. unit: one of UNITS; ``working_days`` are Werktage (with Saturdays), ``business_days`` without.

    A quarter is three months, half a month 15 days (§ 189 BGB).
    """

    count: int
    unit: str

    def __str__(self) -> str:
        one, many = _WORDS[self.unit]
        return f"{self.count} {one if self.count == 1 else many}"


# The last day of one and of many, by unit.
_ENDS = {
    "days": (
        sentence("Ein Tag endet am %(day)s (%(law)s)."),
        sentence("%(count)s Tage enden am %(day)s (%(law)s)."),
    ),
    "weeks": (
        sentence("Eine Woche endet am %(day)s (%(law)s)."),
        sentence("%(count)s Wochen enden am %(day)s (%(law)s)."),
    ),
    "months": (
        sentence("Ein Monat endet am %(day)s (%(law)s)."),
        sentence("%(count)s Monate enden am %(day)s (%(law)s)."),
    ),
    "years": (
        sentence("Ein Jahr endet am %(day)s (%(law)s)."),
        sentence("%(count)s Jahre enden am %(day)s (%(law)s)."),
    ),
    "working_days": (
        sentence("Ein Werktag später ist der %(day)s."),
        sentence("%(count)s Werktage später ist der %(day)s."),
    ),
    "business_days": (
        sentence("Ein Arbeitstag später ist der %(day)s."),
        sentence("%(count)s Arbeitstage später ist der %(day)s."),
    ),
}
_WORDS = {
    "days": ("Tag", "Tage"),
    "weeks": ("Woche", "Wochen"),
    "months": ("Monat", "Monate"),
    "years": ("Jahr", "Jahre"),
    "working_days": ("Werktag", "Werktage"),
    "business_days": ("Arbeitstag", "Arbeitstage"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way of calculation.

    text: German sentence and key of its translation, with ``%(name)s`` for ``values``.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period and how it was reached."""

    day: date
    steps: tuple[Step, ...]


def german(day: date) -> str:
    """Return ``day`` as German offices write it: ``12.11.2026``."""
    return f"{day:%d.%m.%Y}"


def deadline(event: date, period: Period, state: str, *, from_start_of_day: bool = False) -> Deadline:
    """Return the last day of ``period`` after ``event``.

    from_start_of_day: the day of the event counts (§ 187 para. 2 BGB). state: decides the public holidays (§ 193 BGB).
    Raises ValueError for a period without length, of an unknown unit or beyond the calendar.
    """
    if period.count < 1 or period.unit not in UNITS:
        raise ValueError(str(period.count))
    begin = event - timedelta(days=1) if from_start_of_day else event
    steps = [_first_step(event, counted=from_start_of_day)]
    if period.unit in ("working_days", "business_days"):
        last = add_working_days(begin, period.count, state, saturdays=period.unit == "working_days")
        steps.append(_end_step(period, last))
        return Deadline(last, tuple(steps))
    last, law = _plain_end(begin, period)
    steps.append(_end_step(period, last, law))
    if law == _SHORT_MONTH:
        steps.append(Step(sentence("Der Monat hat den Tag des Beginns nicht, darum gilt sein letzter Tag.")))
    return _moved(last, state, steps)


def _end_step(period: Period, last: date, law: str = "") -> Step:
    values = {"count": str(period.count), "day": german(last), **({"law": law} if law else {})}
    return Step(_ENDS[period.unit][period.count > 1], values)


def _first_step(event: date, *, counted: bool) -> Step:
    if counted:
        text = sentence("Die Frist beginnt am %(day)s, dieser Tag zählt mit (§ 187 Abs. 2 BGB).")
        return Step(text, {"day": german(event)})
    return Step(
        sentence("Die Frist beginnt mit dem Ereignis am %(day)s; dieser Tag zählt nicht mit (§ 187 Abs. 1 BGB)."),
        {"day": german(event)},
    )


def _plain_end(begin: date, period: Period) -> tuple[date, str]:
    """Return the end without regard to weekends and holidays, and the law that sets it."""
    if period.unit == "days":
        return begin + timedelta(days=period.count), "§ 188 Abs. 1 BGB"
    if period.unit == "weeks":
        return begin + timedelta(weeks=period.count), "§ 188 Abs. 2 BGB"
    months = period.count * (12 if period.unit == "years" else 1)
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    if year > _MAX_YEAR:
        raise ValueError(str(period.count))
    last = monthrange(year, month + 1)[1]
    law = "§ 188 Abs. 2 BGB" if begin.day <= last else _SHORT_MONTH
    return date(year, month + 1, min(begin.day, last)), law


def _moved(last: date, state: str, steps: list[Step]) -> Deadline:
    """Return the deadline on the next working day (§ 193 BGB)."""
    day = next_working_day(last, state)
    if day != last:
        name, text = _rest_day(last, state)
        steps.append(Step(text, {"day": german(last), "next": german(day), **({"name": name} if name else {})}))
    if not state:
        steps.append(Step(sentence("Das Land ist nicht eingestellt; nur bundesweite Feiertage sind beachtet.")))
    return Deadline(day, tuple(steps))


def _rest_day(day: date, state: str) -> tuple[str, str]:
    """Return the name of the holiday, empty for a weekend, and the sentence why the day does not count."""
    name = holiday(day, state)
    if name:
        return name, sentence(
            "Der %(day)s ist ein Feiertag (%(name)s), darum endet die Frist am nächsten Werktag, dem %(next)s "
            "(§ 193 BGB)."
        )
    if day.weekday() == _SATURDAY:
        return "", sentence(
            "Der %(day)s ist ein Samstag, darum endet die Frist am nächsten Werktag, dem %(next)s (§ 193 BGB)."
        )
    return "", sentence(
        "Der %(day)s ist ein Sonntag, darum endet die Frist am nächsten Werktag, dem %(next)s (§ 193 BGB)."
    )
