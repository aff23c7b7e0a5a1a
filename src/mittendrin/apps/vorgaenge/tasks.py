# SPDX-License-Identifier: EUPL-1.2
"""Work of the inbox that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.vorgaenge.services import reminding


@task()
def remind_of_disposal() -> int:
    """Remind heads of cases whose term is over; return how many were reminded."""
    return reminding.remind()
