# SPDX-License-Identifier: EUPL-1.2
"""Work on funding that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.standort.services import funding


@task()
def remind_of_funding() -> int:
    """Make cases of the steps of watched programmes whose day has come."""
    return funding.remind()
