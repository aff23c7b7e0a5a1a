# SPDX-License-Identifier: EUPL-1.2
"""``/stadtdaten/api/uplinks``: network servers hand in messages of LoRaWAN devices."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mittendrin.apps.stadtdaten.services import devices, tokens
from mittendrin.apps.stadtdaten.services.source_words import words_of
from mittendrin.apps.stadtdaten.sources.lorawan.messages import MOST
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused


@csrf_exempt
@require_POST
def uplinks(request: HttpRequest) -> JsonResponse:
    """Keep the message in the body: 200 when it is stored, also when it was before; problems as JSON.

    Authorization: Bearer token of a program that may write. Joins, receipts and the like are answered with 200, too, so
    that network servers do not repeat them.
    """
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    token = tokens.token_with(text.strip()) if scheme.lower() == "bearer" else None
    if token is None or not token.writes:
        return _problem(401, _("Der Schlüssel fehlt oder gilt nicht."))
    length = request.headers.get("Content-Length") or "0"
    if not (length.isascii() and length.isdigit()):
        return _problem(400, _("Die Kopfzeile Content-Length ist keine ganze Zahl."))
    if int(length) > MOST:
        return _problem(413, _("Die Nachricht ist zu groß."))
    try:
        taken = devices.take_message(request.body)
    except SourceRefused as error:
        if error.kind == "no-uplink":
            return JsonResponse({"new": 0, "same": 0, "values": 0})
        return _problem(413 if error.kind == "too-large" else 400, words_of(error))
    if taken.refused:
        return _problem(507, _("Zu viele neue Geräte warten. Bitte benennen oder übergehen Sie zuerst einige."))
    return JsonResponse({"new": taken.new, "same": taken.same, "values": taken.values})


def _problem(status: int, title: str) -> JsonResponse:
    """Return a problem after RFC 9457."""
    response = JsonResponse({"type": "about:blank", "status": status, "title": title}, status=status)
    response.headers["Content-Type"] = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
