# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Atlas."""

from django.urls import path

from mittendrin.apps.atlas.views import (
    editing,
    history,
    interface,
    knowledge,
    places,
    projects,
    proposals,
    providers,
    search,
    start,
)

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
    path("redaktion/", editing.desk, name="desk"),
    path("redaktion/konflikte/", history.conflicts, name="conflicts"),
    path("redaktion/vorschlaege/", proposals.queue, name="proposals"),
    path("redaktion/vorschlaege/<int:number>/", proposals.proposal, name="proposal"),
    path("redaktion/<str:kind>/", editing.listing, name="edit_list"),
    path("redaktion/<str:kind>/neu/", editing.new, name="edit_new"),
    path("redaktion/<str:kind>/<str:key>/", editing.edit, name="edit"),
    path("redaktion/<str:kind>/<str:key>/zurueckziehen/", editing.withdraw, name="withdraw"),
    path("redaktion/<str:kind>/<str:key>/verlauf/", history.history, name="history"),
    path("redaktion/<str:kind>/<str:key>/vergleich/", history.compare_revisions, name="revisions"),
    path("redaktion/<str:kind>/<str:key>/zurueck/", history.undo, name="undo"),
    path("redaktion/<str:kind>/<str:key>/konflikt/", history.conflict, name="conflict"),
    path("vorschlagen/danke/", proposals.propose_thanks, name="propose_thanks"),
    path("vorschlagen/<str:kind>/<str:key>/", proposals.propose, name="propose"),
]
