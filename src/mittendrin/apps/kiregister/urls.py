# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the KI-Register."""

from django.urls import path

from mittendrin.apps.kiregister.views import interface, managing, objecting, pages, trying

app_name = "kiregister"
urlpatterns = [
    path("", pages.overview, name="list"),
    path("api/register.json", interface.register, name="json"),
    path("api/schema.json", interface.schema, name="schema"),
    path("api/<slug:block>.json", interface.entry, name="entry_json"),
    path("verwaltung/", managing.overview, name="manage_list"),
    path("verwaltung/<slug:block>/", managing.manage, name="manage"),
    path("verwaltung/<slug:block>/zurueck/", managing.roll_back, name="roll_back"),
    path("verwaltung/<slug:block>/lernen/", managing.learn, name="learn"),
    path("<slug:block>/", pages.entry, name="entry"),
    path("<slug:block>/leichte-sprache/", pages.plain_language, name="plain_language"),
    path("<slug:block>/ausprobieren/", trying.attempt, name="try"),
    path("<slug:block>/widersprechen/", objecting.send, name="object"),
    path("<slug:block>/angekommen/", objecting.sent, name="objected"),
    path("<slug:block>/aenderungen.csv", pages.download, {"form": "csv"}, name="meter_csv"),
    path("<slug:block>/aenderungen.svg", pages.download, {"form": "svg"}, name="meter_svg"),
]
