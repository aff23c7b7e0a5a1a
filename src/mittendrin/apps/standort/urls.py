# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Standort."""

from django.urls import path, re_path

from mittendrin.apps.standort.views import funding, interview, publishing, result, roadmap, seen, twins

app_name = "standort"
_ROUND = r"^runde/(?P<uuid>[0-9a-f-]{36})/"
urlpatterns = [
    path("", result.start, name="start"),
    path("beginnen/", result.begin, name="begin"),
    path("runde/<uuid:uuid>/", result.result, name="result"),
    path("runde/<uuid:uuid>/stadt/", interview.facts, name="facts"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/", interview.section, name="section"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/teilen/", interview.share, name="share"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/teilen/<int:pk>/ende/", interview.unshare, name="unshare"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/<slug:item>/", interview.save, name="save"),
    path("runde/<uuid:uuid>/antworten/", result.answers, name="answers"),
    path("runde/<uuid:uuid>/antworten.yaml", result.answers_yaml, name="answers_yaml"),
    path("runde/<uuid:uuid>/vergleich/", result.compare, name="compare"),
    re_path(_ROUND + r"papier/(?P<kind>[a-z]+)\.(?P<form>docx|pdf)$", result.paper, name="paper"),
    path("runde/<uuid:uuid>/aehnliche/", twins.twins, name="twins"),
    path("runde/<uuid:uuid>/steckbrief/", publishing.publish, name="publish"),
    path("runde/<uuid:uuid>/steckbrief/zuruecknehmen/", publishing.withdraw, name="withdraw"),
    path("sicherungen/", seen.restore_trials, name="restore_trials"),
    path("foerderung/", funding.programmes, name="funding"),
    path("foerderung/neu/", funding.edit, name="new_programme"),
    path("foerderung/einlesen/", funding.read_list, name="read_programmes"),
    path("foerderung/ratssitzungen/", funding.council, name="council"),
    path("foerderung/<uuid:uuid>/", funding.programme, name="programme"),
    path("foerderung/<uuid:uuid>/aendern/", funding.edit, name="edit_programme"),
    path("foerderung/<uuid:uuid>/loeschen/", funding.delete, name="delete_programme"),
    path("foerderung/<uuid:uuid>/merken/", funding.watch, name="watch"),
    path("foerderung/<uuid:uuid>/nicht-mehr-merken/", funding.unwatch, name="unwatch"),
    path("fahrplan/", roadmap.roadmap, name="roadmap"),
    path("fahrplan/neu/", roadmap.measure, name="new_measure"),
    path("fahrplan/<uuid:uuid>/", roadmap.measure, name="measure"),
    path("fahrplan/<uuid:uuid>/wiedervorlage/", roadmap.remind, name="remind"),
    path("fahrplan/<uuid:uuid>/loeschen/", roadmap.delete, name="delete_measure"),
]
