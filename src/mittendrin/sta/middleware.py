# SPDX-License-Identifier: EUPL-1.2
"""What holds for every address below ``/sta/``: errors in its own form, HEAD, reading from other sites."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from mittendrin.sta.answers import error

Handler = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/sta/"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def sta_answers(get_response: Handler) -> Handler:
    """Give all answers below ``/sta/`` the same manners; stands first, so that no page of the shell gets out."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        if request.method == "OPTIONS":
            return _open_to_all(HttpResponse(status=204))
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = _in_form(get_response(request))
        if head and isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return _open_to_all(response)

    return handle


def _in_form(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
        return response
    found = error(response.status_code, HTTPStatus(response.status_code).phrase)
    answer = HttpResponse(found.text(), status=found.status, content_type=found.content_type)
    for name in _KEPT:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def _open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other sites read; they cannot send the cookies of a person who is logged in."""
    if settings.API_CORS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS, POST, PATCH, PUT, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Expose-Headers"] = "Link, Location, Retry-After"
    return response
