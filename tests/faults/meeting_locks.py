# SPDX-License-Identifier: EUPL-1.2
"""A task that meets a locked database: in its work, or when its end is written down."""

from __future__ import annotations

import sqlite3
import threading
import time

from django.conf import settings
from django_tasks import task

from mittendrin.townhall.tasks.models import Pulse

seen: list[str] = []


def lock_for(seconds: float) -> None:
    """Hold the write lock of the database for a while, beside."""
    held = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    threading.Thread(target=hold, daemon=True).start()
    held.wait(10)


@task()
def meets(where: str, seconds: float) -> str:
    """Lock the database at the first run: ``inside`` the work, or at its ``end``."""
    seen.append(where)
    if seen.count(where) == 1:
        lock_for(seconds)
        if where == "inside":
            Pulse.objects.filter(worker="nobody").update(worker="nobody")
    return where
