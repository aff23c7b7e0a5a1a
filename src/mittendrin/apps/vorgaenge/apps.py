# SPDX-License-Identifier: EUPL-1.2
"""Vorgänge: the one inbox of the town hall."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, CaseKind

STAFF = frozenset({"staff", "head_of_unit", "editor", "administrator"})


class VorgaengeConfig(AppConfig):
    """What is to be done."""

    name = "mittendrin.apps.vorgaenge"
    label = "vorgaenge"
    manifest = AppManifest(
        title="Vorgänge",
        cases=[CaseKind("own", "Eigener Vorgang", by_hand=True)],
    )
