# SPDX-License-Identifier: EUPL-1.2
"""The roadmap: measures with dates, money and state; as board, as lines over time, and as cases."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import MeasureState, PlannedMeasure, PlannedMilestone
from mittendrin.apps.standort.sources.measures import Measure, Milestone
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services.making import create

KIND = "measure"
FIELDS = (
    "title",
    "step",
    "agenda_step",
    "owner",
    "start",
    "end",
    "one_off",
    "yearly",
    "posts",
    "funding",
    "state",
    "risks",
)
log = logging.getLogger(__name__)


class Gone(MittendrinError):
    """There is no such measure."""


class Conflict(MittendrinError):
    """Somebody else has changed the measure since the page was opened."""


class NoUnit(MittendrinError):
    """The person belongs to no unit, so a case has no place."""


@dataclass(frozen=True)
class Bar:
    """A measure as a line over time, in thousandths of the span. open: one of the two days is missing."""

    measure: PlannedMeasure
    left: int
    width: int
    open: bool
    late: bool


@dataclass(frozen=True)
class Span:
    """Measures over time with the years as marks, from ``first`` on over ``whole`` days."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, int], ...]
    today: int
    without: tuple[PlannedMeasure, ...]
    first: date
    whole: int

    def place(self, day: date) -> int:
        """Return where a day stands, in thousandths."""
        return round((day - self.first).days * 1000 / self.whole)


def listing() -> list[PlannedMeasure]:
    """Return all measures with their milestones."""
    return list(PlannedMeasure.objects.prefetch_related("milestones"))


def find(uuid: UUID) -> PlannedMeasure:
    """Return a measure; raises Gone."""
    found = PlannedMeasure.objects.filter(uuid=uuid).prefetch_related("milestones").first()
    if found is None:
        raise Gone
    return found


@transaction.atomic
def save(
    values: dict[str, Any], milestones: Sequence[tuple[date, str]], uuid: UUID | None, version: int
) -> PlannedMeasure:
    """Return the stored measure; raises Gone, Conflict."""
    found = PlannedMeasure() if uuid is None else PlannedMeasure.objects.select_for_update().filter(uuid=uuid).first()
    if found is None:
        raise Gone
    if uuid is not None and found.version != version:
        raise Conflict
    for name in FIELDS:
        if name in values:
            setattr(found, name, values[name])
    found.version = 1 if uuid is None else found.version + 1
    found.save()
    found.milestones.all().delete()
    PlannedMilestone.objects.bulk_create(
        PlannedMilestone(measure=found, on=on, title=title) for on, title in milestones
    )
    log.info("standort.measure_saved id=%s", found.pk)
    return found


def delete(uuid: UUID) -> None:
    """Take a measure out of the roadmap."""
    find(uuid).delete()


def as_sources() -> tuple[Measure, ...]:
    """Return the measures as results and papers take them."""
    return tuple(
        Measure(
            title=one.title,
            step=one.step,
            owner=one.owner,
            start=one.start,
            end=one.end,
            one_off=one.one_off,
            yearly=one.yearly,
            posts=None if one.posts is None else float(one.posts),
            funding=one.funding,
            state=one.state,
            risks=one.risks,
            milestones=tuple(Milestone(point.on, point.title) for point in one.milestones.all()),
        )
        for one in listing()
    )


def board(found: Sequence[PlannedMeasure]) -> list[tuple[str, list[PlannedMeasure]]]:
    """Return the measures by state."""
    return [
        (str(MeasureState(state).label), [one for one in found if one.state == state]) for state in MeasureState.values
    ]


def is_late(measure: PlannedMeasure, today: date) -> bool:
    """Return whether a day has passed by which something should have happened."""
    if measure.state in {MeasureState.DONE, MeasureState.STOPPED}:
        return False
    begun = measure.state == MeasureState.RUNNING
    return bool((measure.end and measure.end < today) or (not begun and measure.start and measure.start < today))


def span(found: Sequence[PlannedMeasure], today: date | None = None, more: Sequence[date] = ()) -> Span:
    """Return the measures as lines over whole years that hold ``more`` days, too; those without a day stand beside."""
    now = today or timezone.localdate()
    dated = [one for one in found if one.start or one.end]
    days = [day for one in dated for day in (one.start, one.end) if day] + [now, *more]
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    whole = (last - first).days

    def place(day: date) -> int:
        return round((day - first).days * 1000 / whole)

    bars = []
    for one in dated:
        begin, end = one.start or one.end or now, one.end or one.start or now
        left = place(begin)
        bars.append(Bar(one, left, max(place(end) - left, 8), not (one.start and one.end), is_late(one, now)))
    years = tuple((year, place(date(year, 1, 1))) for year in range(first.year, last.year))
    return Span(tuple(bars), years, place(now), tuple(one for one in found if not (one.start or one.end)), first, whole)


@transaction.atomic
def remind(uuid: UUID, person: Person, on: date) -> Case:
    """Return the case that comes back on a day (Wiedervorlage); one measure has one case for each day.

    Raises Gone, NoUnit.
    """
    measure = find(uuid)
    if person.unit is None:
        raise NoUnit
    case = create(
        kind=KIND,
        title=_("Maßnahme prüfen: %(title)s") % {"title": measure.title},
        unit=person.unit,
        person=person,
        resubmission=on,
        source=f"{KIND}:{measure.uuid}",
        once=f"{KIND}:{measure.uuid}:{on.isoformat()}",
        by=person,
    )
    measure.resubmission = on
    measure.save(update_fields=["resubmission"])
    return case
