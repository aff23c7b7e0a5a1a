# SPDX-License-Identifier: EUPL-1.2
"""Work of Standort that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.standort.services import funding
from mittendrin.apps.standort.services.bundles import following
from mittendrin.apps.standort.services.interviews import keeping


@task()
def ask_followed() -> int:
    """Fetch the bundles of towns whose time has come."""
    return following.ask_due()


@task()
def delete_interviews() -> int:
    """Delete the transcripts whose day has come."""
    return keeping.delete_due()


@task()
def remind_of_funding() -> int:
    """Make cases of the steps of watched programmes whose day has come."""
    return funding.remind()
