# SPDX-License-Identifier: EUPL-1.2
"""Importing the official register: try, store, look back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mittendrin.apps.atlas.forms.register import RegisterForm
from mittendrin.apps.atlas.services import register, twins
from mittendrin.apps.atlas.views.missing import unknown
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.EDITOR)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the form with the history; try or store the file that is sent."""
    sent = request.method == "POST"
    form = RegisterForm(request.POST, request.FILES) if sent else RegisterForm()
    outcome = _take(request, form) if sent and form.is_valid() else None
    if outcome and outcome.report and outcome.report.pk:
        messages.success(request, _("Das Register ist eingelesen."))
        return redirect("atlas:register_import", pk=outcome.report.pk)
    context = {
        "form": form,
        "outcome": outcome,
        "history": register.history(),
        "register": twins.index().register,
        "lines": register.lines(outcome.report.changes) if outcome and outcome.report else [],
    }
    wrong = form.errors or (outcome and outcome.problems)
    return render(request, "atlas/register/overview.html", context, status=400 if wrong else 200)


def _take(request: HttpRequest, form: RegisterForm) -> register.Outcome:
    upload = form.cleaned_data["datei"]
    return register.import_file(
        upload.file,
        upload.name,
        upload.size,
        year=form.cleaned_data["jahr"],
        dry_run="speichern" not in request.POST,
        allow_gone=form.cleaned_data["vollstaendig"],
        person=person_of(request),
    )


@require_safe
@role_required(Role.EDITOR)
def register_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one import changed."""
    found = register.import_of(pk)
    if found is None:
        return unknown(request, str(pk))
    context = {"record": found, "changes": found.changes, "lines": register.lines(found.changes)}
    return render(request, "atlas/register/import.html", context)
