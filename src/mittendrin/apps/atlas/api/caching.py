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
from mittendrin.apps.atlas.services.state import state

Run = Callable[..., HttpResponse]
CACHE_CONTROL = "public, max-age=60, must-revalidate"


def tagged_by_state(run: Run) -> Run:
    """Send 304, without computing, while neither the records nor this program changed since the client asked."""

    @wraps(run)
    def handle(request: HttpRequest, **parameters: Any) -> HttpResponse:
        tag = _tag(f"{__version__} {state()} {request.build_absolute_uri()}")
        # Only good answers carry a tag, and the tag names the address: a client that shows it was answered well.
        if _has(request, tag):
            return _labelled(HttpResponseNotModified(), tag)
        response = run(request, **parameters)
        return _labelled(response, tag) if response.status_code == 200 else response

    return handle


def tagged_by_content(run: Run) -> Run:
    """Send 304 when the answer is the one that the client has."""

    @wraps(run)
    def handle(request: HttpRequest, **parameters: Any) -> HttpResponse:
        response = run(request, **parameters)
        if response.status_code != 200:
            return response
        tag = _tag(response.content.decode())
        return _labelled(HttpResponseNotModified() if _has(request, tag) else response, tag)

    return handle


def _tag(content: str) -> str:
    # Salted with the key of the town: another store that happens to be in the same state has other tags.
    return f'"{salted_hmac("mittendrin.api.etag", content).hexdigest()[:32]}"'


def _has(request: HttpRequest, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in known or f"W/{tag}" in known


def _labelled(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
