# SPDX-License-Identifier: EUPL-1.2
"""Addresses for programs, below ``/posteingang/api/``."""

from django.urls import path

from mittendrin.apps.posteingang.api import letters

urlpatterns = [
    path("letters", letters.hand_in, name="api_letters"),
    path("letters/<uuid:uuid>", letters.state, name="api_letter"),
]
