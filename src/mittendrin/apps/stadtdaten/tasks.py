# SPDX-License-Identifier: EUPL-1.2
"""Work of Stadtdaten that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.stadtdaten.demo import setup
from mittendrin.apps.stadtdaten.services import retention


@task()
def keep_retention() -> int:
    """Delete Observations that are older than their Datastream keeps them."""
    return retention.delete_expired()


@task()
def replay_demo() -> int:
    """Let the simulated sensors go on; return how many Observations came, 0 in a real town."""
    return setup.catch_up()
