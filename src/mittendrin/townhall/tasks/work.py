# SPDX-License-Identifier: EUPL-1.2
"""Tasks of the queue itself."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=14)


@task()
def clear_old() -> int:
    """Forget tasks that ended two weeks ago; return how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()[0]
