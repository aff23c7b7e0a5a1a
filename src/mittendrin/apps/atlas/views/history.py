# SPDX-License-Identifier: EUPL-1.2
"""History of a record, two of its states side by side, going back to one; conflicts with content files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mittendrin.apps.atlas.forms.record_form import RecordForm
from mittendrin.apps.atlas.forms.submission import read_submission
from mittendrin.apps.atlas.services import addresses, differences, editing, problem_words, records
from mittendrin.apps.atlas.views.editing import known_kind
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required

STAFF = tuple(Role)


def _number(text: str | None) -> int:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@role_required(*STAFF)
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show who changed a record when, and why."""
    revisions = editing.history(known_kind(kind), key)
    if not revisions:
        raise Http404
    record = records.get(kind, key)
    last_data: dict[str, Any] = next((revision.data for revision in revisions if revision.data), {})
    person = person_of(request)
    context = {
        "kind": kind,
        "key": key,
        "record": record,
        "is_editor": person is not None and person.has_role(Role.EDITOR),
        "title": editing.shown_title(kind, record.data if record else {"id": key, **last_data}),
        "revisions": revisions,
        "address": addresses.url_of(kind, key, record.data) if record else "",
        "conflict": editing.conflict_of(kind, key),
    }
    return render(request, "atlas/editing/history.html", context)


@role_required(*STAFF)
def compare_revisions(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show two states of a record field by field."""
    revisions = {revision.number: revision for revision in editing.history(known_kind(kind), key)}
    if not revisions:
        raise Http404
    newest = max(revisions)
    after = revisions.get(_number(request.GET.get("bis")) or newest)
    before = revisions.get(_number(request.GET.get("von")) or (after.number - 1 if after else 0))
    context: dict[str, Any] = {"kind": kind, "key": key, "revisions": revisions.values()}
    if after is None or (before is None and request.GET.get("von")):
        return render(request, "atlas/editing/revisions.html", context | {"unknown": True}, status=404)
    changes = differences.changes(kind, before.data if before else None, after.data)
    context |= {"before": before, "after": after, "changes": changes}
    return render(request, "atlas/editing/revisions.html", context)


@require_POST
@role_required(Role.EDITOR)
def undo(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Publish an earlier state again."""
    number = _number(request.POST.get("_number"))
    try:
        editing.undo(
            known_kind(kind),
            key,
            number,
            person=person_of(request),
            comment=_("Zurück zu Fassung %(number)s") % {"number": number},
            base_revision=_number(request.POST.get("_base")),
        )
    except LookupError:
        raise Http404 from None
    except ProblemsFound as error:
        first = problem_words.describe(error.problems[0], kind)
        text = _("Diese Fassung besteht die heutigen Prüfungen nicht: %(problem)s") % {"problem": first}
        messages.error(request, text)
    except editing.Outdated:
        messages.error(request, _("Der Eintrag hat sich inzwischen geändert. Sehen Sie den Verlauf an."))
    else:
        messages.success(request, _("Fassung %(number)s gilt wieder.") % {"number": number})
    return redirect("atlas:history", kind=kind, key=key)


@role_required(Role.EDITOR)
def conflicts(request: HttpRequest) -> HttpResponse:
    """List the records whose file changed after they were edited here."""
    return render(request, "atlas/editing/conflicts.html", {"conflicts": editing.conflicts()})


@role_required(Role.EDITOR)
def conflict(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show file and web side by side and let an editor choose or merge."""
    found = editing.conflict_of(known_kind(kind), key)
    if found is None:
        raise Http404
    record = found.record
    context: dict[str, Any] = {"kind": kind, "key": key, "record": record, "base": record.revision, "conflict": found}
    context["changes"] = differences.changes(kind, found.file_data, record.data)
    data, problems, focus, status = record.data, [], "", 200
    if request.method == "POST":
        sent = read_submission(kind, request.POST, key=key, base=record.data)
        choice = request.POST.get("_choice", "")
        data = {"file": found.file_data, "web": record.data}.get(choice, sent.data)
        if choice or sent.action == "save":
            try:
                editing.settle(
                    found,
                    data,
                    person=person_of(request),
                    comment=sent.comment or _("Konflikt mit der Inhaltsdatei gelöst"),
                    base_revision=sent.base_revision,
                )
            except ProblemsFound as error:
                problems, status = error.problems, 422
            except editing.Outdated:
                messages.error(request, _("Der Eintrag hat sich inzwischen geändert. Sehen Sie beide noch einmal an."))
                return redirect("atlas:conflict", kind=kind, key=key)
            else:
                messages.success(request, _("Der Konflikt ist gelöst."))
                return redirect("atlas:history", kind=kind, key=key)
        focus = sent.focus
    context["form"] = RecordForm(kind, data, problems, focus=focus)
    context["open"] = request.method == "POST"
    return render(request, "atlas/editing/conflict.html", context, status=status)
