# SPDX-License-Identifier: EUPL-1.2
"""Steps with one case or several, comments, files, new cases, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.vorgaenge import forms
from mittendrin.apps.vorgaenge.services import asking, words
from mittendrin.apps.vorgaenge.services.pane import history
from mittendrin.apps.vorgaenge.views.entry import case_or_404, for_people
from mittendrin.apps.vorgaenge.views.inbox import show_case
from mittendrin.apps.vorgaenge.views.step_kinds import STEPS, TOGETHER, StepKind, wanted
from mittendrin.townhall.cases.errors import Conflict, FileRefused, Refused
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import following, handling
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.files import attach as attach_file
from mittendrin.townhall.cases.services.finding import Asked, inbox
from mittendrin.townhall.cases.services.making import create
from mittendrin.townhall.cases.services.together import together
from mittendrin.web.forms import posted


def _list(request: HttpRequest) -> Asked:
    """Return the list that the form was opened from."""
    return asking.read(QueryDict(request.POST.get("liste", "")[:2000]))


@require_POST
@for_people
def step(request: HttpRequest, who: Viewer, uuid: UUID, name: str) -> HttpResponse:
    """Take one step with one case, then show it, or the next one when it has left the list."""
    kind = STEPS.get(name)
    if kind is None:
        raise Http404
    case, asked = case_or_404(request, who, uuid), _list(request)
    form = forms.bound(kind.form, name, request.POST)
    if not form.is_valid():
        return show_case(request, who, case, asked, opened=name, forms={name: form}, status=422)
    version = request.POST.get("version", "")
    following = inbox(who, asked).after(case.uuid) if kind.leaves else case.uuid
    try:
        kind.deed(who, case, int(version) if version.isdecimal() and len(version) < 10 else 0, form.cleaned_data, None)
    except Conflict as conflict:
        return _conflict(request, name, form, conflict.case, version)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(asking.case_url(case.uuid, asked))
    messages.success(request, _message(kind, case, form.cleaned_data))
    return redirect(asking.case_url(following, asked) if following else asking.list_url(asked))


def _message(kind: StepKind, case: Case, values: dict[str, Any]) -> str:
    return str(kind.done) % {"number": case.number, "day": words.day(values.get("day"))}


def _conflict(request: HttpRequest, name: str, form: Form, stored: Case, version: str) -> HttpResponse:
    """Show both versions side by side; the person decides."""
    kept = [(key, value) for key, value in request.POST.items() if key not in {"csrfmiddlewaretoken", "version"}]
    context = {
        "case": stored,
        "rows": wanted(name, form.cleaned_data, stored),
        "changes": history(stored, int(version) if version.isdecimal() and len(version) < 10 else 0),
        "kept": kept,
        "step": name,
        "back": asking.case_url(stored.uuid, _list(request)),
    }
    return render(request, "vorgaenge/conflict.html", context, status=409)


@require_POST
@for_people
def several(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Take one step with all chosen cases, or with none and say why."""
    name, asked = request.POST.get("schritt", ""), _list(request)
    back = redirect(asking.list_url(asked))
    chosen = [pair for pair in map(_chosen, request.POST.getlist("vorgang")) if pair]
    if name not in TOGETHER or not chosen:
        messages.error(request, _("Wählen Sie zuerst Vorgänge, dann was geschehen soll."))
        return back
    kind = STEPS[name]
    form = forms.bound(kind.form, name, request.POST)
    if not form.is_valid():
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join([_("Nichts wurde geändert."), *reasons]))
        return back
    values = form.cleaned_data
    try:
        outcome = together(
            who, chosen, lambda one, case, version, *, batch: kind.deed(one, case, version, values, batch)
        )
    except Refused as refusal:
        messages.error(request, refusal.words)
        return back
    if outcome.refused:
        return render(
            request, "vorgaenge/refused.html", {"outcome": outcome, "back": asking.list_url(asked)}, status=409
        )
    count = len(outcome.done)
    sentence = ngettext("%(step)s: %(n)s Vorgang.", "%(step)s: %(n)s Vorgänge.", count)
    messages.success(request, sentence % {"step": words.step_words(name), "n": count})
    only = outcome.done[0] if count == 1 else None
    return redirect(asking.case_url(only.uuid, asked)) if only and who.sees(only) and not kind.leaves else back


def _chosen(value: str) -> tuple[UUID, int] | None:
    uuid, _sep, version = value.partition(":")
    try:
        return UUID(uuid), int(version) if version.isdecimal() and len(version) < 10 else 0
    except ValueError:
        return None


@require_POST
@for_people
def undo(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Take back the person's last step."""
    asked = _list(request)
    try:
        cases = handling.undo(who)
    except Refused as refusal:
        messages.warning(request, refusal.words)
        return redirect(asking.list_url(asked))
    numbers = ", ".join(case.number for case in cases[:5])
    messages.success(request, _("Zurückgenommen: %(numbers)s.") % {"numbers": numbers})
    return redirect(asking.case_url(cases[0].uuid, asked) if len(cases) == 1 else asking.list_url(asked))


@require_POST
@for_people
def comment(request: HttpRequest, who: Viewer, uuid: UUID) -> HttpResponse:
    """Add a comment."""
    case, asked = case_or_404(request, who, uuid), _list(request)
    form = forms.bound(forms.CommentForm, "kommentar", request.POST)
    if not form.is_valid():
        return show_case(request, who, case, asked, opened="kommentar", forms={"kommentar": form}, status=422)
    handling.comment(who, case, form.cleaned_data["text"])
    messages.success(request, _("Der Kommentar steht am Vorgang."))
    return redirect(asking.case_url(case.uuid, asked))


@require_POST
@for_people
def follow(request: HttpRequest, who: Viewer, uuid: UUID) -> HttpResponse:
    """Begin or end to follow a case."""
    case, asked = case_or_404(request, who, uuid), _list(request)
    if request.POST.get("folgen") == "1":
        following.follow(who, case)
        messages.success(request, _("Sie folgen %(number)s.") % {"number": case.number})
    else:
        following.unfollow(who, case)
        messages.success(request, _("Sie folgen %(number)s nicht mehr.") % {"number": case.number})
    return redirect(asking.case_url(case.uuid, asked))


@require_POST
@for_people
def attach(request: HttpRequest, who: Viewer, uuid: UUID) -> HttpResponse:
    """Add a file."""
    case, asked = case_or_404(request, who, uuid), _list(request)
    form = forms.bound(forms.FileForm, "datei", request.POST, files=request.FILES)
    if form.is_valid():
        try:
            made = attach_file(who, case, form.cleaned_data["file"])
        except FileRefused as refusal:
            form.add_error("file", refusal.words)
        else:
            messages.success(request, _("„%(name)s“ hängt am Vorgang.") % {"name": made.name})
            return redirect(asking.case_url(case.uuid, asked))
    return show_case(request, who, case, asked, opened="datei", forms={"datei": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Make a case by hand; it belongs to the own unit."""
    unit = who.person.unit
    if unit is None:
        messages.error(request, _("Sie gehören zu keinem Amt. Die Administration kann das ändern."))
        return redirect("vorgaenge:list")
    form = forms.bound(forms.NewForm, "neu", posted(request), initial={"priority": 1, "mine": True})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            case = create(
                kind="own",
                title=values["title"],
                unit=unit,
                person=who.person if values["mine"] else None,
                due=values["due"],
                priority=values["priority"],
                special=values["special"],
                note=values["note"],
                by=who.person,
            )
        except Refused as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, _("%(number)s ist angelegt.") % {"number": case.number})
            return redirect(asking.case_url(case.uuid, Asked()) if who.sees(case) else asking.list_url(Asked()))
    return render(request, "vorgaenge/new.html", {"form": form}, status=422 if form.errors else 200)
