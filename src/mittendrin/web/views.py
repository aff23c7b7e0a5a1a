# SPDX-License-Identifier: EUPL-1.2
"""Pages of the shell: login, profile, language and theme, legal pages, errors, health."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from mittendrin.townhall.accounts.models import Person

YEAR = 60 * 60 * 24 * 365


class Login(auth_views.LoginView):
    """Log in; throttled by django-axes."""

    template_name = "web/login.html"


class Logout(auth_views.LogoutView):
    """Log out (POST only)."""


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show who is logged in and what the person may choose."""
    return render(request, "web/profile.html")


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/"


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and, when logged in, with the person."""
    code = request.POST.get("language", "")
    response = redirect(_back(request))
    if code in {"de", "en"} and check_for_language(code):
        response.set_cookie("language", code, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(language=code)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and, when logged in, with the person."""
    chosen = request.POST.get("theme", "")
    response = redirect(_back(request))
    if chosen in {"light", "dark"}:
        response.set_cookie("theme", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(theme=chosen)
    return response


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "web/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy page."""
    return render(request, "web/privacy.html")


def imprint(request: HttpRequest) -> HttpResponse:
    """Show the imprint."""
    return render(request, "web/imprint.html")


def keys(request: HttpRequest) -> HttpResponse:
    """Show the keyboard shortcuts."""
    return render(request, "web/keys.html")


def version(request: HttpRequest) -> HttpResponse:
    """Show version and licences."""
    return render(request, "web/version.html")


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer whether the process and its database work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say that logging in is locked for a while."""
    return render(request, "web/locked_out.html", status=429)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return render(request, "500.html", status=500)
