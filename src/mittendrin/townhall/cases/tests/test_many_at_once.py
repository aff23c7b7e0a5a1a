# SPDX-License-Identifier: EUPL-1.2
"""Numbers and keys of cases stand when many make some at once; runs where the store is PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import making
from mittendrin.townhall.cases.tests.town import unit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory refuses at once instead of waiting"),
]


def test_numbers_and_keys_stand_many_at_once() -> None:
    place = unit()
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - the test names it
            failed.append(error)
        finally:
            connections.close_all()

    def some(number: int) -> Callable[[], object]:
        return lambda: [
            making.create(kind="own", title=f"{number}.{at}", unit=place, once=f"key:{at}" if at % 2 else "")
            for at in range(6)
        ]

    threads = [threading.Thread(target=run, args=[some(number)]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Case.objects.exclude(once="").count() == 3
    assert Case.objects.filter(once="").count() == 12
