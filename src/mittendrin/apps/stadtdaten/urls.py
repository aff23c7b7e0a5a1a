# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Stadtdaten."""

from django.urls import path

from mittendrin.apps.stadtdaten import intake_urls
from mittendrin.apps.stadtdaten.views import cockpit

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
    *intake_urls.urlpatterns,
]
