# SPDX-License-Identifier: EUPL-1.2
"""Switches in bar and footer: language, theme, single keys. Kept in a cookie and with the person."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mittendrin.townhall.accounts import services
from mittendrin.web.access import person_of
from mittendrin.web.visitor import THEMES, remember, way_back


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and go back to the page."""
    code = request.POST.get("language", "")
    response = redirect(_without_lang(way_back(request)))
    if code in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, code)
        if person := person_of(request):
            services.keep_preferences(person, language=code)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Switch between light, dark and automatic and go back to the page."""
    chosen = request.POST.get("theme", "")
    response = redirect(way_back(request))
    if chosen in THEMES:
        remember(response, "theme", chosen)
        if person := person_of(request):
            services.keep_preferences(person, theme=chosen)
    return response


@require_POST
def single_keys(request: HttpRequest) -> HttpResponse:
    """Switch single keys on or off and go back to the page."""
    on = request.POST.get("single_keys") == "on"
    response = redirect(way_back(request))
    remember(response, "single_keys", "on" if on else "off")
    if person := person_of(request):
        services.keep_preferences(person, single_keys=on)
    messages.success(request, _("Einzelne Tasten sind an.") if on else _("Einzelne Tasten sind aus."))
    return response


def _without_lang(address: str) -> str:
    """Return ``address`` without ``lang=``, which would win over the switch."""
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    query.pop("lang", None)
    return urlunsplit(parts._replace(query=query.urlencode()))
