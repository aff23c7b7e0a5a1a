# SPDX-License-Identifier: EUPL-1.2
"""Pages of the editors: what waits, lists, the form of a record, withdrawing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.forms.record_form import RecordForm
from mittendrin.apps.atlas.forms.submission import NEW_KEY, Submission, read_submission
from mittendrin.apps.atlas.services import checks, differences, editing, proposals, records
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required

PER_PAGE = 50
MAX_WORDS = 200


def known_kind(kind: str) -> str:
    """Return ``kind``; raise Http404 when there is none of that name."""
    if kind not in editing.counts():
        raise Http404(_("Diese Art von Einträgen gibt es nicht."))
    return kind


@role_required(Role.EDITOR)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for an editor and what changed last."""
    context = {
        "open_proposals": proposals.open_count(),
        "conflicts": len(editing.conflicts()),
        "counts": editing.counts(),
        "recent": editing.recent_changes(),
    }
    return render(request, "atlas/editing/desk.html", context)


@role_required(Role.EDITOR)
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """List the records of a kind to edit one."""
    words = request.GET.get("q", "")[:MAX_WORDS]
    found = editing.find(known_kind(kind), words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite", "1")[:9])
    titles = editing.shown_titles([(record.kind, record.data) for record in page])
    rows = list(zip(page, titles, strict=True))
    return render(request, "atlas/editing/list.html", {"kind": kind, "words": words, "page": page, "rows": rows})


@role_required(Role.EDITOR)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Create a record."""
    return _edit(request, known_kind(kind), NEW_KEY)


@role_required(Role.EDITOR)
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change a record."""
    if records.get(known_kind(kind), key) is None:
        raise Http404
    return _edit(request, kind, key)


def _edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    record = records.get(kind, key) if key != NEW_KEY else None
    published = record.data if record else None
    context: dict[str, Any] = {"kind": kind, "key": key, "record": record, "base": record.revision if record else 0}
    if request.method != "POST":
        proposal = proposals.get(_proposal_number(request))
        fits = proposal is not None and proposal.kind == kind and (proposal.key == key or _is_new(proposal, key))
        context["proposal"] = proposal if fits else None
        data = proposal.data if proposal and fits else published or {}
        return _form(request, context, data, [])
    sent = read_submission(kind, request.POST, key=key, base=published)
    context |= {"base": sent.base_revision, "comment": sent.comment, "proposal": proposals.get(sent.proposal)}
    if sent.action == "rows":
        return _form(request, context, sent.data, [], focus=sent.focus)
    if sent.action == "check":
        return _form(request, context | {"checked": True}, sent.data, _all_problems(kind, key, sent.data))
    return _save(request, context, sent)


def _is_new(proposal: Any, key: str) -> bool:
    return key == NEW_KEY and proposal.base_revision == 0


def _proposal_number(request: HttpRequest) -> int:
    text = request.GET.get("vorschlag", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _all_problems(kind: str, key: str, data: dict[str, Any]) -> list[Problem]:
    problems = checks.check(kind, data)
    if key == NEW_KEY and data.get("id") and checks.is_stored(kind, data["id"]):
        problems.append(Problem("id", "duplicate-id", data["id"]))
    return problems


def _form(
    request: HttpRequest,
    context: dict[str, Any],
    data: dict[str, Any],
    problems: list[Problem],
    *,
    focus: str = "",
    status: int = 200,
) -> HttpResponse:
    kind = context["kind"]
    form = RecordForm(kind, data, problems, is_new=context["key"] == NEW_KEY, focus=focus)
    title = editing.title_of(data) if data else ""
    return render(request, "atlas/editing/edit.html", context | {"form": form, "title": title}, status=status)


def _save(request: HttpRequest, context: dict[str, Any], sent: Submission) -> HttpResponse:
    kind, person = context["kind"], person_of(request)
    try:
        if context["proposal"] and person:
            record = proposals.accept(
                context["proposal"],
                person=person,
                data=sent.data,
                base_revision=sent.base_revision,
                send="_no_mail" not in request.POST,
            )
        else:
            record = editing.publish(
                kind, sent.data, person=person, comment=sent.comment, base_revision=sent.base_revision
            )
    except ProblemsFound as error:
        return _form(request, context, sent.data, error.problems, status=422)
    except editing.Outdated as error:
        return _outdated(request, context, sent, error)
    except proposals.Decided:
        messages.error(request, _("Über diesen Vorschlag ist schon entschieden."))
        return redirect("atlas:proposals")
    except proposals.MailFailed:
        messages.error(request, _("Die E-Mail ging nicht raus. Nichts ist veröffentlicht."))
        return _form(request, context | {"mail_failed": True}, sent.data, [], status=502)
    messages.success(request, _("Veröffentlicht: „%(title)s“.") % {"title": editing.shown_title(kind, record.data)})
    return redirect("atlas:history", kind=kind, key=record.key)


def _outdated(request: HttpRequest, context: dict[str, Any], sent: Submission, error: editing.Outdated) -> HttpResponse:
    """Show both versions; saving again publishes the own one on top of the other."""
    theirs = error.record
    last = editing.history(context["kind"], sent.data["id"])[:1]
    context |= {
        "base": theirs.revision if theirs else 0,
        "outdated": True,
        "last": last[0] if last else None,
        "changes": differences.changes(context["kind"], theirs.data if theirs else None, sent.data),
    }
    return _form(request, context, sent.data, [], status=409)


@role_required(Role.EDITOR)
def withdraw(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Ask, then take a record out of the Atlas."""
    record = records.get(known_kind(kind), key)
    if record is None:
        raise Http404
    context: dict[str, Any] = {"kind": kind, "record": record}
    if request.method == "POST":
        sent = read_submission(kind, request.POST, key=key, base=None)
        try:
            editing.withdraw(
                kind, key, person=person_of(request), comment=sent.comment, base_revision=sent.base_revision
            )
        except ProblemsFound as error:
            context["problems"] = error.problems
            return render(request, "atlas/editing/withdraw.html", context, status=422)
        except editing.Outdated:
            messages.error(request, _("Der Eintrag hat sich inzwischen geändert. Er ist noch da."))
            return redirect("atlas:history", kind=kind, key=key)
        messages.success(
            request,
            _("Zurückgezogen: „%(title)s“. Der Verlauf bleibt.") % {"title": editing.shown_title(kind, record.data)},
        )
        return redirect("atlas:history", kind=kind, key=key)
    return render(request, "atlas/editing/withdraw.html", context)
