# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Stadtdaten."""

from django.urls import URLPattern

from mittendrin.apps.stadtdaten import intake_urls

app_name = "stadtdaten"
urlpatterns: list[URLPattern] = [*intake_urls.urlpatterns]
