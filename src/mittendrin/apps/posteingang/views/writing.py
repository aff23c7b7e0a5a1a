# SPDX-License-Identifier: EUPL-1.2
"""Answer templates and answers, what is held on a person."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.posteingang import forms
from mittendrin.apps.posteingang.services import access, answers, export
from mittendrin.apps.posteingang.services.answers import TemplateWrong
from mittendrin.apps.posteingang.services.errors import NotVisible
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def templates(request: HttpRequest, person: Person, uuid: UUID | None = None) -> HttpResponse:
    """List the templates; write one new or change one."""
    found = answers.templates(person)
    chosen = next((one for one in found if one.uuid == uuid), None)
    if uuid and chosen is None:
        raise NotVisible
    initial = {"title": chosen.title, "kind": chosen.kind, "text": chosen.text} if chosen else {}
    form = forms.TemplateForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answers.save(person, given["title"], given["text"], kind=given["kind"], uuid=uuid)
        except TemplateWrong as wrong:
            form.add_error("text", wrong.words)
        else:
            messages.success(request, _("Die Vorlage ist gespeichert."))
            return redirect("posteingang:templates")
    rows = [(one, access.may_change_for(person, one.unit_id)) for one in found]
    context = {"form": form, "rows": rows, "chosen": chosen, "placeholders": answers.PLACEHOLDERS.items()}
    return render(request, "posteingang/templates.html", context, status=422 if form.errors else 200)


@require_POST
@for_people
def delete_template(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Take a template away."""
    answers.delete(person, uuid)
    messages.success(request, _("Die Vorlage ist gelöscht."))
    return redirect("posteingang:templates")


@require_safe
@for_people
def answer(request: HttpRequest, person: Person, uuid: UUID, template: UUID) -> HttpResponse:
    """Show a template filled in from a letter, to be copied and gone on with."""
    letter = access.letter(person, uuid)
    text = answers.filled(person, uuid, template)
    return render(request, "posteingang/answer.html", {"letter": letter, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def held(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Find all letters on a person and hand the chosen ones out as one ZIP file (Art. 15 DSGVO)."""
    access.demand(access.is_data_protection(person))
    if request.method == "POST" and (uuids := request.POST.getlist("brief")):
        folder = tempfile.TemporaryDirectory()
        target = Path(folder.name) / "auskunft.zip"
        export.export(person, uuids, target)
        response = FileResponse(target.open("rb"), as_attachment=True, filename="auskunft.zip")
        response._resource_closers.append(folder.cleanup)  # type: ignore[attr-defined]
        return response
    form = forms.HeldForm(posted(request))
    found = export.held_on(person, form.cleaned_data["words"]) if form.is_bound and form.is_valid() else None
    context = {"form": form, "items": found.items if found else None, "unread": found.unread if found else []}
    return render(request, "posteingang/held.html", context, status=422 if form.errors else 200)
