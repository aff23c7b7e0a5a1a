# SPDX-License-Identifier: EUPL-1.2
"""What every template of the shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from mittendrin import __version__
from mittendrin.townhall.town import town
from mittendrin.web.navigation import desk, foot, menu, search_url
from mittendrin.web.visitor import single_keys_of, theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return town, menus, theme and version for the base template."""
    theme = theme_of(request)
    return {
        "town": town(),
        "menu": menu(request),
        "desk": desk(request),
        "foot": foot(request),
        "search_url": search_url(),
        "theme": "" if theme == "auto" else theme,
        "single_keys": single_keys_of(request),
        "version": __version__,
        "demo": settings.DEMO,
        "basemap_url": settings.BASEMAP_URL,
        "page_address": address_of(request),
    }


def address_of(request: HttpRequest) -> str:
    """Return the address of the page for print; empty when the request names a host that is not ours."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return ""
