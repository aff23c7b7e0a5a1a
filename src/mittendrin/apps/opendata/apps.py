# SPDX-License-Identifier: EUPL-1.2
"""Offene Daten: the catalogue of what the apps offer, for people and for portals that harvest."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, MenuEntry


class OpenDataConfig(AppConfig):
    """The catalogue; it fills itself."""

    name = "mittendrin.apps.opendata"
    label = "opendata"
    manifest = AppManifest(
        title="Offene Daten",
        menu=[MenuEntry("Offene Daten", "opendata:list", order=60)],
        foot=[MenuEntry("Offene Daten", "opendata:list", order=45)],
        evidence={"open_datasets": "mittendrin.apps.opendata.services.evidence.open_datasets"},
    )
