# SPDX-License-Identifier: EUPL-1.2
"""Backups: made as one file, tried by bringing them back beside the running town."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """What was brought back, when, and what it held."""

    name = "mittendrin.townhall.backups"
    label = "backups"
