# SPDX-License-Identifier: EUPL-1.2
"""The interview: one section at a time, each answer stored as soon as it is given; sections shared with colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.standort.forms import FactsForm, ShareForm
from mittendrin.apps.standort.services import asking, rounds
from mittendrin.apps.standort.views.entry import for_owners, for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted

if TYPE_CHECKING:
    from mittendrin.apps.standort.models import Round
    from mittendrin.apps.standort.sources.questionnaire import Field


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def facts(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Ask for the facts of the town, then go on with the first section."""
    found = rounds.find(uuid)
    form = FactsForm(posted(request), initial=asking.facts_initial(found))
    if request.method == "POST" and form.is_valid():
        rounds.save_facts(found, form.facts())
        return redirect("standort:section", found.uuid, rounds.questions().fields[0].id)
    context = {"round": found, "form": form, "progress": rounds.progress(found, rounds.sections(person, found))}
    return render(request, "standort/facts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def section(request: HttpRequest, person: Person, uuid: UUID, field: str) -> HttpResponse:
    """Show the questions of a section; what was sent as a whole is stored item by item."""
    found = rounds.find(uuid)
    shown = rounds.section(person, found, field)
    wrongs: dict[str, str] = {}
    if request.method == "POST":
        wrongs = asking.store_all(found, person, shown, request.POST)
        if not wrongs:
            return _next(person, found, shown)
    context = {
        "round": found,
        "field": shown,
        "rows": asking.rows(found, shown, wrongs, request.POST if wrongs else None),
        "progress": rounds.progress(found, rounds.sections(person, found)),
        "owner": rounds.owns(person),
        "shares": rounds.shares(found, shown),
        "share_form": ShareForm(rounds.colleagues(found, shown)),
        "wrong": bool(wrongs),
    }
    return render(request, "standort/section.html", context, status=422 if wrongs else 200)


def _next(person: Person, found: Round, field: Field) -> HttpResponse:
    """Go on with the next section that the person may answer; after the last one to the result."""
    names = [one.id for one in rounds.sections(person, found)]
    place = names.index(field.id) + 1
    if place < len(names):
        return redirect("standort:section", found.uuid, names[place])
    return redirect("standort:result", found.uuid) if rounds.owns(person) else redirect("standort:start")


@require_POST
@for_people
def save(request: HttpRequest, person: Person, uuid: UUID, field: str, item: str) -> HttpResponse:
    """Store one answer and say so; a wrong one is named, and the stored one stays."""
    found = rounds.find(uuid)
    shown = rounds.section(person, found, field)
    wanted = next((one for one in rounds.questions().of_field(shown.id) if one.id == item), None)
    if wanted is None:
        raise rounds.NotYours
    context = {"item": wanted, "wrong": asking.store(found, person, wanted, request.POST)}
    return render(request, "standort/parts/saved.html", context)


@require_POST
@for_owners
def share(request: HttpRequest, person: Person, uuid: UUID, field: str) -> HttpResponse:
    """Share a section with a colleague."""
    found = rounds.find(uuid)
    shown = rounds.section(person, found, field)
    form = ShareForm(rounds.colleagues(found, shown), request.POST)
    if form.is_valid():
        colleague = form.cleaned_data["person"]
        rounds.share(found, shown, colleague)
        address = request.build_absolute_uri(request.path.removesuffix("teilen/"))
        words = {"person": colleague.name, "address": address}
        messages.success(request, _("%(person)s kann diesen Teil jetzt beantworten. Adresse: %(address)s") % words)
    else:
        messages.error(request, _("Wählen Sie eine Person."))
    return redirect("standort:section", found.uuid, shown.id)


@require_POST
@for_owners
def unshare(request: HttpRequest, person: Person, uuid: UUID, field: str, pk: int) -> HttpResponse:
    """Take a shared section back; answers stay."""
    found = rounds.find(uuid)
    shown = rounds.section(person, found, field)
    rounds.unshare(found, shown, pk)
    messages.success(request, _("Nicht mehr geteilt. Die Antworten bleiben."))
    return redirect("standort:section", found.uuid, shown.id)
