# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the portal, below ``/daten/``."""

from django.urls import path

from mittendrin.apps.opendata.views import portal

app_name = "opendata"
urlpatterns = [
    path("", portal.overview, name="list"),
    path("<slug:key>/", portal.dataset, name="dataset"),
    path("<slug:key>/<slug:name>.<str:form>", portal.download, name="download"),
]
