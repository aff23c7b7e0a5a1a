# SPDX-License-Identifier: EUPL-1.2
"""The way to object, open to everybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mittendrin.apps.kiregister.forms import MOST_REFERENCE, ObjectionForm
from mittendrin.apps.kiregister.services import objecting
from mittendrin.apps.kiregister.views.pages import wanted
from mittendrin.townhall.feedback.services import TooMany
from mittendrin.web.forms import posted
from mittendrin.web.visitor import client_ip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def send(request: HttpRequest, block: str) -> HttpResponse:
    """Take an objection, a question or a mistake, from anybody."""
    found = wanted(block)
    initial = {"wish": objecting.HUMAN, "reference": request.GET.get("nummer", "")[:MOST_REFERENCE]}
    form = ObjectionForm(posted(request), initial=initial)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            case = objecting.send(found, form.objection(), client_ip(request))
        except TooMany:
            status = 429
            form.add_error(None, _("Es kamen gerade zu viele Schreiben. Senden Sie Ihres in einer Stunde noch einmal."))
        except objecting.NoUnit:
            status = 503
            form.add_error(None, _("Das geht gerade nicht. Schreiben Sie der Stadt; die Anschrift steht im Impressum."))
        else:
            messages.success(
                request, _("Ihr Schreiben ist bei der Stadt. Nummer: %(number)s.") % {"number": case.number}
            )
            return redirect("kiregister:objected", block)
    return render(request, "kiregister/object.html", {"entry": found, "form": form}, status=status)


@require_safe
@never_cache
def sent(request: HttpRequest, block: str) -> HttpResponse:
    """Say what comes next."""
    return render(request, "kiregister/objected.html", {"entry": wanted(block)})
