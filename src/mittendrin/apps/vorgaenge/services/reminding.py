# SPDX-License-Identifier: EUPL-1.2
"""Cases whose term is over remind the head of the unit: one case a month, with a number and without any content."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.errors import Refused
from mittendrin.townhall.cases.models import Case, State
from mittendrin.townhall.cases.services import disposal
from mittendrin.townhall.cases.services.access import viewer
from mittendrin.townhall.cases.services.making import create

KIND = "disposal"
DAYS = 28
log = logging.getLogger(__name__)


def remind(day: date | None = None) -> int:
    """Make the case of the month for each unit with something to destroy; return how many are new.

    It goes to the head who may see most of it. While an earlier one is open there is no second. Cases of this kind do
    not count, or they would go on for ever; they stand on the list all the same.
    """
    today = day or timezone.localdate()
    units = disposal.due(today).exclude(kind=KIND).order_by().values("unit")
    waiting = Case.objects.filter(kind=KIND).exclude(state=State.DONE).values("unit")
    made = 0
    for unit in Unit.objects.filter(active=True, pk__in=units).exclude(pk__in=waiting):
        made += _remind(unit, today)
    return made


def _remind(unit: Unit, today: date) -> int:
    once = f"{KIND}:{unit.pk}:{today:%Y-%m}"
    if Case.objects.filter(once=once).exists():
        return 0
    lists = [(head, _seen(head, today).count()) for head in _heads(unit)]
    if not lists:
        log.warning("case.disposal_without_head unit=%s", unit.pk)
        return 0
    head, count = max(lists, key=lambda one: one[1])
    if not count:
        return 0
    title = ngettext("%(n)s Vorgang kann gelöscht werden", "%(n)s Vorgänge können gelöscht werden", count)
    due = today + timedelta(days=DAYS)
    try:
        create(kind=KIND, title=title % {"n": count}, unit=unit, person=head, due=due, source=KIND, once=once)
    except Refused as error:
        log.warning("case.disposal_reminder_failed unit=%s error=%s", unit.pk, type(error).__name__)
        return 0
    return 1


def _heads(unit: Unit) -> list[Person]:
    people = Person.objects.filter(unit=unit, is_active=True).order_by("pk")
    return [one for one in people if one.has_role(Role.HEAD_OF_UNIT)]


def _seen(head: Person, today: date) -> QuerySet[Case]:
    return disposal.due_for(viewer(head, today)).exclude(kind=KIND)
