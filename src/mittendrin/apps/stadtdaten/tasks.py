# SPDX-License-Identifier: EUPL-1.2
"""Work of Stadtdaten that runs beside the server."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.stadtdaten.demo import setup
from mittendrin.apps.stadtdaten.services import (
    alerts,
    alerts_public,
    alerts_sending,
    cockpit_devices,
    cockpit_forecasts,
    devices,
    retention,
    sensor_folder,
    sources,
    telling,
    unusual_hours,
)


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
def read_again(codec: int) -> int:
    """Read messages anew that a changed codec could not read before."""
    return devices.read_again(codec)


@task()
def tidy_messages() -> int:
    """Delete old messages of devices and old notes of changes."""
    return devices.tidy() + telling.tidy()


@task()
def refresh_forecasts() -> int:
    """Forecast the next day of each series; return how many were made."""
    return cockpit_forecasts.refresh()


@task()
def look_for_faults() -> int:
    """Let the block for faults look at all series; return how many it found."""
    return cockpit_devices.ask_block()


@task()
def look_for_unusual() -> int:
    """Let the block for anomalies look at the newest hours of all series; return in how many it found something."""
    return unusual_hours.look()


@task()
def check_alerts() -> int:
    """Judge what came for the rules, and tell whom it concerns; return how many messages went out."""
    alerts.check_all()
    return alerts_sending.send_due()


@task()
def tidy_subscriptions() -> int:
    """Delete wishes of the public that nobody confirmed; return how many."""
    return alerts_public.tidy()
