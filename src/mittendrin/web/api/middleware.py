# SPDX-License-Identifier: EUPL-1.2
"""What holds for every address below ``/api/``: problems as JSON, HEAD, reading from other sites."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import override

from mittendrin.web.api.problems import language_of, problem

Handler = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/"


def api_answers(get_response: Handler) -> Handler:
    """Give all answers below ``/api/`` the same manners; stands first, so that no error page of the shell gets out."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        if request.method == "OPTIONS":
            return _open_to_all(HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"}))
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        with override(language_of(request)):
            response = _as_problem(request, get_response(request))
        return _open_to_all(_without_body(response) if head else response)

    return handle


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
        return response
    answer = problem(request, response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    if response.status_code == 405:
        answer.headers["Allow"] = "GET, HEAD, OPTIONS"
    return answer


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other sites read: the answers are public and take no cookies into account."""
    if settings.API_CORS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response
