# SPDX-License-Identifier: EUPL-1.2
"""One shape for every answer that says no (RFC 9457), in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from pydantic import BaseModel

CONTENT_TYPE = "application/problem+json"

_TITLES: dict[int, tuple[str, Promise]] = {
    400: ("bad-request", gettext_lazy("Die Anfrage ist nicht lesbar")),
    403: ("forbidden", gettext_lazy("Dafür fehlt das Recht")),
    404: ("not-found", gettext_lazy("Das gibt es hier nicht")),
    405: ("method-not-allowed", gettext_lazy("Diese Adresse wird nur gelesen")),
    413: ("too-large", gettext_lazy("Die Anfrage ist zu groß")),
    422: ("invalid-parameters", gettext_lazy("Ein Wert der Anfrage passt nicht")),
    429: ("too-many-requests", gettext_lazy("Zu viele Anfragen")),
    500: ("server-error", gettext_lazy("Hier ist ein Fehler passiert")),
    503: ("unavailable", gettext_lazy("Gerade nicht möglich")),
}
_DETAILS: dict[int, Promise] = {
    400: gettext_lazy("Bitte Adresse und Kopfzeilen der Anfrage prüfen."),
    403: gettext_lazy("Diese Antwort sehen nur bestimmte Personen."),
    404: gettext_lazy("Unter dieser Adresse liegt nichts. Alle Adressen stehen in openapi.json."),
    405: gettext_lazy("Erlaubt sind GET, HEAD und OPTIONS."),
    413: gettext_lazy("Die Schnittstelle nimmt keine Daten an."),
    422: gettext_lazy("Welcher Wert nicht passt, steht unter „errors“."),
    429: gettext_lazy("Bitte nach der Pause aus „Retry-After“ wieder fragen."),
    500: gettext_lazy("Nichts wurde geändert. Der Fehler steht im Protokoll."),
    503: gettext_lazy("Bitte nach der Pause aus „Retry-After“ wieder fragen."),
}


class FieldError(BaseModel):
    """What is wrong with one value of the request."""

    field: str
    message: str


class Problem(BaseModel):
    """Why there is no other answer. ``type`` is stable; ``title`` and ``detail`` are for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class ApiError(Exception):
    """Raised by endpoints: becomes a problem with ``status`` and ``detail``."""

    def __init__(self, status: int, detail: str = "", errors: Iterable[FieldError] = ()) -> None:
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        super().__init__(detail)


def problem(request: HttpRequest, status: int, detail: str = "", errors: Iterable[FieldError] = ()) -> JsonResponse:
    """Return the answer for ``status``; ``detail`` says more than the usual sentence."""
    with override(language_of(request)):
        phrase = HTTPStatus(status).phrase
        name, title = _TITLES.get(status, (phrase.lower().replace(" ", "-"), phrase))
        body = Problem(
            type=f"urn:problem-type:{name}",
            title=str(title),
            status=status,
            detail=detail or str(_DETAILS.get(status, phrase)),
            errors=list(errors),
        )
    return JsonResponse(body.model_dump(), status=status, content_type=CONTENT_TYPE)


def language_of(request: HttpRequest) -> str:
    """Return the language that ``?lang=`` asks for; German when it names none of ours."""
    wished = request.GET.get("lang", "")
    return wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Return the errors of a validation in words."""
    return [
        FieldError(
            field=str(error["loc"][-1] if _list_item(error) is None else _list_item(error)), message=_message(error)
        )
        for error in errors
    ]


def _list_item(error: Mapping[str, Any]) -> str | None:
    """Return the name of the list when the error is about one of its items."""
    loc = error["loc"]
    return str(loc[-2]) if len(loc) > 1 and isinstance(loc[-1], int) else None


def _message(error: Mapping[str, Any]) -> str:
    values = {**error.get("ctx", {})}
    messages = {
        "unknown_code": _("Erlaubt sind: %(expected)s"),
        "literal_error": _("Erlaubt sind: %(expected)s"),
        "extra_forbidden": _("Diesen Parameter gibt es hier nicht."),
        "int_parsing": _("Hier steht eine ganze Zahl."),
        "int_parsing_size": _("Die Zahl ist zu groß."),
        "int_from_float": _("Hier steht eine ganze Zahl."),
        "float_parsing": _("Hier steht eine Zahl."),
        "finite_number": _("Hier steht eine endliche Zahl."),
        "bool_parsing": _("Hier steht true oder false."),
        "greater_than_equal": _("Der kleinste Wert ist %(ge)s."),
        "greater_than": _("Der Wert muss größer als %(gt)s sein."),
        "less_than_equal": _("Der größte Wert ist %(le)s."),
        "string_too_long": _("Höchstens %(max_length)s Zeichen."),
        "string_too_short": _("Mindestens %(min_length)s Zeichen."),
        "too_long": _("Höchstens %(max_length)s Werte."),
        "too_short": _("Mindestens %(min_length)s Werte."),
        "string_pattern_mismatch": _("Nur Kleinbuchstaben, Ziffern und Bindestriche."),
        "missing": _("Dieser Parameter fehlt."),
    }
    template = messages.get(str(error.get("type")))
    return template % values if template else str(error.get("msg", ""))
