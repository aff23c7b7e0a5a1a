# SPDX-License-Identifier: EUPL-1.2
"""The guard at every door that takes a password (login page, Basic in the SensorThings API): django-axes and more."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from django.http import HttpRequest, HttpResponse

from mittendrin.townhall.accounts import login_limits
from mittendrin.townhall.accounts.login_limits import Attempt, Lock
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.visitor import client_ip

COOKIE = "known_browser"


class Guard(AxesDatabaseHandler):  # type: ignore[misc]
    """Locks by name and address as django-axes does, and by the limits of ``login_limits``."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Return whether no password of this visitor is looked at now; ``request.login_refused`` remembers it."""
        lock = login_limits.lock_of(_attempt(request, credentials))
        refused = lock is not None or bool(super().is_locked(request, credentials))
        request.login_lock, request.login_refused = lock, refused  # type: ignore[attr-defined]
        return refused

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count a wrong password; an attempt that our limits refused counts nowhere and lengthens no lock."""
        if request is None:
            return
        if lock_on(request):
            request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
            return
        super().user_login_failed(sender, credentials, request, **kwargs)
        if not getattr(request, "login_refused", False):
            login_limits.note_failure(_attempt(request, credentials))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
        """Forget the typing errors before."""
        super().user_logged_in(sender, request, user, **kwargs)
        login_limits.note_success(_attempt(request, {"username": user.username}))


def lock_on(request: HttpRequest) -> Lock | None:
    """Return the lock that refused the password of this request, when it was one of ours."""
    lock = getattr(request, "login_lock", None)
    return lock if isinstance(lock, Lock) else None


def remember_browser(request: HttpRequest, response: HttpResponse, person: Person, *, secure: bool) -> None:
    """Mark the browser as one with which ``person`` logged in."""
    value = login_limits.known_browser(person, request.COOKIES.get(COOKIE, ""))
    age = login_limits.BROWSER_KEPT
    response.set_cookie(COOKIE, value, max_age=age, httponly=True, samesite="Lax", secure=secure)


def _attempt(request: HttpRequest, credentials: dict[str, Any] | None) -> Attempt:
    username = str(get_client_username(request, credentials) or "")
    return login_limits.attempt(client_ip(request), username, request.COOKIES.get(COOKIE, ""))
