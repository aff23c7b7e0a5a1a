# SPDX-License-Identifier: EUPL-1.2
"""Work of Stadtdaten that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.stadtdaten.demo import setup
from mittendrin.apps.stadtdaten.services import devices, retention, sensor_folder, sources


@task()
def keep_retention() -> int:
    """Delete Observations that are older than their Datastream keeps them."""
    return retention.delete_expired()


@task()
def replay_demo() -> int:
    """Let the simulated sensors go on; return how many Observations came, 0 in a real town."""
    return setup.catch_up()


@task()
def ask_sources() -> int:
    """Ask the sources whose time has come."""
    return sources.ask_due()


@task()
def look_at_files() -> int:
    """Read files that were put into the folders of sources."""
    return sensor_folder.look()


@task()
def tidy_messages() -> int:
    """Delete old messages of devices."""
    return devices.tidy()
