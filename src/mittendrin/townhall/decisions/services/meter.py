# SPDX-License-Identifier: EUPL-1.2
"""The override meter: how often people change what a block proposes; above the limit it only suggests."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth, TruncWeek
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.core.promise import lower_bound, upper_bound
from mittendrin.townhall.decisions.models import Alert, BlockState, Decision, Kind, Mode, Outcome, What
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.decisions.services.chain import MACHINE, Link, append

FEWEST = 5
"""Below this many cases no percentage is shown."""
BAND = 0.975
fell_back = Signal()
"""Sent with ``block`` and ``rate`` when a block went back to suggesting."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rate:
    """How many proposals people decided on and how many they changed. name: unit, kind or ISO date of the week."""

    name: str
    count: int
    changed: int

    @property
    def share(self) -> float | None:
        """Return the changed share, 0 to 1; None under five cases."""
        return None if self.count < FEWEST else self.changed / self.count

    @property
    def low(self) -> float:
        """Return the lower end of the 95 % band."""
        return lower_bound(self.changed, self.count, BAND)

    @property
    def high(self) -> float:
        """Return the upper end of the 95 % band."""
        return upper_bound(self.changed, self.count, BAND)


def _decided(block_id: str, since: datetime | None = None) -> QuerySet[Decision]:
    """Return the proposals that people decided on; "I don't know" is none that could be changed."""
    found = Decision.objects.filter(block=block_id, abstained=False).exclude(outcome=Outcome.OPEN)
    return found.filter(decided_at__gte=since) if since else found


_COUNTS: dict[str, Any] = {"count": Count("pk"), "changed": Count("pk", filter=Q(outcome=Outcome.CORRECTED))}


def total(block_id: str, since: datetime | None = None) -> Rate:
    """Return the rate of a block since a moment, or ever."""
    found = _decided(block_id, since).aggregate(**_COUNTS)
    return Rate("", found["count"], found["changed"])


def totals(since: Mapping[str, datetime]) -> dict[str, Rate]:
    """Return the rates of several blocks at the cost of one question. since: block -> the moment it counts from."""
    fits = Q(pk__in=[])
    for block_id, moment in since.items():
        fits |= Q(block=block_id, decided_at__gte=moment)
    found = Decision.objects.filter(fits, abstained=False).exclude(outcome=Outcome.OPEN)
    rows = cast("Iterable[dict[str, Any]]", found.order_by().values("block").annotate(**_COUNTS))
    counts = {row["block"]: (row["count"], row["changed"]) for row in rows}
    return {block_id: Rate("", *counts.get(block_id, (0, 0))) for block_id in since}


def by(block_id: str, name: str, since: datetime | None = None) -> list[Rate]:
    """Return the rates by ``unit``, ``kind`` or ``part``, highest share first, then those with too few cases."""
    rows = _decided(block_id, since).values(name).annotate(**_COUNTS).order_by(name)
    rates = [Rate(row[name] or "", row["count"], row["changed"]) for row in rows]
    return sorted(rates, key=lambda rate: (rate.share is None, -(rate.share or 0), -rate.count, rate.name))


def weekly(block_id: str, weeks: int = 26) -> list[Rate]:
    """Return the rate of each of the last weeks, named by its Monday; weeks without decisions have count 0."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return _over_time(block_id, TruncWeek("decided_at"), mondays)


def monthly(block_id: str, months: int = 9) -> list[Rate]:
    """Return the rate of each of the last months, named by its first day."""
    first = timezone.localdate().replace(day=1)
    firsts = [first]
    while len(firsts) < months:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return _over_time(block_id, TruncMonth("decided_at"), firsts[::-1])


def _over_time(block_id: str, step: TruncWeek | TruncMonth, days: list[date]) -> list[Rate]:
    start = timezone.make_aware(datetime.combine(days[0], datetime.min.time()))
    found = _decided(block_id, start).annotate(step=step).values("step").annotate(**_COUNTS).order_by("step")
    rows = cast("Iterable[dict[str, Any]]", found)
    counts = {timezone.localdate(row["step"]): (row["count"], row["changed"]) for row in rows}
    return [Rate(day.isoformat(), *counts.get(day, (0, 0))) for day in days]


def window(state: BlockState) -> datetime:
    """Return from when on the meter counts for the limit."""
    start = timezone.now() - timedelta(days=state.override_days)
    return max(start, state.meter_from) if state.meter_from else start


def fall_back_if_due(block_id: str) -> bool:
    """Let the block only suggest when people change too much; return whether it fell back now."""
    state = blocks.state(block_id)
    if state.mode != Mode.AUTOMATIC:
        return False
    rate = total(block_id, window(state))
    if rate.count < max(state.override_least, 1) or rate.changed <= state.override_limit * rate.count:
        return False
    with transaction.atomic():
        automatic = BlockState.objects.filter(pk=state.pk, mode=Mode.AUTOMATIC)
        if not automatic.update(mode=Mode.SUGGEST, fell_back_at=timezone.now()):
            return False
        body = {"block": block_id, "count": rate.count, "changed": rate.changed, "limit": state.override_limit}
        entry = append([Link(Kind.FELL_BACK, MACHINE, body)])[0]
        BlockState.objects.filter(pk=state.pk).update(position=entry.hash)
        Alert.objects.create(block=block_id, what=What.FELL_BACK, values={"count": rate.count, "changed": rate.changed})
    log.warning("block.fell-back block=%s count=%s changed=%s", block_id, rate.count, rate.changed)
    fell_back.send(sender=None, block=block_id, rate=rate)
    return True


@dataclass(frozen=True)
class Notice:
    """What people who use a block must know: it fell back by itself."""

    block: str
    title: str
    sentence: str
    since: datetime


def notices(block_ids: Iterable[str] | None = None) -> list[Notice]:
    """Return a notice for each block that fell back, of ``block_ids`` or all."""
    states = BlockState.objects.filter(fell_back_at__isnull=False, mode=Mode.SUGGEST)
    if block_ids is not None:
        states = states.filter(block__in=list(block_ids))
    return [_notice(state) for state in states]


def _notice(state: BlockState) -> Notice:
    manifest = blocks.manifest(state.block)
    rate = total(state.block, window(state))
    sentence = _(
        "Menschen haben %(changed)s von %(count)s Vorschlägen geändert. Deshalb schlägt das Programm nur noch vor."
        " Eine Leitung oder die Administration kann das wieder ändern."
    ) % {"changed": rate.changed, "count": rate.count}
    title = manifest.title if manifest else state.block
    return Notice(state.block, title, sentence, state.fell_back_at or timezone.now())
