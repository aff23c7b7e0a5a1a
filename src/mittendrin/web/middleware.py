# SPDX-License-Identifier: EUPL-1.2
"""Maintenance page and the language that a person chose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]


def maintenance(get_response: Handler) -> Handler:
    """Answer everything but /healthz with the maintenance page while the town's maintenance file exists."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz" and Path(settings.MAINTENANCE_FILE).exists():
            response = render(request, "503.html", status=503)
            response.headers["Retry-After"] = "600"
            return response
        return get_response(request)

    return handle


def person_language(get_response: Handler) -> Handler:
    """Prefer German unless the visitor chose otherwise: browsers' wishes do not count, ``?lang=en`` does."""
    codes = dict(settings.LANGUAGES)

    def handle(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        wished = request.GET.get("lang", "")
        if wished in codes:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = wished
        return get_response(request)

    return handle
