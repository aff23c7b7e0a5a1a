# SPDX-License-Identifier: EUPL-1.2
"""Where this service is reached."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from mittendrin.apps.opendata.services import dcat


def base_address(request: HttpRequest) -> str:
    """Return the address that the settings name, so that IRIs stay the same; without one, that of the request."""
    return dcat.address() if settings.PUBLIC_ADDRESS_SET else request.build_absolute_uri("/").rstrip("/")
