# SPDX-License-Identifier: EUPL-1.2
"""Stadtdaten: what sensors measure in town, kept, summed up and open by the standard."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class StadtdatenConfig(AppConfig):
    """Things, Datastreams and their Observations."""

    name = "mittendrin.apps.stadtdaten"
    label = "stadtdaten"
    manifest = AppManifest(
        title="Stadtdaten",
        recurring=[Recurring("mittendrin.apps.stadtdaten.tasks.keep_retention", at="02:30")],
    )
