# SPDX-License-Identifier: EUPL-1.2
"""Who may open a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mittendrin.townhall.accounts.models import Person, Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person_of(request: HttpRequest) -> Person | None:
    """Return who is logged in, or None for the public."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let only people with one of ``roles`` (and administrators) pass.

    The public is sent to the login page; others get the 403 page, which names who may.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = person_of(request)
            if person is None:
                return redirect_to_login(request.get_full_path())
            if not person.has_role(*roles):
                allowed = dict.fromkeys([*roles, Role.ADMINISTRATOR])
                names = ", ".join(str(Role(role).label) for role in allowed)
                raise PermissionDenied(_("Diese Seite sehen nur: %(roles)s.") % {"roles": names})
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return decorate
