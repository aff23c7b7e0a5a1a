# SPDX-License-Identifier: EUPL-1.2
"""Who comes in: owners see all, colleagues their sections, strangers nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from mittendrin.apps.standort.services import measures, rounds
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.access import person_of

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_people(view: Inner[P]) -> Outer[P]:
    """Hand the view who looks; the public goes to the login. What a person may not see is not found."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_of(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, person, *args, **kwargs)
        except (rounds.NotYours, measures.Gone) as refusal:
            raise Http404 from refusal

    return cast("Outer[P]", never_cache(guarded))


def for_owners(view: Inner[P]) -> Outer[P]:
    """Like ``for_people``, for those who see the whole."""

    @wraps(view)
    def guarded(request: HttpRequest, person: Person, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not rounds.owns(person):
            raise rounds.NotYours
        return view(request, person, *args, **kwargs)

    return for_people(cast("Inner[P]", guarded))
