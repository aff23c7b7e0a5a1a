# SPDX-License-Identifier: EUPL-1.2
"""Vorgänge: the one inbox of the town hall."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, CaseKind, MenuEntry, Recurring
from mittendrin.core.text import sentence

EVERYBODY = frozenset({"staff", "head_of_unit", "editor", "administrator"})
HEADS = frozenset({"head_of_unit"})


class VorgaengeConfig(AppConfig):
    """What is to be done."""

    name = "mittendrin.apps.vorgaenge"
    label = "vorgaenge"
    manifest = AppManifest(
        title="Vorgänge",
        menu=[MenuEntry("Vorgänge", "vorgaenge:list", order=5, roles=EVERYBODY)],
        desk=[
            MenuEntry("Abwesenheit", "vorgaenge:absences", order=20, roles=EVERYBODY),
            MenuEntry("Tägliche Nachricht", "vorgaenge:settings", order=30, roles=EVERYBODY),
            MenuEntry("Übersicht des Amts", "vorgaenge:overview", order=100, roles=HEADS),
            MenuEntry("Fristen der Vorgänge", "vorgaenge:disposal", order=105, roles=HEADS),
            MenuEntry("Freigaben", "vorgaenge:grants", order=110, roles=HEADS),
        ],
        cases=[
            CaseKind("own", sentence("Eigener Vorgang"), by_hand=True, years=5),
            CaseKind("disposal", sentence("Ablauf von Fristen"), open_url_name="vorgaenge:disposal", years=1),
        ],
        recurring=[Recurring("mittendrin.apps.vorgaenge.tasks.remind_of_disposal", at="06:20")],
    )
