# SPDX-License-Identifier: EUPL-1.2
"""Proposing a record without an account, and what editors do with proposals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.forms.record_form import RecordForm
from mittendrin.apps.atlas.forms.submission import NEW_KEY, read_submission
from mittendrin.apps.atlas.services import checks, differences, editing, problem_words, proposals, records
from mittendrin.apps.atlas.views.editing import known_kind
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required
from mittendrin.web.visitor import client_ip

CONTACT_FIELDS = ("town", "email", "comment")


def propose(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Let anybody propose a new or changed record."""
    record = records.get(kind, key) if known_kind(kind) and key != NEW_KEY else None
    if key != NEW_KEY and record is None:
        raise Http404
    published = record.data if record else None
    context: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "record": record,
        "base": record.revision if record else 0,
        "open": key == NEW_KEY,
    }
    if request.method != "POST":
        return _form(request, context, published or {}, [])
    if request.POST.get("_website"):  # a field that people do not see: filled by programs only
        return redirect("atlas:propose_thanks")
    sent = read_submission(kind, request.POST, key=key, base=published)
    contact = {name: checks.tidy(request.POST.get(f"_{name}", "")[:5000]) for name in CONTACT_FIELDS}
    context |= {"base": sent.base_revision, "contact": contact, "open": context["open"] or sent.data != published}
    if sent.action == "rows":
        return _form(request, context | {"open": True}, sent.data, [], focus=sent.focus)
    if sent.action == "check":
        checked = proposals.problems_of(kind, sent.data)
        return _form(request, context | {"checked": True}, sent.data, checked)
    sender = proposals.Sender(person_of(request), contact["town"], contact["email"], client_ip(request))
    try:
        proposals.submit(
            kind,
            sent.data.get("id", key),
            sent.data,
            comment=contact["comment"],
            base_revision=sent.base_revision,
            sender=sender,
        )
    except ProblemsFound as error:
        return _form(request, context, sent.data, error.problems, status=422)
    return redirect("atlas:propose_thanks")


def _form(
    request: HttpRequest,
    context: dict[str, Any],
    data: dict[str, Any],
    problems: list[Problem],
    *,
    focus: str = "",
    status: int = 200,
) -> HttpResponse:
    about_contact = [problem for problem in problems if problem.where in {*CONTACT_FIELDS, ""}]
    rest = [problem for problem in problems if problem not in about_contact]
    form = RecordForm(context["kind"], data, rest, is_new=context["key"] == NEW_KEY, focus=focus)
    contact_errors = [(problem.where, problem_words.describe(problem)) for problem in about_contact]
    context |= {"form": form, "contact_errors": contact_errors, "title": editing.title_of(data) if data else ""}
    return render(request, "atlas/editing/propose.html", context, status=status)


def propose_thanks(request: HttpRequest) -> HttpResponse:
    """Say that the proposal waits for an editor."""
    return render(request, "atlas/editing/thanks.html")


@role_required(Role.EDITOR)
def queue(request: HttpRequest) -> HttpResponse:
    """List the proposals that wait and those decided last."""
    lists = {"open": proposals.open_proposals(), "done": proposals.decided_proposals()}
    context = {name: list(zip(found, proposals.names_of(found), strict=True)) for name, found in lists.items()}
    return render(request, "atlas/editing/queue.html", context)


@role_required(Role.EDITOR)
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Show one proposal beside what is published; accept or decline it."""
    found = proposals.get(number)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, number)
    published = records.get(found.kind, found.key)
    revision = published.revision if published else 0
    problems = [problem_words.describe(problem, found.kind) for problem in editing.problems_of(found.kind, found.data)]
    context = {
        "proposal": found,
        "published": published,
        "name": proposals.name_of(found),
        "sender": proposals.sender_name(found),
        "changes": differences.changes(found.kind, published.data if published else None, found.data),
        "problems": problems,
        "hint": proposals.is_hint(found),
        "outdated": revision != found.base_revision,
        "is_new": found.base_revision == 0,
    }
    return render(request, "atlas/editing/proposal.html", context)


def _decide(request: HttpRequest, number: int) -> HttpResponse:
    found, person = proposals.get(number), person_of(request)
    if found is None or person is None:
        raise Http404
    reply = checks.tidy(request.POST.get("_reply", "")[:500])
    send = "_no_mail" not in request.POST
    try:
        if request.POST.get("_do") == "accept":
            proposals.accept(found, person=person, reply=reply, send=send)
            messages.success(request, _("Übernommen."))
        elif request.POST.get("_do") == "decline":
            proposals.decline(found, person=person, reply=reply, send=send)
            messages.success(request, _("Abgelehnt."))
        else:
            messages.error(request, _("Wählen Sie „Übernehmen“ oder „Ablehnen“."))
            return redirect("atlas:proposal", number=number)
    except proposals.Decided:
        messages.error(request, _("Über diesen Vorschlag ist schon entschieden."))
    except (ProblemsFound, editing.Outdated):
        messages.error(request, _("So lässt sich der Vorschlag nicht übernehmen. Bearbeiten Sie ihn zuerst."))
        return redirect("atlas:proposal", number=number)
    except proposals.MailFailed:
        text = _("Die E-Mail ging nicht raus. Nichts ist entschieden. Versuchen Sie es ohne E-Mail.")
        messages.error(request, text)
        return redirect("atlas:proposal", number=number)
    return redirect("atlas:proposals")
