# SPDX-License-Identifier: EUPL-1.2
"""Two administrators who demote, switch off or re-import each other at the same moment, in a store of their own.

``python -m tests.faults.rivals``: prints how many could manage people after each round, and how often one was refused.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
django.setup()

from django.db import connections  # noqa: E402 - Django must be ready first

from mittendrin.core.errors import ProblemsFound  # noqa: E402
from mittendrin.townhall.accounts import ingest, services  # noqa: E402
from mittendrin.townhall.accounts.models import Person, Role  # noqa: E402

ROUNDS = 12
LINE = "Benutzername;Nachname;Rolle\n{};Muster;Mitarbeit\n"


def _demote(name: str) -> None:
    person = Person.objects.get(username=name)
    person.role = Role.STAFF
    services.save_person(person)


def _switch_off(name: str) -> None:
    services.set_active(Person.objects.get(username=name), False)


def _import(name: str) -> None:
    ingest.import_people(LINE.format(name).encode())


def main() -> None:
    """Let two meet again and again."""
    call_command("migrate", "accounts", verbosity=0)
    ways: list[Callable[[str], None]] = [_demote, _switch_off, _import]
    for name in ("a", "b"):
        Person.objects.create_user(name, last_name="Muster", role=Role.ADMINISTRATOR)
    left: list[int] = []
    refused: list[str] = []
    failed: list[str] = []
    for number in range(ROUNDS):
        Person.objects.update(role=Role.ADMINISTRATOR, is_active=True)
        start = threading.Barrier(2)

        def run(name: str, way: Callable[[str], None], start: threading.Barrier = start) -> None:
            start.wait(10)
            try:
                way(name)
            except (services.LastAdministrator, ProblemsFound):
                refused.append(name)
            except Exception as error:  # noqa: BLE001 - the test names it
                failed.append(repr(error))
            finally:
                connections.close_all()

        pair = [("a", ways[number % 3]), ("b", ways[number // 3 % 3])]
        threads = [threading.Thread(target=run, args=one) for one in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        left.append(services.active_administrators().count())
    print(json.dumps({"left": left, "refused": len(refused), "failed": failed}))


if __name__ == "__main__":
    main()
