# SPDX-License-Identifier: EUPL-1.2
"""Who asks: the public, a program with its token, or a person."""

from __future__ import annotations

import base64
import binascii

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from mittendrin.apps.stadtdaten.services import tokens
from mittendrin.apps.stadtdaten.services.access import PUBLIC, Viewer, viewer_of, viewer_with
from mittendrin.sta.dispatch import READING
from mittendrin.sta.errors import Forbidden, NotAllowed
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.access import person_of


def viewer_for(request: HttpRequest) -> Viewer:
    """Return who asks. Raises NotAllowed for a wrong token or password, and when nobody is known who writes."""
    scheme, _blank, rest = request.headers.get("Authorization", "").partition(" ")
    viewer = _known(request, scheme.lower(), rest.strip()) if scheme else _by_session(request)
    if request.method not in READING and viewer == PUBLIC and not scheme:
        raise NotAllowed("Writing needs a token or a person: Authorization: Bearer, or Basic.")
    return viewer


def _known(request: HttpRequest, scheme: str, rest: str) -> Viewer:
    name, password = ("", rest) if scheme == "bearer" else _basic(rest)
    token = tokens.token_with(password)
    if token is not None:
        return viewer_with(token)
    if scheme == "basic" and name and "\x00" not in name + password:
        person = authenticate(request, username=name, password=password)
        if isinstance(person, Person) and person.temporary_until is None:
            return viewer_of(person)
    raise NotAllowed("Token or password is not right.")


def _basic(rest: str) -> tuple[str, str]:
    try:
        name, _colon, password = base64.b64decode(rest, validate=True).decode().partition(":")
    except (ValueError, binascii.Error) as error:
        raise NotAllowed("Unreadable Authorization header.") from error
    return name, password


def _by_session(request: HttpRequest) -> Viewer:
    person = person_of(request)
    if person is None:
        return PUBLIC
    if request.method not in READING and _Check(_nothing).process_view(request, _nothing, (), {}) is not None:
        raise Forbidden("A page of the town must send its CSRF token.")
    return viewer_of(person)


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    """Programs with a token need no CSRF token; a browser that is logged in does."""
