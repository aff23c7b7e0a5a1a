# SPDX-License-Identifier: EUPL-1.2
"""Steps with one letter: each form names its step; the answer leads back to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mittendrin.apps.posteingang.services import deciding, detail, filing, quarantine, queue, routing, words
from mittendrin.apps.posteingang.services.errors import Changed, Refused, WrongValue
from mittendrin.apps.posteingang.services.names import Letter
from mittendrin.apps.posteingang.views.desk import Asked, show, value_at
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.core.dates.reading import parse_date
from mittendrin.townhall.accounts.models import Person

MOST_REASON = 300
Deed = Callable[[HttpRequest, Person, UUID], HttpResponse]


def letter_url(uuid: UUID | str, query: str = "") -> str:
    """Return the address of a letter."""
    return reverse("posteingang:letter", args=[uuid]) + query


def _said(request: HttpRequest, name: str) -> str:
    """Return what a form says under ``name``, without the one sign that PostgreSQL does not take."""
    return request.POST.get(name, "").replace("\x00", "")


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _next(person: Person, uuid: UUID) -> str:
    """Return the address of the letter to look at after this one, which is about to leave the list."""
    following = queue.next_after(person, uuid)
    other = following and str(following.uuid) != str(uuid)
    return letter_url(following.uuid, "?fokus=kopf") if following and other else reverse("posteingang:desk")


def _confirm(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    done = deciding.confirm_all(person, uuid, version=_version(request))
    messages.success(request, done.sentence)
    return redirect(letter_url(done.next.uuid, "?fokus=kopf") if done.next else reverse("posteingang:desk"))


def _name(request: HttpRequest) -> str:
    name = _said(request, "feld")
    if name not in words.BY_NAME:
        raise Http404
    return name


def _correct(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    name, value = _name(request), _said(request, "wert")
    try:
        if place := _said(request, "ort"):
            value = value_at(person, uuid, name, place)
        reason = " ".join(_said(request, "grund").split())[:MOST_REASON]
        fact = deciding.correct(person, uuid, name, value, reason=reason, version=_version(request))
    except Changed as conflict:
        return _conflict(request, conflict.letter, name, value)
    except WrongValue as refusal:
        asked = Asked(field=name, given=value, problem=refusal.words)
        return show(request, person, uuid, asked, status=422)
    said = {"title": fact.title, "value": fact.shown or _("nichts")}
    messages.success(request, _("%(title)s: %(value)s.") % said)
    return redirect(letter_url(uuid, f"?fokus={name}"))


def _conflict(request: HttpRequest, letter: Letter, name: str, value: str) -> HttpResponse:
    """Show both versions side by side; the person decides."""
    stored = detail.fact(letter, name)
    context = {
        "letter": letter,
        "fact": stored,
        "value": value,
        "mine": words.shown(name, value) or _("nichts"),
        "stored": stored.shown or _("nichts"),
    }
    return render(request, "posteingang/conflict.html", context, status=409)


def _check(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    fact = deciding.check_unsure(person, uuid, _name(request))
    messages.success(request, _("Geprüft: %(title)s.") % {"title": fact.title})
    return redirect(letter_url(uuid, f"?fokus={fact.name}"))


def _forward(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    after = _next(person, uuid)
    unit, note = _said(request, "amt"), _said(request, "notiz")
    messages.success(request, routing.forward(person, uuid, unit, note, version=_version(request)))
    return redirect(after)


def _snooze(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    after, given = _next(person, uuid), _said(request, "tag") or _said(request, "anderer")
    day = parse_date(given)
    if day is None:
        raise WrongValue(value=given[:40], hint=_("ein Datum wie 27.11.2026"))
    messages.success(request, routing.snooze(person, uuid, day))
    return redirect(after)


def _sentence(act: Callable[[HttpRequest, Person, UUID], str]) -> Deed:
    """Return a step that says what it did and stays with the letter."""

    def deed(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
        messages.success(request, act(request, person, uuid))
        return redirect(letter_url(uuid, "?fokus=kopf"))

    return deed


def _leaving(act: Callable[[HttpRequest, Person, UUID], str], name: str) -> Deed:
    """Return a step after which the list ``name`` shows."""

    def deed(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
        messages.success(request, act(request, person, uuid))
        return redirect(name)

    return deed


def _take_out(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    messages.success(request, deciding.take_out(person, uuid))
    kind = _said(request, "art")
    left = queue.stack(person, kind)
    stack = reverse("posteingang:stack")
    return redirect(f"{stack}?{urlencode({'art': kind})}" if left else reverse("posteingang:desk"))


def _pages(request: HttpRequest) -> list[int]:
    """Return the pages (from 0) where a new letter begins: ticked ones, and those that a person wrote (from 1)."""
    ticked = {int(page) for page in request.POST.getlist("ab") if page.isdecimal() and len(page) < 5}
    written = re.split(r"[\s,;.]+", _said(request, "seiten")[:200].strip())
    return sorted(ticked | {int(page) - 1 for page in written if page.isdecimal() and len(page) < 5})


def _day(person: Person, uuid: UUID, day: date | None) -> str:
    return routing.snooze(person, uuid, day)


DEEDS: dict[str, Deed] = {
    "bestaetigen": _confirm,
    "angabe": _correct,
    "pruefen": _check,
    "weitergeben": _forward,
    "wiedervorlage": _snooze,
    "wecken": _sentence(lambda _request, person, uuid: _day(person, uuid, None)),
    "notiz": _sentence(lambda request, person, uuid: routing.note(person, uuid, _said(request, "notiz"))),
    "akte": _sentence(lambda request, person, uuid: filing.assign(person, uuid, _said(request, "akte") or None)),
    "herausnehmen": _take_out,
    "teilen": _leaving(
        lambda request, person, uuid: quarantine.split(person, uuid, _pages(request)), "posteingang:desk"
    ),
    "zusammenlassen": _sentence(lambda _request, person, uuid: quarantine.keep_together(person, uuid)),
    "freigeben": _sentence(lambda _request, person, uuid: quarantine.release(person, uuid)),
    "loeschen": _leaving(lambda _request, person, uuid: quarantine.delete(person, uuid), "posteingang:quarantine"),
    "nochmal": _leaving(lambda _request, person, uuid: quarantine.retry(person, uuid), "posteingang:parked"),
}


@require_POST
@for_people
def step(request: HttpRequest, person: Person, uuid: UUID, name: str) -> HttpResponse:
    """Take one step with one letter."""
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    try:
        return deed(request, person, uuid)
    except Refused as refusal:
        if type(refusal).__name__ in {"NotVisible", "NotAllowed"}:
            raise
        messages.error(request, refusal.words)
        return redirect(letter_url(uuid, f"?tun={name}"))


@require_POST
@for_people
def undo(request: HttpRequest, person: Person) -> HttpResponse:
    """Take back the person's last step and show its letter."""
    uuid = deciding.last_letter(person)
    if uuid is None:
        messages.warning(request, _("Es gibt nichts, was sich zurücknehmen lässt."))
        return redirect("posteingang:desk")
    try:
        messages.success(request, deciding.undo(person, uuid))
    except Refused as refusal:
        messages.error(request, refusal.words)
    return redirect(letter_url(uuid, "?fokus=kopf"))
