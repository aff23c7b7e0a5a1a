# SPDX-License-Identifier: EUPL-1.2
"""Standort: where a town stands, what to do next, and the paper for the council."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest


class StandortConfig(AppConfig):
    """The room of plans."""

    name = "mittendrin.apps.standort"
    label = "standort"
    manifest = AppManifest(
        title="Standort",
        evidence={"accessibility": "mittendrin.apps.standort.services.seeing.accessibility"},
    )
