# SPDX-License-Identifier: EUPL-1.2
"""Funding programmes of the town: list, watch list, council calendar, reminders that become cases."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.ingest import funding as ingest
from mittendrin.apps.standort.models import CouncilCalendar, FundingProgramme, FundingWatch, PlannedMeasure
from mittendrin.apps.standort.services import funding_match, funding_plan, measures, rounds
from mittendrin.apps.standort.services.funding_match import Fit, Right
from mittendrin.apps.standort.services.funding_plan import BackPlan, Calendar
from mittendrin.apps.standort.sources import funding_files
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.apps.standort.sources.funding import Programme
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.errors import Refused
from mittendrin.townhall.cases.services.making import create
from mittendrin.townhall.town import town

KIND = "funding"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One programme with whether the town may apply and the measures that it fits."""

    programme: FundingProgramme
    right: Right
    fits: tuple[Fit, ...]
    plan: BackPlan | None
    watch: FundingWatch | None


def today() -> date:
    """Return the day in town."""
    return timezone.localdate()


def facts() -> TownFacts:
    """Return what is known of the town: of the latest round, else its name and state."""
    latest = rounds.latest()
    if latest is not None:
        return rounds.answers(latest, with_measures=False).town
    return TownFacts(name=town().name, state=town().state, ags=town().ags)


def calendar() -> Calendar:
    """Return when the council meets."""
    found = CouncilCalendar.objects.filter(pk=1).first()
    if found is None:
        return Calendar()
    days = tuple(sorted(date.fromisoformat(day) for day in found.meetings))
    return Calendar(days, found.rhythm_weeks, found.paper_days)


def set_calendar(meetings: Sequence[date], rhythm_weeks: int | None, paper_days: int) -> None:
    """Store when the council meets."""
    days = sorted({day.isoformat() for day in meetings})
    values = {"meetings": days, "rhythm_weeks": rhythm_weeks, "paper_days": paper_days}
    CouncilCalendar.objects.update_or_create(pk=1, defaults=values)


def rows(found: Sequence[PlannedMeasure] | None = None) -> list[Row]:
    """Return all programmes: those with the next deadline first, without one after them, over ones last."""
    listing = measures.listing() if found is None else found
    about, when, now = facts(), calendar(), today()
    programmes = FundingProgramme.objects.select_related("watch__measure")
    made = [_row(one, listing, about, when, now) for one in programmes]
    return sorted(made, key=lambda row: (bool(row.right.no), row.programme.deadline or date.max, row.programme.name))


def _row(
    programme: FundingProgramme, listing: Sequence[PlannedMeasure], about: TownFacts, when: Calendar, now: date
) -> Row:
    watch = getattr(programme, "watch", None)
    plan = None
    if programme.deadline is not None:
        plan = funding_plan.plan(programme.deadline, when, now, council=watch.council if watch else True)
    fits = funding_match.fits(programme, listing)
    return Row(programme, funding_match.right(programme, about, now), tuple(fits), plan, watch)


def find(uuid: UUID) -> FundingProgramme:
    """Return a programme; raises measures.Gone."""
    found = FundingProgramme.objects.select_related("watch__measure").filter(uuid=uuid).first()
    if found is None:
        raise measures.Gone
    return found


def row(uuid: UUID) -> Row:
    """Return one programme as ``rows`` does; raises measures.Gone."""
    return _row(find(uuid), measures.listing(), facts(), calendar(), today())


def save(programme: Programme, uuid: UUID | None) -> FundingProgramme:
    """Return the stored programme; raises measures.Gone, ProblemsFound when another one has its name and giver."""
    stored = find(uuid) if uuid else None
    other = FundingProgramme.objects.filter(key=programme.key).first()
    if other is not None and other != stored:
        raise ProblemsFound([Problem("name", "programme-twice")])
    return ingest.save(programme, stored)


def delete(uuid: UUID) -> None:
    """Take a programme out of the list; raises measures.Gone."""
    find(uuid).delete()


def read_list(data: bytes, *, dry_run: bool) -> list[ingest.Plan]:
    """Return what the list in ``data`` does, and do it unless ``dry_run``. Raises ProblemsFound."""
    return ingest.store(funding_files.read(data, today()), dry_run=dry_run)


def history() -> list[dict[str, Any]]:
    """Return the programmes that the studies name, with the places and where it stands; none without the Atlas."""
    ask = offers.knowledge("programmes_in_studies")
    return ask() if ask else []


# Watch list ----------------------------------------------------------------------------------------------------------
def watch(uuid: UUID, person: Person, measure: PlannedMeasure | None, *, council: bool) -> FundingWatch:
    """Put a programme on the watch list; its steps become cases of ``person`` when their day comes.

    Raises measures.Gone, measures.NoUnit.
    """
    if person.unit is None:
        raise measures.NoUnit
    values = {"measure": measure, "person": person, "council": council}
    made, _new = FundingWatch.objects.update_or_create(programme=find(uuid), defaults=values)
    return made


def unwatch(uuid: UUID) -> None:
    """Take a programme off the watch list; cases that are there stay."""
    FundingWatch.objects.filter(programme=find(uuid)).delete()


def remind() -> int:
    """Make a case for each step of watched programmes whose day has come; return how many are new.

    A step has one case for each deadline: a changed deadline asks anew. Steps that had passed before the programme was
    watched make none, but the next open one is asked for at once.
    """
    now, when, made = today(), calendar(), 0
    for one in FundingWatch.objects.select_related("programme", "person__unit"):
        deadline = one.programme.deadline
        if deadline is None or deadline < now or one.person is None or one.person.unit is None:
            continue
        plan = funding_plan.plan(deadline, when, now, council=one.council)
        since = timezone.localdate(one.since)
        for place, step in enumerate(plan.steps[:-1]):
            begins = plan.steps[place - 1].on if place else since
            if begins <= now <= step.on and step.on >= since:
                made += _asked(one.pk, step)
    return made


def _asked(pk: int, step: funding_plan.Step) -> int:
    """Make the case of a step; one that cannot be made keeps no other from being made."""
    try:
        return _case(pk, step)
    except Refused as error:
        log.warning("funding.reminder_failed watch=%s error=%s", pk, type(error).__name__)
        return 0


@transaction.atomic
def _case(pk: int, step: funding_plan.Step) -> int:
    """Make the case of a step unless it was made before; return how many are new."""
    one = FundingWatch.objects.select_for_update().filter(pk=pk).first()
    mark = f"{one.programme.deadline}:{step.key}" if one else ""
    if one is None or one.person is None or one.person.unit is None or mark in one.reminded:
        return 0
    words = {"what": step.what, "name": one.programme.name}
    create(
        kind=KIND,
        title=_("%(what)s: %(name)s") % words,
        unit=one.person.unit,
        person=one.person if one.person.is_active else None,
        due=step.on,
        source=f"{KIND}:{one.programme.uuid}",
        once=f"{KIND}:{one.programme.uuid}:{mark}",
    )
    one.reminded = [*one.reminded, mark]
    one.save(update_fields=["reminded"])
    return 1


def headline(found: Sequence[Row]) -> str:
    """Return what the list says, in one sentence."""
    fitting = [one for one in found if not one.right.no]
    if not found:
        return _("Noch kein Programm eingetragen.")
    if not fitting:
        return _("Kein Programm ist offen und passt zur Stadt.")
    start = ngettext("%(count)s Programm kommt infrage.", "%(count)s Programme kommen infrage.", len(fitting))
    start %= {"count": len(fitting)}
    nearest = next((one.programme for one in fitting if one.programme.deadline), None)
    if nearest is None or nearest.deadline is None:
        return start
    words = {"day": date_format(nearest.deadline, "SHORT_DATE_FORMAT"), "name": nearest.name}
    return f"{start} {_('Nächste Frist: %(day)s, %(name)s.') % words}"
