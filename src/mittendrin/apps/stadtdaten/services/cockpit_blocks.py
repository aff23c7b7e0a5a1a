# SPDX-License-Identifier: EUPL-1.2
"""Building blocks for series as this town uses them, and series in the form that they take."""

from __future__ import annotations

from typing import TypeVar

from mittendrin.apps.stadtdaten.models import Datastream, HourSummary
from mittendrin.contracts import registry
from mittendrin.contracts.block import BuildingBlock
from mittendrin.contracts.series import Series
from mittendrin.core import instants
from mittendrin.core.instants import HOUR
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.plan import town_plan

ANOMALY, FORECAST, FAULTS = "series.anomaly", "series.forecast", "series.faults"
Kind = TypeVar("Kind", bound=BuildingBlock)


def block_for(question: str, contract: type[Kind]) -> Kind | None:
    """Return the block that answers ``question``; None when there is none or the town has switched it off."""
    try:
        found = registry.answering(question)
        if blocks.is_off(found):
            return None
        made = registry.any_class(found)(town_plan())
    except registry.UnknownBlock:
        return None
    return made if isinstance(made, contract) else None


def hourly(stream: Datastream, start: int, end: int, *, total: bool = False) -> Series:
    """Return the whole hours of a series from ``start`` to before ``end`` that have values, as means or sums."""
    rows = HourSummary.objects.filter(
        datastream_id=stream.pk, start__gte=start, start__lte=end - HOUR, numbers__gt=0
    ).order_by("start")
    found = list(rows.values_list("start", "total", "numbers"))
    times = tuple(instants.to_datetime(at) for at, _total, _numbers in found)
    values = tuple(amount if total else amount / numbers for _at, amount, numbers in found)
    return Series(times, values, str(stream.pk))
