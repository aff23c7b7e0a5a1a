# SPDX-License-Identifier: EUPL-1.2
"""Pages for those who decide what blocks may do: heads of units and administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mittendrin.apps.kiregister.forms import SettingsForm
from mittendrin.apps.kiregister.services import entries, meter_chart, steering
from mittendrin.apps.kiregister.views.pages import wanted
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required
from mittendrin.web.forms import posted

heads = role_required(Role.HEAD_OF_UNIT)


@heads
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """List the blocks with their state."""
    context = {"entries": entries.entries(), "notices": steering.notices(), "checked": entries.checked()}
    return render(request, "kiregister/manage_list.html", context)


@heads
@never_cache
def manage(request: HttpRequest, block: str) -> HttpResponse:
    """Show and change the settings of a block; its versions, override meter and drift."""
    found = wanted(block)
    form = SettingsForm(posted(request), initial=steering.values(found.state))
    person = person_of(request)
    if request.method == "POST" and person and form.is_valid():
        steering.change(block, person, form.cleaned_data)
        messages.success(request, _("Gespeichert. Die Änderung steht im Verzeichnis."))
        return redirect("kiregister:manage", block)
    context = {
        "entry": found,
        "form": form,
        "chart": meter_chart.by_week(found),
        "tables": steering.tables(found),
        "drift": steering.drift(block),
        "notices": steering.notices(block),
        "earlier": steering.earlier(block),
        "learning": steering.learning(found),
    }
    return render(request, "kiregister/manage.html", context)


@heads
@require_POST
def roll_back(request: HttpRequest, block: str) -> HttpResponse:
    """Go one version back."""
    wanted(block)
    person = person_of(request)
    if person:
        number = steering.roll_back(block, person)
        if number is None:
            messages.error(request, _("Es gibt keine frühere Fassung."))
        else:
            messages.success(request, _("Fassung %(number)s ist wieder in Betrieb.") % {"number": number})
    return redirect("kiregister:manage", block)


@heads
@require_POST
def learn(request: HttpRequest, block: str) -> HttpResponse:
    """Let the block learn anew in the background."""
    wanted(block)
    person = person_of(request)
    if person:
        steering.learn(block, person)
        messages.success(request, _("Das Lernen beginnt gleich. Das Ergebnis steht dann hier."))
    return redirect("kiregister:manage", block)
