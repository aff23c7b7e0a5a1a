# SPDX-License-Identifier: EUPL-1.2
"""The page on which the Steckbrief becomes public: preview, publish, take back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.standort.forms.publishing import PublishForm
from mittendrin.apps.standort.services import publishing, rounds
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.townhall.accounts.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def publish(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show exactly what would become public beside what is public; publish it when it is what the person saw."""
    found = rounds.find(uuid)
    assessment, public = rounds.result(found), publishing.published(found)
    texts = publishing.initial(assessment, public)
    sent = request.POST if request.method == "POST" else None
    form = PublishForm(publishing.showable(), sent, initial=texts)
    if sent is not None and form.is_valid():
        texts = form.cleaned_data
    shown = publishing.preview(assessment, texts, public)
    if sent is not None and form.is_valid() and "stand" in sent:
        try:
            made = publishing.publish(found, person, shown, sent["stand"])
        except publishing.Refused as refusal:
            messages.error(request, publishing.words(refusal))
        else:
            messages.success(request, _("Der Steckbrief ist öffentlich."))
            return redirect(made.url)
    context = {
        "round": found,
        "form": form,
        "preview": shown,
        "public": public,
        "may": publishing.may_publish(person),
        "town": assessment.answers.town,
    }
    return render(request, "standort/publish.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def withdraw(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Take the Steckbrief back."""
    found = rounds.find(uuid)
    revision = request.POST.get("revision", "")
    try:
        publishing.withdraw(found, person, int(revision) if revision.isdecimal() and len(revision) < 10 else 0)
    except publishing.Refused as refusal:
        messages.error(request, publishing.words(refusal))
    else:
        messages.success(request, _("Der Steckbrief ist nicht mehr öffentlich. Ihre Antworten bleiben, wie sie sind."))
    return redirect("standort:publish", found.uuid)
