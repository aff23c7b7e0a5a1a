# SPDX-License-Identifier: EUPL-1.2
"""The service as HTTP."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from mittendrin.sta import batch
from mittendrin.sta.answers import Answer, Call, error
from mittendrin.sta.description import description
from mittendrin.sta.dispatch import ALL, answer
from mittendrin.sta.errors import BadRequest, NotHere, StaError, TooLarge
from mittendrin.sta.visitor import viewer_for
from mittendrin.sta.writing.bodies import MAX_BODY, MAX_BULK

_BULK = frozenset({"CreateObservations", "$batch"})


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description for programs."""
    base = request.build_absolute_uri(reverse("sta:landing")).rstrip("/")
    return JsonResponse(description(base), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def service(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer whatever comes in below ``/sta/v1.1``."""
    try:
        return _http(_answered(request, path))
    except StaError as refusal:
        return _http(error(refusal.status, refusal.message))


def _answered(request: HttpRequest, path: str) -> Answer:
    method = request.method or "GET"
    if method not in ALL:
        raise NotHere(f"{method} does not fit this address.")
    base = request.build_absolute_uri(reverse("sta:landing")).rstrip("/")
    most = MAX_BULK if path.strip("/") in _BULK else MAX_BODY
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"\d{1,18}", length, re.ASCII):
        raise BadRequest("Content-Length must be a whole number.")
    if int(length) > most:
        raise TooLarge(f"The body is larger than {most} bytes.")
    if path.strip("/") == "$batch" and method == "POST" and "Authorization" not in request.headers:
        request.method = "GET"  # a batch that only reads is open; its parts are checked one by one
        viewer = viewer_for(request)
        request.method = "POST"
    else:
        viewer = viewer_for(request)
    call = Call(
        method, path, request.META.get("QUERY_STRING", ""), request.body, base, request.META.get("CONTENT_TYPE", "")
    )
    if path.strip("/") == "$batch":
        return batch.run(call, viewer) if method == "POST" else error(NotHere.status, "$batch takes POST.")
    return answer(call, viewer)


def _http(found: Answer) -> HttpResponse:
    response = HttpResponse(found.text(), status=found.status, content_type=found.content_type)
    for name, value in found.headers.items():
        response.headers[name] = value
    if found.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="SensorThings", charset="UTF-8"'
    if found.status == 405:
        response.headers["Allow"] = ", ".join(ALL)
    if found.status == 503:
        response.headers["Retry-After"] = str(settings.STA_SECONDS)
    return response
