# SPDX-License-Identifier: EUPL-1.2
"""Ends of periods by §§ 187 to 193 BGB (with § 31 VwVfG, § 57 VwGO, § 222 ZPO), with the way there in sentences."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mittendrin.core.dates.workdays import add_working_days, holiday, next_working_day

UNITS = ("days", "weeks", "months", "years", "working_days", "business_days")
_MAX_YEAR = 9990


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
        steps.append(Step("%(period)s später ist der %(day)s.", {"period": str(period), "day": german(last)}))
        return Deadline(last, tuple(steps))
    last, law = _plain_end(begin, period)
    steps.append(
        Step("%(period)s enden am %(day)s (%(law)s).", {"period": str(period), "day": german(last), "law": law})
        if period.count > 1
        else Step("%(period)s endet am %(day)s (%(law)s).", {"period": str(period), "day": german(last), "law": law})
    )
    return _moved(last, state, steps)


def _first_step(event: date, *, counted: bool) -> Step:
    if counted:
        return Step("Die Frist beginnt am %(day)s, dieser Tag zählt mit (§ 187 Abs. 2 BGB).", {"day": german(event)})
    return Step(
        "Die Frist beginnt mit dem Ereignis am %(day)s; dieser Tag zählt nicht mit (§ 187 Abs. 1 BGB).",
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
    law = "§ 188 Abs. 2 BGB" if begin.day <= last else "§ 188 Abs. 3 BGB: der Monat hat diesen Tag nicht"
    return date(year, month + 1, min(begin.day, last)), law


def _moved(last: date, state: str, steps: list[Step]) -> Deadline:
    """Return the deadline on the next working day (§ 193 BGB)."""
    day = next_working_day(last, state)
    if day != last:
        steps.append(
            Step(
                "Der %(day)s ist ein %(name)s, darum endet die Frist am nächsten Werktag, dem %(next)s (§ 193 BGB).",
                {"day": german(last), "name": _rest_day(last, state), "next": german(day)},
            )
        )
    if not state:
        steps.append(Step("Das Land ist nicht eingestellt; nur bundesweite Feiertage sind beachtet."))
    return Deadline(day, tuple(steps))


def _rest_day(day: date, state: str) -> str:
    name = holiday(day, state)
    if name:
        return f"Feiertag ({name})"
    return "Samstag" if day.weekday() == 5 else "Sonntag"
