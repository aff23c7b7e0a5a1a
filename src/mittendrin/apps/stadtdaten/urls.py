# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Stadtdaten."""

from django.urls import path

from mittendrin.apps.stadtdaten.api import uplinks
from mittendrin.apps.stadtdaten.views import (
    alerts,
    arranging,
    cockpit,
    devices,
    findings,
    inside,
    sources,
    subscriptions,
)

app_name = "stadtdaten"
urlpatterns = [
    path("", cockpit.overview, name="cockpit"),
    path("live", cockpit.live, name="live"),
    path("foyer/", cockpit.kiosk, name="kiosk"),
    path("intern/", cockpit.internal, name="internal"),
    path("intern/anordnen/", arranging.arrange, name="arrange"),
    path("intern/anordnen/vorschau/", arranging.preview, name="arrange_preview"),
    path("simulation/", cockpit.simulated, name="simulated"),
    path("messreihe/<int:number>/", cockpit.stream, name="stream"),
    path("messreihe/<int:number>/einbetten/", cockpit.embed, name="embed"),
    path("messreihe/<int:number>/werte.csv", cockpit.stream_csv, name="stream_csv"),
    path("messreihe/<int:number>/verlauf.svg", cockpit.stream_svg, name="stream_svg"),
    path("messreihe/meldung/<int:number>/", findings.finding, name="finding"),
    path("benachrichtigen/", subscriptions.subscribe, name="subscribe"),
    path("benachrichtigen/gesendet/", subscriptions.subscribed, name="subscribed"),
    path("benachrichtigen/bestaetigen/<str:token>/", subscriptions.confirm, name="confirm"),
    path("benachrichtigen/abbestellen/<str:token>/", subscriptions.leave, name="leave"),
    path("intern/messgeraete/", inside.device_health, name="device_health"),
    path("intern/energie/", inside.energy, name="energy"),
    path("intern/zaehlungen/", inside.counts, name="counts"),
    path("intern/luft/", inside.air, name="air"),
    path("intern/regeln/", alerts.rules, name="rules"),
    path("intern/regeln/neu/", alerts.new_rule, name="new_rule"),
    path("intern/regeln/<int:number>/", alerts.rule, name="rule"),
    path("intern/regeln/<int:number>/schalten/", alerts.switch_rule, name="switch_rule"),
    path("intern/regeln/<int:number>/loeschen/", alerts.delete_rule, name="delete_rule"),
    path("geraete/", devices.listing, name="devices"),
    path("geraete/orte.geojson", devices.places, name="places"),
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
