# SPDX-License-Identifier: EUPL-1.2
"""Recurring work is queued once; tasks of dead workers come back."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mittendrin.contracts.app import Recurring
from mittendrin.townhall import offers
from mittendrin.townhall.tasks import services, work, worker
from mittendrin.townhall.tasks.models import Pulse, RecurringRun

pytestmark = pytest.mark.django_db
CLEAR = "mittendrin.townhall.tasks.work.clear_old"


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2026-11-22 08:00", False),
        ("2026-11-21 04:00", "2026-11-22 03:59", False),
        ("2026-11-21 04:00", "2026-11-22 04:00", True),
        ("2026-11-22 04:00", "2026-11-22 23:00", False),
        ("2026-11-20 09:00", "2026-11-22 08:00", True),
    ],
)
def test_work_with_an_hour(last: str | None, now: str, expected: bool) -> None:
    assert services.due(Recurring(CLEAR, at="04:00"), local(last) if last else None, local(now)) is expected


def test_work_with_a_pause() -> None:
    start = local("2026-11-22 08:00")
    recurring = Recurring(CLEAR, every=60)
    assert services.due(recurring, None, start)
    assert not services.due(recurring, start, start + timedelta(seconds=59))
    assert services.due(recurring, start, start + timedelta(seconds=60))


def test_due_work_is_queued_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "recurring", lambda: [Recurring(CLEAR, every=60)])
    start = timezone.now()
    assert services.put_due(start) == [CLEAR]
    assert services.put_due(start) == []
    assert services.put_due(start + timedelta(seconds=61)) == []  # the first still waits
    DBTaskResult.objects.all().delete()
    assert services.put_due(start + timedelta(seconds=200)) == [CLEAR]
    assert DBTaskResult.objects.count() == 1


def test_work_with_an_hour_waits_for_it_at_the_first_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "recurring", lambda: [Recurring(CLEAR, at="04:00")])
    start = local("2026-11-22 08:00")
    assert services.put_due(start) == []
    assert RecurringRun.objects.get().last_at == start
    assert services.put_due(local("2026-11-23 04:00")) == [CLEAR]


def test_every_recurring_work_is_a_task() -> None:
    for recurring in offers.recurring():
        assert import_string(recurring.task).name


def running(worker_ids: list[str]) -> DBTaskResult[..., int]:
    result = work.clear_old.enqueue()
    DBTaskResult.objects.filter(pk=result.id).update(status=TaskResultStatus.RUNNING, worker_ids=worker_ids)
    return DBTaskResult.objects.get(pk=result.id)


def test_tasks_of_dead_workers_come_back() -> None:
    me = services.new_worker()
    services.beat(me)
    dead = me.replace(f"/{os.getpid()}/", "/999999999/")
    services.beat(dead)
    Pulse.objects.create(worker="elsewhere/1/a", seen_at=timezone.now() - timedelta(minutes=2))
    mine, orphan, far, hopeless = (
        running(ids) for ids in ([me], [dead], ["elsewhere/1/a"], ["a", "b", "elsewhere/1/a"])
    )
    assert services.alive() == [me]
    assert services.take_back_lost() == 3
    states = {row.pk: row.status for row in DBTaskResult.objects.all()}
    assert [states[row.pk] for row in (mine, orphan, far, hopeless)] == ["RUNNING", "READY", "READY", "FAILED"]
    services.say_goodbye(me)
    assert services.alive() == []


def test_a_worker_empties_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the worker lets go of the connection that holds the test's transaction")
    monkeypatch.setattr(worker.Caretaker, "start", lambda self: None)  # one thread sees the test's transaction
    monkeypatch.setattr(worker.Caretaker, "join", lambda self, timeout: None)
    result = work.clear_old.enqueue()
    worker.work(once=True)
    assert DBTaskResult.objects.get(pk=result.id).status == TaskResultStatus.SUCCESSFUL
    assert Pulse.objects.count() == 0


def test_the_caretaker_beats_and_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "recurring", lambda: [Recurring(CLEAR, every=60)])
    caretaker = worker.Caretaker(services.new_worker())
    caretaker.go_round(0.0)
    assert services.alive() == [caretaker.worker]
    assert DBTaskResult.objects.count() == 1


def test_old_tasks_are_forgotten() -> None:
    old, fresh = work.clear_old.enqueue(), work.clear_old.enqueue()
    done = {"status": TaskResultStatus.SUCCESSFUL}
    DBTaskResult.objects.filter(pk=old.id).update(finished_at=timezone.now() - timedelta(days=20), **done)
    DBTaskResult.objects.filter(pk=fresh.id).update(finished_at=timezone.now(), **done)
    assert work.clear_old.call() == 1
