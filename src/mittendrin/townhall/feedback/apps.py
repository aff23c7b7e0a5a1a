# SPDX-License-Identifier: EUPL-1.2
"""What visitors report about the pages."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class FeedbackConfig(AppConfig):
    """Reports of barriers and errors, open to everybody."""

    name = "mittendrin.townhall.feedback"
    label = "feedback"
    manifest = AppManifest(
        title="Rückmeldungen", recurring=[Recurring("mittendrin.townhall.feedback.tasks.forget", every=60 * 60)]
    )
