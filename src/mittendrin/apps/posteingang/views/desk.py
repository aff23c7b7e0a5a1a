# SPDX-License-Identifier: EUPL-1.2
"""The desk: queue, letter, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mittendrin.apps.posteingang.services import access, answers, deciding, detail, queue, words
from mittendrin.apps.posteingang.services import desk as drawing
from mittendrin.apps.posteingang.services.desk import Desk
from mittendrin.apps.posteingang.services.errors import WrongValue
from mittendrin.apps.posteingang.services.names import LetterState
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person

ZOOMS = ("100", "150", "200")
STEPS = frozenset({"weitergeben", "wiedervorlage", "notiz", "akte", "teilen"})
_UNREAD = frozenset({LetterState.RECEIVED, LetterState.READING, LetterState.PARKED, LetterState.QUARANTINE})


@dataclass(frozen=True)
class Asked:
    """What an address asks of the desk.

    field: fact that is open for change. given: value in its field, None for the stored one. step: way that is open.
    problem: what is wrong with ``given``. focus: fact that gets the focus; empty for the heading.
    """

    text_only: bool = False
    zoom: str = "100"
    field: str = ""
    step: str = ""
    given: str | None = None
    problem: str = ""
    focus: str = ""


def read(request: HttpRequest) -> Asked:
    """Return what the address asks for; what nobody knows counts as not asked."""
    given = request.GET
    name, step, zoom = given.get("feld", ""), given.get("tun", ""), given.get("zoom", "")
    return Asked(
        text_only=given.get("ansicht") == "text",
        zoom=zoom if zoom in ZOOMS else "100",
        field=name if name in words.BY_NAME else "",
        step=step if step in STEPS else "",
        focus=given.get("fokus", ""),
    )


@require_safe
@for_people
def start(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the queue and, where there is room, the first letter in it."""
    waiting = queue.queue(person)
    if not waiting.waiting:
        return render(request, "posteingang/desk.html", _frame(person, waiting))
    asked = read(request)
    return show(request, person, waiting.waiting[0].uuid, asked, waiting=waiting, opened=False)


@require_safe
@for_people
def letter(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show one letter beside the queue."""
    asked = read(request)
    if asked.field and (place := request.GET.get("ort", "")):
        asked = _with_place(person, uuid, asked, place)
    return show(request, person, uuid, asked)


def _with_place(person: Person, uuid: UUID, asked: Asked, place: str) -> Asked:
    try:
        return Asked(asked.text_only, asked.zoom, asked.field, given=value_at(person, uuid, asked.field, place))
    except WrongValue as refusal:
        return Asked(asked.text_only, asked.zoom, asked.field, problem=refusal.words)


def value_at(person: Person, uuid: UUID, name: str, place: str) -> str:
    """Return the value for a fact from a place ``page;x;y``. Raises NotVisible, WrongValue."""
    try:
        page, x, y = place.split(";")
        at = int(page), min(max(float(x), 0.0), 1.0), min(max(float(y), 0.0), 1.0)
    except ValueError as error:
        raise WrongValue(value=place[:20], hint="1;0.5;0.5") from error
    return deciding.value_at(person, uuid, name, *at)


def show(
    request: HttpRequest,
    person: Person,
    uuid: UUID,
    asked: Asked,
    *,
    status: int = 200,
    waiting: queue.Queue | None = None,
    opened: bool = True,
) -> HttpResponse:
    """Answer the desk with one letter. opened: the letter was asked for, so small screens show it."""
    drawn = drawing.desk(person, uuid, asked.field)
    letter = drawn.detail.letter
    context = _frame(person, waiting or queue.queue(person)) | {
        "view": drawn,
        "letter": letter,
        "current": letter.uuid,
        "asked": asked,
        "opened": opened,
        "acts": letter.state in deciding.OPEN and drawing.may_act(person, drawn.detail),
        "unread": letter.state in _UNREAD,
        "quarantined": letter.state == LetterState.QUARANTINE,
        "parked": letter.state == LetterState.PARKED,
        "later": letter.wiedervorlage_on and letter.wiedervorlage_on > timezone.localdate(),
        "zooms": ZOOMS,
        "widths": {"100": 1000, "150": 1600, "200": 2000}[asked.zoom],
        **_forms(person, drawn, asked),
    }
    if asked.text_only and not context["unread"]:
        context["texts"] = detail.text_of(person, uuid)
    return render(request, "posteingang/desk.html", context, status=status)


def _forms(person: Person, drawn: Desk, asked: Asked) -> dict[str, Any]:
    return {
        "units": access.units(),
        "days": drawing.days(),
        "files": drawing.usable_files(person, drawn.detail) if asked.step == "akte" else [],
        "templates": answers.templates(person, drawn.detail.letter),
    }


def _frame(person: Person, waiting: queue.Queue) -> dict[str, Any]:
    return {
        "queue": waiting,
        "total": len(waiting.waiting) + waiting.sure,
        "this_day": timezone.localdate(),
        "promise": drawing.promise_line(),
        "post_room": access.is_post_room(person),
        "manages": access.may_manage(person),
        "protects": access.is_data_protection(person),
    }
