# SPDX-License-Identifier: EUPL-1.2
"""Login, logout, own password, own profile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from mittendrin.townhall.accounts import services
from mittendrin.web.access import person_of
from mittendrin.web.forms import LoginForm, PasswordForm, PreferencesForm, password_rules, posted
from mittendrin.web.login_guard import remember_browser
from mittendrin.web.visitor import remember, theme_of


class Login(auth_views.LoginView):
    """Log in; throttled by django-axes."""

    template_name = "web/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in and remember the browser, so that wrong passwords of strangers do not lock it out."""
        response = super().form_valid(form)
        if person := person_of(self.request):
            remember_browser(self.request, response, person, secure=settings.HTTPS)
        return response


class Logout(auth_views.LogoutView):
    """Log out (POST only)."""


class Password(auth_views.PasswordChangeView):
    """Choose a new password of one's own."""

    template_name = "web/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("web:profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the rules in words."""
        return super().get_context_data(rules=password_rules(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Keep the password; a temporary one becomes the person's own."""
        response = super().form_valid(form)  # type: ignore[arg-type]
        if person := person_of(self.request):
            services.keep_password(person)
            remember_browser(self.request, response, person, secure=settings.HTTPS)
        messages.success(self.request, _("Ihr neues Passwort gilt ab jetzt."))
        return response


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show who is logged in and keep what the person chooses about the pages."""
    person = person_of(request)
    initial = {
        "language": request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE),
        "theme": theme_of(request),
        "single_keys": person.single_keys if person else True,
    }
    form = PreferencesForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and person:
        chosen = form.cleaned_data
        services.keep_preferences(person, **chosen)
        response = redirect("web:profile")
        remember(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
        remember(response, "theme", chosen["theme"])
        messages.success(request, _("Gespeichert."))
        return response
    return render(request, "web/profile.html", {"form": form})
