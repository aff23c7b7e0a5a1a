# SPDX-License-Identifier: EUPL-1.2
"""Who comes in, and what they may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mittendrin.townhall.cases.errors import NotYours
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services.access import Viewer, find, unit_to_ask, viewer
from mittendrin.web.access import person_of

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
WAY = "weg"


def for_people(view: Inner[P]) -> Outer[P]:
    """Hand the view who looks; send the public to the login. Nothing of the answer is kept by browsers or proxies."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_of(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        response = view(request, viewer(person), *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return cast("Outer[P]", never_cache(guarded))


def wants_part(request: HttpRequest, target: str) -> bool:
    """Return whether the browser asks only for the part ``target`` of the page."""
    asks = request.headers.get("HX-Request") and request.headers.get("HX-Target") == target
    return bool(asks) and not request.headers.get("HX-History-Restore-Request")


def case_or_404(request: HttpRequest, who: Viewer, uuid: UUID) -> Case:
    """Return the case; one that the person may not see is not found.

    People who got a link to it, or passed it on, learn who sees it, and nothing else.
    """
    try:
        return find(who, uuid)
    except NotYours as refusal:
        unit = unit_to_ask(who, uuid, request.GET.get(WAY, ""))
        if unit is None:
            raise Http404 from refusal
        if unit.pk == who.person.unit_id:
            raise PermissionDenied(_("Das sehen nur Personen mit besonderer Freigabe.")) from refusal
        raise PermissionDenied(_("Das sieht nur: %(unit)s.") % {"unit": unit.name}) from refusal
