# SPDX-License-Identifier: EUPL-1.2
"""What the house knows about a visitor: network address, language, theme, single keys."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from mittendrin.web.access import person_of

YEAR = timedelta(days=365)
THEMES = ("auto", "light", "dark")
NOBODY = "0.0.0.0"  # noqa: S104 - an address that nobody has, not one to listen on
_HOST_BITS = 64
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([^\]]+)\](?::[0-9]+)?")


def client_ip(request: HttpRequest) -> str:
    """Return the address of the visitor; behind a proxy the one that the proxy saw.

    IPv6 counts by its /64, which one household or office has for itself. 0.0.0.0: nobody knows the address.
    """
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2] if settings.BEHIND_PROXY else ""
    return network_of(forwarded) or network_of(str(request.META.get("REMOTE_ADDR", ""))) or NOBODY


def network_of(text: str) -> str:
    """Return the address in ``text`` as it counts, without a port; empty when there is none."""
    found = _WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address(found[1] or found[2] if found else text.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_address(int(address) >> _HOST_BITS << _HOST_BITS))


def theme_of(request: HttpRequest) -> str:
    """Return the theme that the visitor chose: auto, light or dark; auto without a choice."""
    person = person_of(request)
    theme = (person.theme if person else "") or request.COOKIES.get("theme", "")
    return theme if theme in THEMES else "auto"


def single_keys_of(request: HttpRequest) -> bool:
    """Return whether single keys act for the visitor."""
    person = person_of(request)
    return person.single_keys if person else request.COOKIES.get("single_keys") != "off"


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice of the visitor in a cookie for a year."""
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS)


def way_back(request: HttpRequest) -> str:
    """Return the address of this house named in the form field ``next``; the start page without a safe one."""
    target = request.POST.get("next", "/")[:2000]
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    return target if safe and target.startswith("/") else "/"
