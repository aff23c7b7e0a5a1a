# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Atlas."""

from django.urls import path

from mittendrin.apps.atlas.views import interface, knowledge, places, projects, providers, search, start

app_name = "atlas"
urlpatterns = [
    path("", start.start, name="start"),
    path("suche/", search.search, name="search"),
    path("orte/", places.places, name="places"),
    path("orte/karte.geojson", places.places_map, name="places_map"),
    path("orte/<str:key>/", places.place, name="place"),
    path("vergleich/", places.compare, name="compare"),
    path("projekte/", projects.projects, name="projects"),
    path("projekte/<str:key>/", projects.project, name="project"),
    path("anbieter/", providers.providers, name="providers"),
    path("anbieter/<str:key>/", providers.provider, name="provider"),
    path("anwendungsfelder/", providers.application_fields, name="application_fields"),
    path("faktoren/", knowledge.factors, name="factors"),
    path("empfehlungen/", knowledge.recommendations, name="recommendations"),
    path("schritte/", knowledge.steps, name="steps"),
    path("stimmen/", knowledge.voices, name="voices"),
    path("quellen/", knowledge.sources, name="sources"),
    path("quellen/<str:key>/", knowledge.source, name="source"),
    path("api/", interface.guide, name="api"),
]
