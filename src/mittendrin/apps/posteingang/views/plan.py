# SPDX-License-Identifier: EUPL-1.2
"""File plan and files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.posteingang import forms
from mittendrin.apps.posteingang.services import access, disposal, filing
from mittendrin.apps.posteingang.services.errors import NotVisible, Refused
from mittendrin.apps.posteingang.services.filing import ImportReport
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.problems import Words, describe
from mittendrin.web.forms import posted

LINES = 400


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def plan(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the file plan and the files; open a new file."""
    form = forms.FileForm(posted(request), initial={"entry": request.GET.get("nummer", "")[:20]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            akte = filing.open_akte(person, given["entry"], given["sign"], given["title"])
        except NotVisible:
            raise
        except Refused as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, _("Die Akte %(sign)s ist angelegt.") % {"sign": akte.sign})
            return redirect("posteingang:plan")
    wanted = request.GET.get("q", "").strip()[:100]
    rows = filing.plan()
    context = {
        "form": form,
        "rows": [row for row in rows if not wanted or wanted.lower() in f"{row.number} {row.title}".lower()][:LINES],
        "all": len(rows),
        "asked": wanted,
        "files": [(one, access.may_change_for(person, one.unit_id)) for one in filing.akten(person, wanted)],
        "manages": access.may_manage(person),
        "due": disposal.due().count() if access.is_post_room(person) else 0,
        "destroyed": disposal.protocol()[:50] if access.is_post_room(person) else [],
    }
    return render(request, "posteingang/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def load(request: HttpRequest, person: Person) -> HttpResponse:
    """Check a file plan, then store it when asked to."""
    access.demand(access.may_manage(person))
    form = forms.PlanForm(posted(request), request.FILES or None)
    report: ImportReport | None = None
    problems: list[Words] = []
    if request.method == "POST" and form.is_valid():
        upload, dry = form.cleaned_data["file"], "speichern" not in request.POST
        try:
            report = filing.import_plan(person, upload.read(), upload.name, dry_run=dry)
        except ProblemsFound as found:
            problems = [describe(one) for one in found.problems]
        else:
            if not dry:
                messages.success(request, _("Der Aktenplan ist eingelesen."))
                return redirect("posteingang:plan")
    context = {"form": form, "report": report, "problems": problems}
    return render(request, "posteingang/plan_load.html", context, status=422 if form.errors or problems else 200)


@require_POST
@for_people
def close(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Close a file."""
    akte = filing.close_akte(person, uuid)
    day = filing.dispose_on(akte)
    if day:
        words = {"sign": akte.sign, "day": f"{day:%d.%m.%Y}"}
        messages.success(request, _("Die Akte %(sign)s ist geschlossen. Ab %(day)s wird sie vernichtet.") % words)
    else:
        messages.success(request, _("Die Akte %(sign)s ist geschlossen.") % {"sign": akte.sign})
    return redirect("posteingang:plan")
