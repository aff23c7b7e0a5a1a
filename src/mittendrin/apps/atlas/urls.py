# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Atlas."""

from django.urls import path

from mittendrin.apps.atlas.views import search, start

app_name = "atlas"
urlpatterns = [
    path("", start.start, name="start"),
    path("suche/", search.search, name="search"),
]
