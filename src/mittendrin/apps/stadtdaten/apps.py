# SPDX-License-Identifier: EUPL-1.2
"""Stadtdaten: what sensors measure in town, kept, summed up and open by the standard."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import import_string

from mittendrin.contracts.app import AppManifest, BlockUse, CaseKind, MenuEntry, Recurring
from mittendrin.core.reckoning import FUNCTIONS
from mittendrin.core.text import sentence

_EVERYBODY = frozenset({"staff", "head_of_unit", "editor", "administrator"})


def add_functions(connection: Any, **_more: Any) -> None:
    """Teach SQLite what filters reckon with."""
    if connection.vendor == "sqlite":
        for name, (count, function) in FUNCTIONS.items():
            connection.connection.create_function(name, count, function, deterministic=True)


_TASKS = "mittendrin.apps.stadtdaten.tasks"
_EDITORS = frozenset({"editor", "administrator"})
_ARRANGERS = frozenset({"head_of_unit", "editor", "administrator"})


class StadtdatenConfig(AppConfig):
    """Things, Datastreams and their Observations."""

    name = "mittendrin.apps.stadtdaten"
    label = "stadtdaten"
    manifest = AppManifest(
        title="Stadtdaten",
        erasers={
            "token": "mittendrin.apps.stadtdaten.services.tokens.revoke_again",
            "subscription": "mittendrin.apps.stadtdaten.services.alerts_public.leave_again",
        },
        menu=[MenuEntry("Stadtdaten", "stadtdaten:cockpit", order=50)],
        desk=[
            MenuEntry("Messgeräte", "stadtdaten:device_health", order=50, roles=_EVERYBODY),
            MenuEntry("Energie der Gebäude", "stadtdaten:energy", order=51, roles=_EVERYBODY),
            MenuEntry("Zählungen", "stadtdaten:counts", order=51, roles=_EVERYBODY),
            MenuEntry("Luft und Lärm", "stadtdaten:air", order=51, roles=_EVERYBODY),
            MenuEntry("Cockpit anordnen", "stadtdaten:arrange", order=52, roles=_ARRANGERS),
            MenuEntry("Warnregeln", "stadtdaten:rules", order=52, roles=_EVERYBODY),
            MenuEntry("Geräte anmelden", "stadtdaten:devices", order=53, roles=_EDITORS),
            MenuEntry("Datenquellen", "stadtdaten:sources", order=54, roles=_EDITORS),
            MenuEntry("Wer die Daten sieht", "stadtdaten:access", order=55, roles=_EDITORS),
            MenuEntry("Schulferien", "stadtdaten:holidays", order=56, roles=frozenset({"administrator"})),
        ],
        recurring=[
            Recurring(f"{_TASKS}.keep_retention", at="02:30"),
            Recurring(f"{_TASKS}.replay_demo", every=60),
            Recurring(f"{_TASKS}.ask_sources", every=30),
            Recurring(f"{_TASKS}.look_at_files", every=10),
            Recurring(f"{_TASKS}.tidy_messages", at="02:45"),
            Recurring(f"{_TASKS}.refresh_forecasts", every=15 * 60),
            Recurring(f"{_TASKS}.look_for_faults", every=60 * 60),
            Recurring(f"{_TASKS}.look_for_unusual", every=60 * 60),
            Recurring(f"{_TASKS}.check_alerts", every=60),
            Recurring(f"{_TASKS}.tidy_subscriptions", at="03:10"),
        ],
        datasets="mittendrin.apps.stadtdaten.services.open_data.datasets",
        evidence={"sensors": "mittendrin.apps.stadtdaten.services.evidence.sensors"},
        uses=[
            BlockUse("series.anomaly", items="Meldungen"),
            BlockUse("series.forecast", items="Warnungen"),
            BlockUse("series.faults", items="Meldungen"),
        ],
        cases=[
            CaseKind("sensor_alert", sentence("Meldung der Messgeräte"), open_url_name="stadtdaten:stream", years=1)
        ],
    )

    def ready(self) -> None:
        """Listen to new connections, and to what is saved."""
        import_string("mittendrin.apps.stadtdaten.ingest.changes.listen")()  # needs the models
        connection_created.connect(add_functions, dispatch_uid="stadtdaten.functions")
