# SPDX-License-Identifier: EUPL-1.2
"""Building blocks for series as this town uses them, and series in the form that they take."""

from __future__ import annotations

from dataclasses import replace

from mittendrin.apps.stadtdaten.models import Datastream, HourSummary
from mittendrin.apps.stadtdaten.services import school
from mittendrin.contracts import registry
from mittendrin.contracts.series import Detector, FaultFinder, Forecaster, Series
from mittendrin.core import instants
from mittendrin.core.instants import HOUR
from mittendrin.townhall.decisions.models import Mode
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.plan import town_plan


def detector() -> Detector | None:
    """Return the block for anomalies as the town taught it; None when there is none or it is switched off."""
    found = answering("series.anomaly")
    return blocks.ready(found, registry.detector_class(found), town_plan())[0] if found else None


def forecaster() -> Forecaster | None:
    """Return the block for forecasts; None when there is none or the town has switched it off."""
    found = answering("series.forecast")
    plan = replace(town_plan(), school=school.of_town())
    return blocks.ready(found, registry.forecaster_class(found), plan)[0] if found else None


def fault_finder() -> FaultFinder | None:
    """Return the block for faults; None when there is none or the town has switched it off."""
    found = answering("series.faults")
    return blocks.ready(found, registry.fault_finder_class(found), town_plan())[0] if found else None


def answering(question: str) -> str:
    """Return the id of the block that answers ``question``; empty when there is none or it is switched off."""
    try:
        found = registry.answering(question)
    except registry.UnknownBlock:
        return ""
    return "" if blocks.is_off(found) else found


def only_suggests(question: str) -> bool:
    """Return whether the block may not tell anybody outside by itself: people changed too much of what it said."""
    found = answering(question)
    return bool(found) and blocks.state(found).mode == Mode.SUGGEST


def hourly(stream: Datastream, start: int, end: int, *, total: bool = False) -> Series:
    """Return the whole hours of a series from ``start`` to before ``end`` that have values, as means or sums."""
    rows = HourSummary.objects.filter(
        datastream_id=stream.pk, start__gte=start, start__lte=end - HOUR, numbers__gt=0
    ).order_by("start")
    found = list(rows.values_list("start", "total", "numbers"))
    times = tuple(instants.to_datetime(at) for at, _total, _numbers in found)
    values = tuple(amount if total else amount / numbers for _at, amount, numbers in found)
    return Series(times, values, str(stream.pk))
