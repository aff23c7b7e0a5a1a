# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Stadtdaten."""

from django.urls import path

from mittendrin.apps.stadtdaten import intake_urls
from mittendrin.apps.stadtdaten.views import alerts, cockpit, inside, subscriptions

app_name = "stadtdaten"
urlpatterns = [
    path("", cockpit.overview, name="cockpit"),
    path("live", cockpit.live, name="live"),
    path("foyer/", cockpit.kiosk, name="kiosk"),
    path("intern/", cockpit.internal, name="internal"),
    path("simulation/", cockpit.simulated, name="simulated"),
    path("messreihe/<int:number>/", cockpit.stream, name="stream"),
    path("messreihe/<int:number>/einbetten/", cockpit.embed, name="embed"),
    path("messreihe/<int:number>/werte.csv", cockpit.stream_csv, name="stream_csv"),
    path("messreihe/<int:number>/verlauf.svg", cockpit.stream_svg, name="stream_svg"),
    path("benachrichtigen/", subscriptions.subscribe, name="subscribe"),
    path("benachrichtigen/gesendet/", subscriptions.subscribed, name="subscribed"),
    path("benachrichtigen/bestaetigen/<str:token>/", subscriptions.confirm, name="confirm"),
    path("benachrichtigen/abbestellen/<str:token>/", subscriptions.leave, name="leave"),
    path("intern/messgeraete/", inside.device_health, name="device_health"),
    path("intern/energie/", inside.energy, name="energy"),
    path("intern/regeln/", alerts.rules, name="rules"),
    path("intern/regeln/neu/", alerts.new_rule, name="new_rule"),
    path("intern/regeln/<int:number>/", alerts.rule, name="rule"),
    path("intern/regeln/<int:number>/schalten/", alerts.switch_rule, name="switch_rule"),
    path("intern/regeln/<int:number>/loeschen/", alerts.delete_rule, name="delete_rule"),
    *intake_urls.urlpatterns,
]
