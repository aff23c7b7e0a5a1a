# SPDX-License-Identifier: EUPL-1.2
"""Who comes in, and what happens when something is not to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mittendrin.apps.posteingang.services.errors import NotAllowed, NotVisible
from mittendrin.apps.posteingang.services.names import FileGone, ReadingDamaged
from mittendrin.core.sealing import KeyMissing, SealBroken
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.access import person_of

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_people(view: Inner[P]) -> Outer[P]:
    """Hand the view who looks; send the public to the login. Nothing of the answer is kept by browsers or proxies.

    A letter that the person may not see is not found; a missing right is refused with words.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_of(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, person, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except NotAllowed as refusal:
            raise PermissionDenied(refusal.words) from refusal
        except (FileGone, KeyMissing, ReadingDamaged, SealBroken) as error:
            return render(request, "posteingang/unreadable.html", {"reason": _why(error)}, status=503)

    return cast("Outer[P]", never_cache(guarded))


def _why(error: Exception) -> str:
    if isinstance(error, KeyMissing):
        return _("Der Schlüssel der Ablage fehlt. Die Administration trägt ihn ein.")
    if isinstance(error, SealBroken | ReadingDamaged):
        return _("Die Datei passt nicht zu ihrem Siegel. Sie wurde verändert oder beschädigt.")
    return _("Die Datei ist nicht mehr in der Ablage.")
