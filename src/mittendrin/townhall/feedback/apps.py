# SPDX-License-Identifier: EUPL-1.2
"""What visitors report about the pages."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Reports of barriers and errors, open to everybody."""

    name = "mittendrin.townhall.feedback"
    label = "feedback"
