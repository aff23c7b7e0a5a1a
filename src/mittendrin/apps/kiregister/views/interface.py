# SPDX-License-Identifier: EUPL-1.2
"""The register for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from mittendrin.apps.kiregister.services import entries, publication
from mittendrin.apps.kiregister.views.pages import wanted


def register(request: HttpRequest) -> JsonResponse:
    """Answer the whole register."""
    return _answer(publication.register(entries.entries(), request.build_absolute_uri))


def entry(request: HttpRequest, block: str) -> JsonResponse:
    """Answer one entry."""
    return _answer(publication.entry(wanted(block), request.build_absolute_uri))


def schema(request: HttpRequest) -> JsonResponse:
    """Answer the schema of the register."""
    return _answer(publication.schema())


def _answer(data: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
