# SPDX-License-Identifier: EUPL-1.2
"""Settings and their checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from mittendrin.config import catalog_checks, checks, letter_checks, sensor_checks


class HouseConfig(AppConfig):
    """Registers the checks of settings; each names the mend."""

    name = "mittendrin.config"
    label = "house"

    def ready(self) -> None:
        """Register all checks."""
        for check in (*checks.CHECKS, *letter_checks.CHECKS, *sensor_checks.CHECKS, *catalog_checks.CHECKS):
            register(check)
