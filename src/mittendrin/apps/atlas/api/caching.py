# SPDX-License-Identifier: EUPL-1.2
"""Answers that a client has already are not computed again: ETag from the state of the records."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from mittendrin import __version__
from mittendrin.apps.atlas.services.state import state as data_state

Run = Callable[..., HttpResponse]
CACHE_CONTROL = "public, max-age=60, must-revalidate"


def answer_once(run: Run) -> Run:
    """Send 304 while neither the records nor this program changed since the client asked the same."""

    @wraps(run)
    def handle(request: HttpRequest, **parameters: Any) -> HttpResponse:
        tag = etag(request)
        known = parse_etags(request.headers.get("If-None-Match", ""))
        # Only good answers carry a tag, and the tag names the address: a client that shows it was answered well.
        if tag in known or f"W/{tag}" in known:
            return _labelled(HttpResponseNotModified(), tag)
        response = run(request, **parameters)
        return _labelled(response, tag) if response.status_code == 200 else response

    return handle


def etag(request: HttpRequest) -> str:
    """Return the tag of the answer to ``request`` in the present state of the records."""
    state = f"{__version__} {data_state()} {request.build_absolute_uri()}"
    # Salted with the key of the town: another store that happens to be at the same number has other tags.
    return f'"{salted_hmac("mittendrin.api.etag", state).hexdigest()[:32]}"'


def _labelled(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
