# SPDX-License-Identifier: EUPL-1.2
"""Stadtdaten: what sensors measure in town, kept, summed up and open by the standard."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from mittendrin.contracts.app import AppManifest, MenuEntry, Recurring


def add_functions(connection: Any, **_more: Any) -> None:
    """Teach SQLite to change the case of umlauts, too."""
    if connection.vendor == "sqlite":
        for name, change in (("town_lower", str.lower), ("town_upper", str.upper)):
            connection.connection.create_function(
                name, 1, lambda text, change=change: change(text) if isinstance(text, str) else text, deterministic=True
            )


class StadtdatenConfig(AppConfig):
    """Things, Datastreams and their Observations."""

    name = "mittendrin.apps.stadtdaten"
    label = "stadtdaten"
    manifest = AppManifest(
        title="Stadtdaten",
        menu=[MenuEntry("Stadtdaten", "stadtdaten:cockpit", order=50)],
        recurring=[
            Recurring("mittendrin.apps.stadtdaten.tasks.keep_retention", at="02:30"),
            Recurring("mittendrin.apps.stadtdaten.tasks.replay_demo", every=60),
        ],
    )

    def ready(self) -> None:
        """Listen to new connections."""
        connection_created.connect(add_functions, dispatch_uid="stadtdaten.functions")
