# SPDX-License-Identifier: EUPL-1.2
"""Bundles: what the town gives away, whom it follows, what came in."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.bundles import BundleFileForm, FingerprintForm, FollowForm, IssueForm
from mittendrin.apps.standort.services import measures
from mittendrin.apps.standort.services.bundles import following, issuing, keys, page, words
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.fetch import FetchError
from mittendrin.core.signing import SigningKeyDamaged
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted

_TYPE = "application/zip"


@require_safe
@for_owners
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the own bundle and the towns that are followed."""
    return _overview(request, FollowForm(), BundleFileForm())


def _overview(
    request: HttpRequest, follow_form: FollowForm, file_form: BundleFileForm, status: int = 200
) -> HttpResponse:
    context = {
        "issue": issuing.latest(),
        "fingerprint": _fingerprint(),
        "address": request.build_absolute_uri(reverse("standort:bundle_file")),
        "rows": page.rows(following.listing()),
        "follow_form": follow_form,
        "file_form": file_form,
    }
    return render(request, "standort/bundles.html", context, status=status)


def _fingerprint() -> str:
    try:
        return keys.own_fingerprint()
    except SigningKeyDamaged:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Put the next bundle together: choose, look at all that goes out, sign."""
    chosen = request.POST.getlist("measures") if request.method == "POST" else None
    draft = issuing.draft(chosen)
    choices = [(str(one.uuid), one.title) for one in measures.listing()]
    initial = {"measures": sorted(draft.chosen)}
    form = IssueForm(choices, posted(request), ask=bool(draft.unsure), initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid() and "ausgeben" in request.POST:
        try:
            made = issuing.issue(person, draft.chosen, bool(form.cleaned_data.get("looked")))
        except issuing.Personal:
            form.add_error(None, _("Nichts wurde ausgegeben. Unten steht, was noch persönliche Angaben sein können."))
        except ProblemsFound as error:
            form.add_error(None, str(words.describe(error.problems[0])))
        except SigningKeyDamaged:
            form.add_error(None, words.key_sentence())
        else:
            messages.success(
                request, _("Paket %(number)s ist unterschrieben und öffentlich.") % {"number": made.number}
            )
            return redirect("standort:bundles")
        status = 422
    context = {"form": form, "draft": draft, "found": page.finding_rows(draft), "parts": page.parts(draft.content)}
    return render(request, "standort/bundle_new.html", context, status=422 if form.errors else status)


@require_POST
@for_owners
def withdraw(request: HttpRequest, person: Person) -> HttpResponse:
    """Take the own bundle off the net."""
    issuing.withdraw()
    messages.success(request, _("Das Paket ist nicht mehr öffentlich. Wer es schon geholt hat, behält es."))
    return redirect("standort:bundles")


def _etag(request: HttpRequest) -> str | None:
    found = issuing.latest_public()
    return f'"{found.digest}"' if found else None


@require_safe
@condition(etag_func=_etag)
def bundle_file(request: HttpRequest) -> HttpResponse:
    """Hand out the town's own bundle to everybody."""
    found = issuing.latest_public()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=_TYPE)
    response["Content-Disposition"] = f'attachment; filename="paket-{found.number}.zip"'
    return response


# Towns that are followed ---------------------------------------------------------------------------------------------
@require_POST
@for_owners
def follow(request: HttpRequest, person: Person) -> HttpResponse:
    """Follow a town by the address of its bundle."""
    form = FollowForm(request.POST)
    if form.is_valid():
        try:
            return redirect("standort:followed", following.follow(form.cleaned_data["url"]).uuid)
        except FetchError as error:
            form.add_error("url", words.fetch_sentence(error))
        except ProblemsFound as error:
            form.add_error("url", str(words.describe(error.problems[0])))
    return _overview(request, form, BundleFileForm(), 422)


@require_POST
@for_owners
def receive(request: HttpRequest, person: Person) -> HttpResponse:
    """Take in a bundle that came as a file."""
    form = BundleFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            outcome = following.receive(form.cleaned_data["file"])
        except ProblemsFound as error:
            form.add_error("file", str(words.describe(error.problems[0])))
        else:
            _say(request, outcome)
            return redirect("standort:followed", outcome.town.uuid)
    return _overview(request, FollowForm(), form, 422)


def _say(request: HttpRequest, outcome: following.Outcome) -> None:
    if outcome.state == "taken":
        lines: Counter[str] = outcome.counts
        text = ", ".join(words.outcome_lines(lines)) or _("nichts für den Atlas")
        messages.success(request, _("Das Paket ist eingelesen: %(counts)s.") % {"counts": text})
    elif outcome.state == "unchanged":
        messages.info(request, _("Es gibt nichts Neues."))


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def followed(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show one town: what waits for the fingerprint, what it sent, where both sides changed something."""
    town = _town(uuid)
    form = FingerprintForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _say(request, following.confirm(uuid, form.cleaned_data["fingerprint"], person))
        except following.WrongFingerprint:
            form.add_error("fingerprint", _("Der Fingerabdruck passt nicht zu diesem Paket. Es bleibt ungelesen."))
        except following.KeyTaken:
            form.add_error(None, _("Diesen Schlüssel hat schon eine andere Stadt, der Sie folgen."))
        except following.NothingWaits:
            messages.info(request, _("Es wartet kein Paket."))
            return redirect("standort:followed", uuid)
        except ProblemsFound as error:
            form.add_error(None, str(words.describe(error.problems[0])))
        else:
            return redirect("standort:followed", uuid)
    context: dict[str, Any] = {"town": town, "form": form, **page.town_context(town)}
    return render(request, "standort/followed.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def act(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Ask a town now, let it rest, go on, or throw its waiting bundle away."""
    town = _town(uuid)
    what = request.POST.get("was")
    if what == "fragen" and town.url:
        outcome = following.ask_now(town)
        if outcome:
            _say(request, outcome)
        else:
            messages.error(request, words.stored_problem(_town(uuid).problem))
    elif what == "ablehnen":
        following.refuse(uuid)
        messages.success(request, _("Das wartende Paket ist verworfen."))
    elif what == "ruhen":
        following.stop(uuid)
        messages.success(request, _("Diese Stadt wird nicht mehr gefragt. Was sie brachte, bleibt im Atlas."))
    elif what == "weiter":
        following.resume(uuid)
    there = any(one.uuid == uuid for one in following.listing())
    return redirect("standort:followed", uuid) if there else redirect("standort:bundles")


@require_POST
@for_owners
def settle(request: HttpRequest, person: Person, uuid: UUID, pk: int) -> HttpResponse:
    """End a conflict between the other town's state and ours."""
    theirs = request.POST.get("stand") == "andere"
    try:
        following.settle(uuid, pk, theirs, person)
    except following.Unknown as error:
        raise Http404 from error
    except ProblemsFound:
        messages.error(request, _("Der Stand der anderen Stadt passt nicht in den Atlas. Ihrer bleibt."))
    else:
        messages.success(request, _("Entschieden. Der Eintrag steht jetzt so im Atlas."))
    return redirect("standort:followed", uuid)


def _town(uuid: UUID) -> Any:
    try:
        return following.find(uuid)
    except following.Unknown as error:
        raise Http404 from error
