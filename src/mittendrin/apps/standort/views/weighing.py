# SPDX-License-Identifier: EUPL-1.2
"""Weighing together: made and closed by owners, voted on by whoever has a link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.weighing import LinksForm, RoadmapForm, WeighingForm
from mittendrin.apps.standort.services import planning
from mittendrin.apps.standort.services.weighing import making, page, results, sheet, voting
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted


@require_safe
@for_owners
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """List all weighings."""
    return render(request, "standort/weighings.html", {"rows": page.rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a weighing of next steps and own proposals."""
    choices = [(step.id, say(step.title)) for step in planning.agenda_steps()]
    form = WeighingForm(choices, posted(request))
    if request.method == "POST" and form.is_valid():
        made = making.create(form.wanted(), person)
        messages.success(request, _("Die Abwägung ist angelegt. Jetzt braucht sie Links."))
        return redirect("standort:weighing", made.uuid)
    return render(request, "standort/weighing_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@for_owners
def weighing(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show one weighing: links while it is open, the result after."""
    return _weighing(request, uuid, LinksForm())


def _weighing(request: HttpRequest, uuid: UUID, form: LinksForm, status: int = 200) -> HttpResponse:
    found = _find(uuid)
    outcome = results.result(found)
    context = {
        "weighing": found,
        "options": page.options(found),
        "open": making.is_open(found),
        "counts": making.counts(found),
        "form": form,
        "result": outcome,
        "places": page.places(found),
        "roadmap_form": RoadmapForm(page.roadmap_choices(outcome)) if outcome and outcome.lines else None,
    }
    return render(request, "standort/weighing.html", context, status=status)


def _find(uuid: UUID) -> Any:
    try:
        return making.find(uuid)
    except making.Unknown as error:
        raise Http404 from error


@require_POST
@for_owners
def links(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Make links and show them this one time."""
    found = _find(uuid)
    form = LinksForm(request.POST)
    if form.is_valid():
        try:
            tokens = making.make_links(found, form.cleaned_data["count"])
        except making.TooManyLinks:
            form.add_error("count", _("Mehr als %(most)s Links gibt es nicht.") % {"most": making.MOST_LINKS})
        except making.IsClosed:
            form.add_error(None, _("Die Abwägung ist beendet."))
        else:
            urls = [request.build_absolute_uri(reverse("standort:vote", args=[token])) for token in tokens]
            if form.cleaned_data["form"] == "csv":
                return _download(sheet.as_csv(urls), "links.csv")
            return render(
                request, "standort/weighing_sheet.html", {"weighing": found, "slips": list(sheet.slips(urls))}
            )
    return _weighing(request, uuid, form, 422)


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@for_owners
def act(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Close or delete a weighing, or take its result into the roadmap."""
    found = _find(uuid)
    what = request.POST.get("was")
    if what == "beenden":
        making.close(found)
        messages.success(request, _("Die Abwägung ist beendet."))
    elif what == "loeschen" and "sicher" in request.POST:
        making.delete(found)
        messages.success(request, _("Die Abwägung ist mit allen Stimmen gelöscht."))
        return redirect("standort:weighings")
    elif what == "loeschen":
        messages.error(request, _("Setzen Sie den Haken, wenn die Abwägung mit allen Stimmen gelöscht werden soll."))
    elif what == "fahrplan":
        _to_roadmap(request, found)
    return redirect("standort:weighing", uuid)


def _to_roadmap(request: HttpRequest, found: Any) -> None:
    chosen = [int(one) for one in request.POST.getlist("options") if one.isdecimal() and len(one) < 10]
    try:
        made = making.to_roadmap(found, chosen)
    except making.StillOpen:
        messages.error(request, _("Die Abwägung läuft noch."))
        return
    words = ngettext("%(n)s Maßnahme steht neu im Fahrplan.", "%(n)s Maßnahmen stehen neu im Fahrplan.", made)
    messages.success(request, words % {"n": made})


@require_safe
@for_owners
def result_csv(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Hand out the result as a table."""
    outcome = results.result(_find(uuid))
    if outcome is None or outcome.too_few:
        raise Http404
    return _download(results.as_csv(outcome), "abwaegung.csv")


# For whoever has a link ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody share out points; after the end show what came out."""
    try:
        link = voting.open_link(token)
    except making.Unknown as error:
        raise Http404 from error
    wrongs: dict[str, str] = {}
    if request.method == "POST":
        try:
            voting.vote(token, request.POST.dict())
            return redirect("standort:vote_thanks")
        except voting.WrongPoints as error:
            wrongs = error.wrongs
        except (voting.Used, voting.Over):
            link = voting.open_link(token)
    outcome = None if link.open else results.result(link.weighing)
    context = {
        "weighing": link.weighing,
        "link": link,
        "rows": page.vote_rows(link.weighing, request.POST, wrongs),
        "whole": wrongs.get("", ""),
        "result": outcome,
        "places": page.places(link.weighing),
    }
    return render(request, "standort/vote.html", context, status=422 if wrongs else 200)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """Say that the vote counts."""
    return render(request, "standort/vote_thanks.html")
