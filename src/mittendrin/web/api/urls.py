# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the interface; the description for programs is ``openapi.json`` beside them."""

from django.urls import path

from mittendrin.web.api.site import VERSION, api

urlpatterns = [path(f"{VERSION}/", api().urls)]
