# SPDX-License-Identifier: EUPL-1.2
"""Posteingang: letters come in, are read, and sort themselves; people decide."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest


class PosteingangConfig(AppConfig):
    """The post room."""

    name = "mittendrin.apps.posteingang"
    label = "posteingang"
    manifest = AppManifest(title="Posteingang")
