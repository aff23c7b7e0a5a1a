# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the intake: devices, codecs, sources, webhooks."""

from django.urls import path

from mittendrin.apps.stadtdaten.api import uplinks
from mittendrin.apps.stadtdaten.views import devices, sources

urlpatterns = [
    path("geraete/", devices.listing, name="devices"),
    path("geraete/codecs/", devices.codecs, name="codecs"),
    path("geraete/codecs/neu/", devices.codec, name="new_codec"),
    path("geraete/codecs/<int:number>/", devices.codec, name="codec"),
    path("geraete/<slug:dev_eui>/", devices.device, name="device"),
    path("geraete/<slug:dev_eui>/stand/", devices.set_standing, name="device_standing"),
    path("quellen/", sources.listing, name="sources"),
    path("quellen/neu/", sources.new, name="new_source"),
    path("quellen/<int:number>/", sources.source, name="source"),
    path("quellen/<int:number>/datei/", sources.feed, name="source_feed"),
    path("quellen/<int:number>/tun/", sources.act, name="source_act"),
    path("api/uplinks", uplinks.uplinks, name="api_uplinks"),
]
