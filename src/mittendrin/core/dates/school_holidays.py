# SPDX-License-Identifier: EUPL-1.2
"""School holidays of the states, as far as they are entered in ``school_holidays.yaml`` with their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from mittendrin.core import yaml_strict

FILE = Path(__file__).with_name("school_holidays.yaml")


@dataclass(frozen=True)
class Entered:
    """What is known of one state. spans: first and last days; first, last: years that are entered as a whole."""

    spans: Sequence[tuple[date, date]]
    first: int
    last: int


@cache
def entered() -> Mapping[str, Entered]:
    """Return what is known, by state (``RP``)."""
    data = yaml_strict.read(FILE)
    return {state: _entered(known["days"], *known["years"]) for state, known in data.items()}


def _entered(days: Sequence[tuple[str, str]], first: int, last: int) -> Entered:
    return Entered(tuple((date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in days), first, last)


def is_known(state: str, day: date) -> bool:
    """Return whether anybody entered the school holidays of a state for the year of ``day``."""
    known = entered().get(state)
    return known is not None and known.first <= day.year <= known.last


def in_school_holidays(state: str, day: date) -> bool | None:
    """Return whether ``day`` lies in the school holidays of a state; None when its year is not entered."""
    if not is_known(state, day):
        return None
    return any(first <= day <= last for first, last in entered()[state].spans)
