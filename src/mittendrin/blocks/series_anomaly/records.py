# SPDX-License-Identifier: EUPL-1.2
"""Since when nothing was as high."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

_MOST = 600


class Record:
    """The readings that nothing after them reached, as place and number; bounded."""

    def __init__(self, kept: Iterable[Sequence[float]] = ()) -> None:
        self._kept: list[tuple[float, float]] = [(place, number) for place, number in kept]

    def since(self, place: float, number: float) -> float | None:
        """Return the place of the last reading at least as high, None when there is none, and take this one in."""
        while self._kept and self._kept[-1][1] < number:
            self._kept.pop()
        found = self._kept[-1][0] if self._kept else None
        self._kept.append((place, number))
        del self._kept[: len(self._kept) - _MOST]
        return found

    def state(self) -> list[list[float]]:
        """Return what is needed to go on."""
        return [list(one) for one in self._kept]


def seconds(time: datetime) -> float:
    """Return ``time`` as a number that can be subtracted, whatever zone it names."""
    plain = time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    return (plain - datetime(2000, 1, 1)).total_seconds()  # noqa: DTZ001 - only differences count
