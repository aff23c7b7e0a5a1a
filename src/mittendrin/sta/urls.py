# SPDX-License-Identifier: EUPL-1.2
"""Addresses below ``/sta/``; everything behind ``v1.1/`` is read by our own parser."""

from django.urls import path, re_path

from mittendrin.sta import views

app_name = "sta"
urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("v1.1", views.service, name="landing"),
    re_path(r"^v1\.1/(?P<path>.*)$", views.service, name="resource"),
]
