# SPDX-License-Identifier: EUPL-1.2
"""The shell: pages around the apps, components, front-end build."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, MenuEntry

ADMINISTRATORS = frozenset({"administrator"})


class WebConfig(AppConfig):
    """What every page shares."""

    name = "mittendrin.web"
    label = "web"
    manifest = AppManifest(
        title="Mittendrin",
        desk=[
            MenuEntry("Profil", "web:profile", order=10),
            MenuEntry("Personen", "web:people", order=800, roles=ADMINISTRATORS),
            MenuEntry("Ämter", "web:units", order=810, roles=ADMINISTRATORS),
            MenuEntry("Rückmeldungen", "web:reports", order=820, roles=ADMINISTRATORS),
        ],
    )
