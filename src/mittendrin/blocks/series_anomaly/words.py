# SPDX-License-Identifier: EUPL-1.2
"""Why a reading stands out, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mittendrin.contracts.block import Reason
from mittendrin.core.numbers import short
from mittendrin.core.text import sentence

_DAY = 86_400.0
_MOST = 3
_LEAST_SURPRISE = 1.0
_LONG_AGO = 0.9

_HIGH = sentence("So hoch wie seit %(days)s Tagen nicht.")
_HIGHEST = sentence("So hoch wie noch nie seit Beginn der Reihe.")
_LOW = sentence("So niedrig wie seit %(days)s Tagen nicht.")
_LOWEST = sentence("So niedrig wie noch nie seit Beginn der Reihe.")
_ABOVE = sentence("Um diese Zeit sonst %(low)s bis %(high)s, jetzt %(value)s.")
_LASTING = sentence("Liegt schon länger anders, als um diese Tageszeit üblich ist (sonst etwa %(usual)s).")
_OTHER = sentence("Mehrere Anzeichen zugleich sind ungewöhnlich.")
_MISSED = sentence("Die letzten Werte kamen anders als erwartet.")
_SWING = sentence("Die Werte schwanken stärker als sonst.")
_STILL = sentence("Die Werte schwanken kaum noch.")
_STEP = sentence("Ungewöhnlich großer Sprung: zuvor %(before)s, jetzt %(value)s.")


class Surroundings(NamedTuple):
    """What is known around a reading: itself, the ones before, what is usual, since when it was not as high or low."""

    value: float
    past: Sequence[float]
    span: tuple[float, float] | None
    usual: float | None
    known_for: float
    high_for: float
    low_for: float


def reasons(weighed: Mapping[str, float], surprises: Mapping[str, float], around: Surroundings) -> tuple[Reason, ...]:
    """Return why, the weightiest first; a record of the value itself leads."""
    found: dict[str, Reason] = {}
    for name in sorted(weighed, key=lambda one: -weighed[one]):
        if surprises[name] >= _LEAST_SURPRISE and (reason := _reason(name, weighed[name], around)):
            found.setdefault(reason.text, reason)
    rest = sorted(found.values(), key=lambda one: -one.weight)
    record = _record(around)
    said = [*([record] if record else []), *rest][:_MOST]
    return tuple(said) or (Reason("together", _OTHER),)


def _record(around: Surroundings) -> Reason | None:
    for code, age, text, ever in (("high", around.high_for, _HIGH, _HIGHEST), ("low", around.low_for, _LOW, _LOWEST)):
        if age >= 2 * _DAY:
            if age >= _LONG_AGO * around.known_for and age == around.known_for:
                return Reason(code, ever, weight=100.0)
            return Reason(code, text, {"days": str(int(age / _DAY))}, weight=100.0)
    return None


def _reason(name: str, weight: float, around: Surroundings) -> Reason | None:
    value = short(around.value)
    if name in {"day", "week"}:
        if around.span is None or around.span[0] <= around.value <= around.span[1]:
            return None
        values = {"low": short(around.span[0]), "high": short(around.span[1]), "value": value}
        return Reason(name, _ABOVE, values, weight=weight)
    if name in {"day_hour", "day_long"}:
        return None if around.usual is None else Reason(name, _LASTING, {"usual": short(around.usual)}, weight=weight)
    if name == "step":
        return Reason(name, _STEP, {"before": short(around.past[-1]), "value": value}, weight=weight)
    plain = {"missed_hour": _MISSED, "swing": _SWING, "still": _STILL}
    return Reason(name, plain[name], weight=weight) if name in plain else None
