# SPDX-License-Identifier: EUPL-1.2
"""Pictures of pages, stored files, the separator sheet."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mittendrin.apps.posteingang.services import files, separators
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person


@require_safe
@for_people
def page_image(request: HttpRequest, person: Person, uuid: UUID, page: int) -> HttpResponse:
    """Answer the picture of a page (from 1)."""
    given = request.GET.get("breite", "")
    width = int(given) if given.isdecimal() and len(given) < 5 else 1000
    picture, media_type = files.page_image(person, uuid, page - 1, width)
    response = HttpResponse(picture, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@for_people
def stored(request: HttpRequest, person: Person, uuid: UUID) -> StreamingHttpResponse:
    """Answer a stored file: shown only where that is safe, else as a download."""
    found = files.file(person, uuid)
    response = StreamingHttpResponse(found.chunks, content_type=found.media_type)
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = str(content_disposition_header(not found.inline, found.name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@for_people
def separator(request: HttpRequest, person: Person) -> HttpResponse:
    """Answer the sheet that parts letters in a scanner."""
    response = HttpResponse(separators.sheet_pdf(), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="trennblatt.pdf"'
    return response
