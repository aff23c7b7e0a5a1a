# SPDX-License-Identifier: EUPL-1.2
"""The shell: pages around the apps, components, front-end build."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """What every page shares."""

    name = "mittendrin.web"
    label = "web"
