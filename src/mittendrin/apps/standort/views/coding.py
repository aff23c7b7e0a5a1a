# SPDX-License-Identifier: EUPL-1.2
"""Interviews: transcripts that are stored, coded sentence by sentence, compared and handed out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.interviews import CategoryForm, ColleagueForm, TranscriptForm
from mittendrin.apps.standort.services import rounds
from mittendrin.apps.standort.services.interviews import agreement, keeping, page, parts, words
from mittendrin.apps.standort.services.interviews import coding as codes
from mittendrin.apps.standort.services.interviews import export as exporting
from mittendrin.apps.standort.views.entry import for_owners, for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted


@require_safe
@for_people
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """List the transcripts that the person may see."""
    context = {"rows": keeping.listing(person), "owner": rounds.owns(person)}
    return render(request, "standort/interviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Store a transcript."""
    form = TranscriptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = keeping.create(data["title"], data["data"], data["delete_on"], person)
        messages.success(request, _("Das Interview ist gespeichert. Nur Sie sehen es, bis Sie es teilen."))
        return redirect("standort:interview", made.uuid)
    return render(request, "standort/interview_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def categories(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the scheme and the categories that were found; add one."""
    if not rounds.owns(person) and not keeping.listing(person):
        raise rounds.NotYours
    form = CategoryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        refusals = {
            "taken": _("Eine Kategorie mit diesem Namen gibt es schon."),
            "empty": _("Der Name braucht einen Buchstaben."),
            "many": _("Mehr als 60 eigene Kategorien gibt es nicht."),
        }
        try:
            codes.add_category(form.cleaned_data["name"], form.cleaned_data["about"])
        except codes.CategoryRefused as refusal:
            form.add_error("name", refusals[refusal.reason])
        else:
            messages.success(request, _("Die Kategorie ist angelegt."))
            return redirect("standort:interview_categories")
    context = {"form": form, **page.scheme()}
    return render(request, "standort/interview_categories.html", context, status=422 if form.errors else 200)


@require_safe
@for_people
def interview(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show a piece of a transcript with its categories, to code with mouse or keyboard."""
    found = keeping.find(person, uuid)
    return _interview(request, person, found, ColleagueForm())


def _interview(
    request: HttpRequest, person: Person, found: Any, form: ColleagueForm, status: int = 200
) -> HttpResponse:
    context = {
        "interview": found,
        "leaf": page.leaf(found, person, _number(request.GET.get("ab", "1"))),
        "categories": codes.categories().items(),
        "chosen": request.GET.get("kategorie", ""),
        "words": request.GET.get("worte", "")[: parts.LONGEST],
        "owner": found.owner_id == person.pk,
        "coders": [one.name for one in found.coders.all()],
        "form": form,
        "two": len(agreement.coders(found)) > 1,
    }
    return render(request, "standort/interview.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@require_POST
@for_people
def code(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Give ticked sentences or some words a category, take one away, take a proposal over, or ask for proposals."""
    found = keeping.find(person, uuid)
    start = _number(request.POST.get("ab", "1"))
    category, ticked = request.POST.get("kategorie", ""), [_number(one) for one in request.POST.getlist("satz")]
    taken, wording = request.POST.get("uebernehmen", ""), request.POST.get("worte", "").strip()
    try:
        if taken:
            number, _colon, category = taken.partition(":")
            ticked = [_number(number)]
        if "vorschlagen" in request.POST:
            _proposed(request, codes.propose(found, person, start))
        elif "entfernen" in request.POST:
            _coded(request, codes.code(found, person, ticked, ""))
        elif category and wording and not taken:
            ticked = [codes.code_words(found, person, wording, ticked, category).number]
            messages.success(request, _("Die Worte sind eingeordnet."))
            wording = ""  # what could not be used stays in the field
        elif category:
            _coded(request, codes.code(found, person, ticked, category))
        else:
            messages.error(request, _("Wählen Sie eine Kategorie."))
    except codes.UnknownCategory:
        messages.error(request, _("Diese Kategorie gibt es nicht."))
    except parts.NotOnce:
        messages.error(
            request,
            _("Diese Worte stehen nicht genau einmal in einem Satz. Kreuzen Sie ihn mit an oder nehmen Sie mehr."),
        )
    except codes.NoBlock:
        messages.error(request, _("Der Baustein für Vorschläge ist abgeschaltet."))
    anchor = f"#satz-{ticked[0]}" if ticked else ""
    onward = urlencode({"ab": start, "kategorie": category[:60], "worte": wording[: parts.LONGEST]})
    return redirect(f"{reverse('standort:interview', args=[uuid])}?{onward}{anchor}")


def _coded(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(n)s Satz ist eingeordnet.", "%(n)s Sätze sind eingeordnet.", count)
        messages.success(request, text % {"n": count})
    else:
        messages.error(request, _("Kreuzen Sie zuerst Sätze an."))


def _proposed(request: HttpRequest, count: int) -> None:
    text = ngettext("%(n)s Vorschlag. Entscheiden Sie selbst.", "%(n)s Vorschläge. Entscheiden Sie selbst.", count)
    messages.success(request, text % {"n": count})


@require_POST
@for_people
def let_in(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Let a colleague see and code the transcript."""
    found = keeping.find(person, uuid)
    if found.owner_id != person.pk:
        raise rounds.NotYours
    form = ColleagueForm(request.POST)
    if form.is_valid():
        try:
            keeping.let_in(found, form.cleaned_data["username"])
        except keeping.NoSuchPerson:
            form.add_error("username", _("Diesen Benutzernamen gibt es nicht."))
        else:
            messages.success(request, _("Das Interview ist geteilt."))
            return redirect("standort:interview", uuid)
    return _interview(request, person, found, form, 422)


@require_POST
@for_people
def delete(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Delete a transcript with all codes."""
    found = keeping.find(person, uuid)
    if found.owner_id != person.pk:
        raise rounds.NotYours
    if "sicher" not in request.POST:
        messages.error(
            request, _("Setzen Sie den Haken, wenn das Interview mit allen Einordnungen gelöscht werden soll.")
        )
        return redirect("standort:interview", uuid)
    keeping.delete(found, person)
    messages.success(request, _("Das Interview ist gelöscht."))
    return redirect("standort:interviews")


@require_safe
@for_people
def agreement_page(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show how far the two who coded most agree."""
    found = keeping.find(person, uuid)
    people = agreement.coders(found)
    if len(people) < 2:
        raise rounds.NotYours
    names = {**codes.categories(), agreement.NONE: _("ohne Kategorie")}
    result = agreement.between(found, people[0], people[1])
    context = {
        "interview": found,
        "result": result,
        "whole": words.kappa_sentence(result.whole),
        "both": words.kappa_sentence(result.both) if result.both.count >= agreement.FEWEST else "",
        "rows": [(names.get(name, name), *counts) for name, *counts in result.by_category],
        "apart": [(names.get(one, one), names.get(two, two), count) for one, two, count in result.apart],
    }
    return render(request, "standort/interview_agreement.html", context)


@require_safe
@for_people
def export(request: HttpRequest, person: Person, uuid: UUID, form: str) -> HttpResponse:
    """Hand out the coded transcript."""
    found = keeping.find(person, uuid)
    if form == "json":
        response: HttpResponse = JsonResponse(exporting.as_data(found), json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse("\ufeff" + exporting.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interview.{form}"'
    return response
