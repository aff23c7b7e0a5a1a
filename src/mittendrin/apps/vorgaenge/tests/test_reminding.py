# SPDX-License-Identifier: EUPL-1.2
"""What is due to be destroyed reminds the head: once a month, by number only."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from mittendrin.apps.vorgaenge.services.reminding import KIND, remind
from mittendrin.apps.vorgaenge.tasks import remind_of_disposal
from mittendrin.townhall.accounts.models import Role
from mittendrin.townhall.cases.models import Case, State
from mittendrin.townhall.cases.services import disposal
from mittendrin.townhall.cases.services.access import viewer
from mittendrin.townhall.cases.services.kinds import source_url
from mittendrin.townhall.cases.tests.town import case, person

pytestmark = pytest.mark.django_db
BEFORE, DAY, NEXT = date(2031, 12, 31), date(2032, 1, 1), date(2032, 2, 1)


def done(title: str, when: date = date(2026, 12, 31), **values: object) -> Case:
    made = case(title, **values)  # type: ignore[arg-type]
    moment = timezone.make_aware(datetime.combine(when, time(12)))
    Case.objects.filter(pk=made.pk).update(state=State.DONE, done_at=moment)
    return made


def test_the_head_is_reminded_once_a_month_without_content() -> None:
    head = person("chefin", role=Role.HEAD_OF_UNIT)
    person("eins")
    done("Widerspruch Sandmann"), done("Zweiter"), done("Heikler", special=True)
    assert remind(BEFORE) == 0
    assert (remind(DAY), remind(DAY)) == (1, 0)
    made = Case.objects.get(kind=KIND)
    assert (made.title, made.person, made.due) == ("2 Vorgänge können gelöscht werden", head, date(2032, 1, 29))
    assert source_url(made) == "/vorgaenge/fristen/"
    assert "Sandmann" not in "".join(str(value) for value in vars(made).values())
    assert remind(NEXT) == 0, "the one of last month is still open"
    Case.objects.filter(pk=made.pk).update(state=State.DONE, done_at=timezone.now())
    assert remind(DAY.replace(day=31)) == 0, "done, and the month is not over"
    assert remind(NEXT) == 1


def test_nobody_is_reminded_of_reminders_or_of_what_they_may_not_see() -> None:
    head = person("chefin", role=Role.HEAD_OF_UNIT)
    old = done("Alt", kind=KIND, source=KIND)
    done("Heikler", special=True)
    assert remind(DAY) == 0
    assert old in disposal.due_for(viewer(head, DAY))
    person("zweite", role=Role.HEAD_OF_UNIT, special=True)
    assert remind(DAY) == 1
    assert Case.objects.get(kind=KIND, state=State.OPEN).person.username == "zweite"  # type: ignore[union-attr]


def test_a_unit_without_a_head_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    done("Alt")
    gone = person("gegangen", role=Role.HEAD_OF_UNIT)
    gone.is_active = False
    gone.save()
    assert remind(DAY) == 0
    assert "case.disposal_without_head" in caplog.text


def test_the_worker_asks_for_it_every_day() -> None:
    assert remind_of_disposal.call() == 0
