# SPDX-License-Identifier: EUPL-1.2
"""Pages about the house: accessibility, privacy, imprint, keyboard, version."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mittendrin.townhall.feedback import services as feedback
from mittendrin.townhall.town import town
from mittendrin.web import licences
from mittendrin.web.access import person_of
from mittendrin.web.forms import FeedbackForm, posted
from mittendrin.web.visitor import client_ip


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "web/accessibility.html", {"checked_on": _date(town().accessibility_checked_on)})


def report(request: HttpRequest) -> HttpResponse:
    """Take a report of a barrier or an error, from anybody."""
    initial = {"topic": request.GET.get("topic", "barrier")[:10], "page": request.GET.get("page", "")[:300]}
    form = FeedbackForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            feedback.keep(form.save(commit=False), client_ip(request))
        except feedback.TooMany:
            status = 429
            form.add_error(None, _("Es kamen gerade zu viele Meldungen. Senden Sie Ihre in einer Stunde noch einmal."))
        else:
            messages.success(request, _("Danke. Ihre Meldung ist bei der Stadt."))
            return redirect("web:report")
    return render(request, "web/report.html", {"form": form}, status=status)


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
    """Show names and licences of all packages; their exact versions only to people who are logged in."""
    context = {
        "python_packages": licences.python_packages(),
        "browser_packages": licences.browser_packages(),
        "exact": person_of(request) is not None,
    }
    return render(request, "web/version.html", context)


def _date(text: str) -> date | str:
    """Return the date in ``text``, or the text itself when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
