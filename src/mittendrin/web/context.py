# SPDX-License-Identifier: EUPL-1.2
"""What every template of the shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mittendrin import __version__
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.town import town
from mittendrin.web.navigation import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return town, menu, theme and version for the base template."""
    person = getattr(request, "user", None)
    theme = person.theme if isinstance(person, Person) else request.COOKIES.get("theme", "")
    return {
        "town": town(),
        "menu": menu(request),
        "theme": theme if theme in {"light", "dark"} else "",
        "single_keys": person.single_keys if isinstance(person, Person) else True,
        "version": __version__,
        "demo": settings.DEMO,
        "basemap_url": settings.BASEMAP_URL,
    }
