# SPDX-License-Identifier: EUPL-1.2
"""Pages for what went wrong. The page for 500 needs neither database nor session."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from datetime import datetime
from typing import Any

from axes.helpers import get_cool_off
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from mittendrin.web.login_guard import lock_on

log = logging.getLogger(__name__)
_LAST_RESORT = "<!doctype html><html lang='de'><title>Fehler</title><h1>Etwas ging schief.</h1><p>Fehlernummer {}</p>"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 and say who may open the page, when that is known."""
    return render(request, "403.html", {"reason": str(exception or "")[:300]}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long or came from elsewhere."""
    log.info("form.refused reason=csrf")
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a number that the log holds too. The log gets places in the code, never values."""
    number = secrets.token_hex(4).upper()
    kind, error, trace = sys.exc_info()
    if isinstance(error, OperationalError):
        return store_unavailable(error)
    view = request.resolver_match.view_name if request.resolver_match else ""
    places = [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(trace)]
    log.error("page.failed number=%s view=%s error=%s at=%s", number, view, getattr(kind, "__name__", ""), places[-8:])
    try:
        page: str = render_to_string("500.html", {"number": number, "now": timezone.localtime()})
    except Exception:  # noqa: BLE001 - the last page must come whatever is broken
        page = _LAST_RESORT.format(number)
    return HttpResponse(page, status=500)


def store_unavailable(error: OperationalError) -> HttpResponse:
    """Say that the database is locked, read-only or away; nothing of the request was stored."""
    log.error("store.unavailable error=%s", str(error).splitlines()[0][:200] if str(error) else "")
    response = HttpResponse(render_to_string("503_store.html"), status=503)
    response.headers["Retry-After"] = "10"
    return response


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say until when logging in is locked, and why."""
    lock = lock_on(request)
    wait = lock.until - timezone.now() if lock else get_cool_off(request)
    until: datetime | None = timezone.localtime() + wait if wait else None
    context = {"until": until, "reason": lock.reason if lock else ""}
    response = render(request, "web/locked_out.html", context, status=429)
    if wait:
        response.headers["Retry-After"] = str(max(1, int(wait.total_seconds())))
    return response
