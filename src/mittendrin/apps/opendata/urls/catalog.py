# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the catalogue for programs, from ``/catalog`` on."""

from django.urls import path

from mittendrin.apps.opendata.views import catalog

app_name = "catalog"
urlpatterns = [
    path("catalog", catalog.catalog, name="catalog"),
    path("catalog.<str:form>", catalog.catalog, name="catalog_as"),
    path("catalog/datasets/<slug:key>", catalog.dataset, name="dataset"),
    path("catalog/datasets/<slug:key>.<str:form>", catalog.dataset, name="dataset_as"),
]
