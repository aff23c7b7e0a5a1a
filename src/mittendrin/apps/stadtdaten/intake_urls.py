# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the intake: devices, codecs, sources, webhooks."""

from django.urls import path

from mittendrin.apps.stadtdaten.api import uplinks

urlpatterns = [
    path("api/uplinks", uplinks.uplinks, name="api_uplinks"),
]
