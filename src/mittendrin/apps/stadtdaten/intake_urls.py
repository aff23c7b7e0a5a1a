# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the intake: devices, codecs, sources, webhooks."""

from django.urls import path

from mittendrin.apps.stadtdaten.api import uplinks
from mittendrin.apps.stadtdaten.views import devices

urlpatterns = [
    path("geraete/", devices.listing, name="devices"),
    path("geraete/codecs/", devices.codecs, name="codecs"),
    path("geraete/codecs/neu/", devices.codec, name="new_codec"),
    path("geraete/codecs/<int:number>/", devices.codec, name="codec"),
    path("geraete/<slug:dev_eui>/", devices.device, name="device"),
    path("geraete/<slug:dev_eui>/stand/", devices.set_standing, name="device_standing"),
    path("api/uplinks", uplinks.uplinks, name="api_uplinks"),
]
