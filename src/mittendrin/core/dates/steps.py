# SPDX-License-Identifier: EUPL-1.2
"""Steps of time series: equal ones, and those of the calendar, whose length changes: months, days of clock changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
_YEAR = 12
_EQUAL = re.compile(r"(\d{0,5})\s*(s|sec|min|t|m|h|d|w)", re.IGNORECASE | re.ASCII)
_SECONDS = {"s": 1, "sec": 1, "min": 60, "t": 60, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_CALENDAR = re.compile(r"(\d{0,3})\s*(ms|me|qs|qe|q|ys|ye|y|as|a)", re.IGNORECASE | re.ASCII)
_MONTHS = {"m": 1, "q": 3, "y": _YEAR, "a": _YEAR}
_LEAST_TIMES = 3


@dataclass(frozen=True)
class Months:
    """A step of so many months of the calendar: 3 is a quarter, 12 a year."""

    count: int

    @property
    def about(self) -> timedelta:
        """Return its mean length."""
        return timedelta(days=365.2425 / _YEAR * self.count)


Step = timedelta | Months


def about(step: Step) -> timedelta:
    """Return the length of a step, the mean one of months."""
    return step.about if isinstance(step, Months) else step


def read_step(text: str) -> Step:
    """Return the step in ``text``: ``15min``, ``1h``, ``1d``, ``1w``, ``1MS`` (months), ``1QS``, ``1YS``.

    Raises ValueError. Months, quarters and years may end in S or E (begin or end) as in pandas; where a step begins,
    the file says.
    """
    bare = text.strip()
    found = _CALENDAR.fullmatch(bare)
    if found and int(found[1] or 1):
        return Months(int(found[1] or 1) * _MONTHS[found[2][0].lower()])
    equal = _EQUAL.fullmatch(bare)
    # 1M is a minute to some and a month to others.
    if not equal or not int(equal[1] or 1) or equal[2] == "M":
        raise ValueError(text)
    return timedelta(seconds=int(equal[1] or 1) * _SECONDS[equal[2].lower()])


def usual_step(times: Sequence[datetime]) -> Step:
    """Return the step between most of ``times``, in order: months when they lie on the same day of their months.

    An hour when there is only one.
    """
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    if not gaps:
        return timedelta(hours=1)
    median = gaps[len(gaps) // 2]
    walls = [one.replace(tzinfo=None) for one in _on_the_wall(times)]
    if median < 27 * DAY or len(times) < _LEAST_TIMES or not (_same_day(walls) or _month_ends(walls)):
        return median
    counts = sorted(_month(later) - _month(earlier) for earlier, later in pairwise(walls))
    return Months(max(counts[len(counts) // 2], 1))


def following(times: Sequence[datetime], step: Step, count: int) -> list[datetime]:
    """Return the ``count`` times after the last of ``times``, at the same time of day as the clock on the wall shows.

    Steps shorter than a day are equal; whole days keep the clock across changes of it where ``times`` do so; months
    keep their day, the last one when all ``times`` are last ones.
    """
    last = times[-1]
    if isinstance(step, timedelta) and step % DAY:
        return [last + (at + 1) * step for at in range(count)]
    walls = _on_the_wall(times)
    wall = walls[-1].replace(tzinfo=None)
    if isinstance(step, Months):
        ends = _month_ends([one.replace(tzinfo=None) for one in walls])
        day = 31 if ends else max(one.day for one in walls[-_YEAR:])
        found = [_months_later(wall, (at + 1) * step.count, day) for at in range(count)]
    else:
        found = [wall + (at + 1) * step for at in range(count)]
    return [_in_zone_of(one, last, walls[-1]) for one in found]


def begin_of(moment: datetime, step: Step, first: datetime) -> datetime:
    """Return where the step begins that ``moment``, without a zone, lies in.

    Short steps count from midnight, weeks from Monday, months, quarters and years from the year's begin, several days
    from the day of ``first``.
    """
    midnight = datetime.combine(moment.date(), time())
    if isinstance(step, Months):
        at = _month(moment) // step.count * step.count
        return datetime(at // _YEAR, at % _YEAR + 1, 1)  # noqa: DTZ001 - on the wall
    if step <= DAY or step % DAY:
        return midnight + (moment - midnight) // step * step
    monday = date(1, 1, 1)  # a Monday
    origin = monday if step % (7 * DAY) == timedelta() else first.date()
    return midnight - (moment.date() - origin) % step


def end_of(begin: datetime, step: Step) -> datetime:
    """Return where a step that begins at ``begin``, without a zone, ends."""
    return _months_later(begin, step.count, 1) if isinstance(step, Months) else begin + step


def wall(moment: datetime) -> datetime:
    """Return what the clock on the wall shows at ``moment``."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def step_around(moment: datetime, step: Step, first: datetime) -> tuple[datetime, datetime]:
    """Return begin and end of the step that ``moment`` lies in, as the clock on the wall in Germany counts days.

    Both have the zone of ``moment``, if any: the day on which the clock is put forward is 23 hours long. first: as for
    ``begin_of``.
    """
    there = wall(moment)
    begin = begin_of(there, step, wall(first))
    if isinstance(step, timedelta) and (step < DAY or not moment.tzinfo):
        exact = moment - (there - begin)
        return exact, exact + step
    local = moment.astimezone(ZONE) if moment.tzinfo else moment
    ends = (_in_zone_of(one, moment, local) for one in (begin, end_of(begin, step)))
    return next(ends), next(ends)


def seconds_between(begin: datetime, end: datetime) -> float:
    """Return how long it is from ``begin`` to ``end``, also across changes of the clock."""
    return end.timestamp() - begin.timestamp() if begin.tzinfo else (end - begin).total_seconds()


def _on_the_wall(times: Sequence[datetime]) -> list[datetime]:
    """Return ``times`` as the clock on the wall showed them; as they are when they keep the clock of their own zone."""
    if times[-1].tzinfo is None:
        return list(times)
    local = [one.astimezone(ZONE) for one in times]
    own, there = ({one.time() for one in some} for some in (times, local))
    midnight = local[-1].time() == time()
    return local if len(there) < len(own) or (len(there) == len(own) and midnight) else list(times)


def _in_zone_of(moment: datetime, last: datetime, read: datetime) -> datetime:
    """Return ``moment`` with the zone of ``last``. read: ``last`` in the zone that ``moment`` is meant in."""
    if last.tzinfo is None:
        return moment
    found = moment.replace(tzinfo=read.tzinfo)
    if read.tzinfo is not ZONE or not last.utcoffset():
        return found.astimezone(last.tzinfo)
    return found  # in summer and winter with the offset of its own


def _month(moment: datetime) -> int:
    return moment.year * _YEAR + moment.month - 1


def _months_later(moment: datetime, count: int, day: int) -> datetime:
    """Return ``moment`` so many months later, on ``day`` or the last day of a shorter month."""
    year, month = divmod(_month(moment) + count, _YEAR)
    return moment.replace(year=year, month=month + 1, day=min(day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    return (date(year + month // _YEAR, month % _YEAR + 1, 1) - date(year, month, 1)).days


def _same_day(walls: Sequence[datetime]) -> bool:
    return len({(one.day, one.time()) for one in walls}) == 1


def _month_ends(walls: Sequence[datetime]) -> bool:
    return all(one.day == _days_in(one.year, one.month) for one in walls)
