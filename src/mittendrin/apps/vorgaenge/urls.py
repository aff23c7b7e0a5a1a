# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the inbox."""

from django.urls import path, re_path

from mittendrin.apps.vorgaenge.views import inbox, people, steps

app_name = "vorgaenge"
urlpatterns = [
    path("", inbox.listing, name="list"),
    path("neu/", steps.new, name="new"),
    path("auswahl/", steps.several, name="several"),
    path("zurueck/", steps.undo, name="undo"),
    re_path(r"^vorgaenge\.(?P<form>csv|json)$", inbox.export, name="export"),
    path("abwesenheit/", people.absences, name="absences"),
    path("abwesenheit/<int:pk>/ende/", people.end_absence, name="end_absence"),
    path("fristen/", people.disposal, name="disposal"),
    path("freigaben/", people.grants, name="grants"),
    path("freigaben/<int:pk>/ende/", people.end_grant, name="end_grant"),
    path("nachricht/", people.settings, name="settings"),
    path("uebersicht/", people.unit_overview, name="overview"),
    re_path(r"^uebersicht/offen\.(?P<form>csv|svg)$", people.unit_overview_file, name="overview_file"),
    path("<uuid:uuid>/", inbox.case, name="case"),
    path("<uuid:uuid>/kommentar/", steps.comment, name="comment"),
    path("<uuid:uuid>/folgen/", steps.follow, name="follow"),
    path("<uuid:uuid>/datei/", steps.attach, name="attach"),
    path("<uuid:uuid>/datei/<uuid:file>/", inbox.attachment, name="attachment"),
    path("<uuid:uuid>/<slug:name>/", steps.step, name="step"),
]
