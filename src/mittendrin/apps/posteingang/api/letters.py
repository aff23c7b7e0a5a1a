# SPDX-License-Identifier: EUPL-1.2
"""``/posteingang/api/letters``: a program with a token hands in a letter and asks what became of it."""

from __future__ import annotations

import tempfile
from uuid import UUID

from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from mittendrin.apps.posteingang.ingest.store import StoreFull
from mittendrin.apps.posteingang.services import intake

PIECE = 1024 * 1024
MOST_KEY = 200


@csrf_exempt
@require_POST
def hand_in(request: HttpRequest) -> JsonResponse:
    """Take the file in the body: 201 when it is new, 200 when it was handed in before, problems as JSON.

    Authorization: Bearer token of the sender. Idempotency-Key: the same key and file are one letter however often they
    are sent. Name of the file: header X-File-Name or parameter ``name``.
    """
    sender = intake.sender_with(_token(request))
    if sender is None:
        return _problem(401, _("Der Schlüssel fehlt oder gilt nicht."))
    once = request.headers.get("Idempotency-Key", "")
    if len(once) > MOST_KEY:
        return _problem(400, _("Der Idempotency-Key ist zu lang."))
    name = request.headers.get("X-File-Name") or request.GET.get("name") or "Brief"
    with tempfile.SpooledTemporaryFile(max_size=8 * PIECE) as spool:
        try:
            while chunk := request.read(PIECE):
                spool.write(chunk)
        except UnreadablePostError:
            return _problem(408, _("Die Datei kam nicht ganz an. Bitte noch einmal."))
        if spool.tell() == 0:
            return _problem(400, _("Die Anfrage enthält keine Datei."))
        spool.seek(0)
        try:
            taken = intake.take_from_sender(sender, name, spool, once)
        except intake.KeyReused:
            return _problem(409, _("Der Idempotency-Key gehört schon zu einer anderen Datei."))
        except StoreFull:
            return _problem(507, _("Kein Platz mehr in der Ablage. Bitte später noch einmal."))
    letter = taken.letter
    data = {"id": str(letter.uuid), "number": letter.number, "state": letter.state} if letter else {"state": "deleted"}
    return JsonResponse(data, status=201 if taken.new else 200)


@require_GET
def state(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Return number and state of letters that came of a file which this sender handed in."""
    sender = intake.sender_with(_token(request))
    if sender is None:
        return _problem(401, _("Der Schlüssel fehlt oder gilt nicht."))
    found = intake.handed_in(sender, uuid)
    if not found:
        return _problem(404, _("Diesen Brief gibt es nicht."))
    return JsonResponse({"letters": found})


def _token(request: HttpRequest) -> str:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _problem(status: int, title: str) -> JsonResponse:
    """Return a problem after RFC 9457."""
    response = JsonResponse({"type": "about:blank", "status": status, "title": title}, status=status)
    response.headers["Content-Type"] = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
