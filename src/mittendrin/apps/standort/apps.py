# SPDX-License-Identifier: EUPL-1.2
"""Standort: where a town stands, what to do next, and the paper for the council."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, CaseKind, MenuEntry, Recurring

_EVERYBODY = frozenset({"staff", "head_of_unit", "editor", "administrator"})


class StandortConfig(AppConfig):
    """The room of plans."""

    name = "mittendrin.apps.standort"
    label = "standort"
    manifest = AppManifest(
        title="Standort",
        menu=[MenuEntry("Standort", "standort:start", order=20, roles=_EVERYBODY)],
        evidence={"accessibility": "mittendrin.apps.standort.services.seeing.accessibility"},
        recurring=[Recurring("mittendrin.apps.standort.tasks.ask_followed", every=15 * 60)],
        cases=[CaseKind("measure", "Maßnahme", open_url_name="standort:measure")],
    )
