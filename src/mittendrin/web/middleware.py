# SPDX-License-Identifier: EUPL-1.2
"""Maintenance page, size of uploads, clean addresses, language of a person, change of temporary passwords."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mittendrin.web.access import person_of

Handler = Callable[[HttpRequest], HttpResponse]
_DRAIN_BYTES = 1_000_000_000


def maintenance(get_response: Handler) -> Handler:
    """Answer everything but /healthz with the maintenance page while the town's maintenance file exists."""

    def handle(request: HttpRequest) -> HttpResponse:
        file = Path(settings.MAINTENANCE_FILE)
        if request.path == "/healthz" or not file.exists():
            return get_response(request)
        with translation.override(_cookie_language(request)):
            note = file.read_text(encoding="utf-8", errors="replace")[:500].strip()
            response = render(request, "503.html", {"note": note}, status=503)
        response.headers["Retry-After"] = "600"
        return response

    return handle


def upload_limit(get_response: Handler) -> Handler:
    """Refuse bodies above UPLOAD_MAX_BYTES and those without a length, with words, before anything of them is kept.

    One that breaks off while a view reads it is answered with 408.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return _refusal(request, 411)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not (length.isascii() and length.isdigit()) or int(length) <= settings.UPLOAD_MAX_BYTES:
            return get_response(request)
        _drain(request, int(length))
        return _refusal(request, 413, megabytes=settings.UPLOAD_MAX_BYTES // (1024 * 1024))

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _refusal(request, 408) if isinstance(error, UnreadablePostError) else None

    handle.process_exception = process_exception  # type: ignore[attr-defined]
    return handle


def _drain(request: HttpRequest, length: int) -> None:
    """Read a body away: a browser shows the answer only after it could send its whole file. A program need not."""
    read = 0
    if "Authorization" in request.headers:
        return
    try:
        while read < min(length, _DRAIN_BYTES) and (chunk := request.read(65_536)):
            read += len(chunk)
    except UnreadablePostError:
        return


def _refusal(request: HttpRequest, status: int, **values: int) -> HttpResponse:
    with translation.override(_cookie_language(request)):
        response = render(request, f"{status}.html", values, status=status)
    response.headers["Connection"] = "close"
    return response


def clean_address(get_response: Handler) -> Handler:
    """Refuse addresses with NUL signs: no record has one, and PostgreSQL takes none."""

    def handle(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            with translation.override(_cookie_language(request)):
                return render(request, "400.html", status=400)
        return get_response(request)

    return handle


def person_language(get_response: Handler) -> Handler:
    """Choose the language: ``?lang=`` for one page, else the person's, else the cookie's, else German.

    The wish of the browser does not count, because German pages come first in a German town hall.
    """
    codes = dict(settings.LANGUAGES)

    def handle(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        person = person_of(request)
        wished = request.GET.get("lang", "")
        if wished not in codes:
            wished = person.language if person else ""
        if wished in codes:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = wished
        return get_response(request)

    return handle


def own_password_first(get_response: Handler) -> Handler:
    """Send people with a temporary password to the page where they choose their own."""

    def handle(request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        if person is None or person.temporary_until is None:
            return get_response(request)
        allowed = {reverse(f"web:{name}") for name in ("password", "logout", "language", "theme", "healthz")}
        if request.path in allowed:
            return get_response(request)
        messages.warning(request, _("Ihr Passwort ist vorläufig. Wählen Sie zuerst ein eigenes."))
        return redirect("web:password")

    return handle


def _cookie_language(request: HttpRequest) -> str:
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
