# SPDX-License-Identifier: EUPL-1.2
"""Letters in lists: stacks, quarantine, parked, put off, done, found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mittendrin.apps.posteingang.services import (
    access,
    answers,
    deciding,
    history,
    quarantine,
    queue,
    searching,
    stacks,
    words,
)
from mittendrin.apps.posteingang.services.errors import NotVisible, Refused
from mittendrin.apps.posteingang.services.names import LetterState
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person

MOST = 100


@require_safe
@for_people
def stack(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the sure letters of one kind to look over, the first kind when none is named."""
    found = queue.queue(person).stacks
    asked = request.GET.get("art")
    chosen = next((one for one in found if one.kind == asked), found[0] if found else None)
    context = {
        "stacks": found,
        "stack": chosen,
        "leaves": stacks.leaves(person, chosen.items[:MOST]) if chosen else [],
        "more": max(chosen.count - MOST, 0) if chosen else 0,
    }
    return render(request, "posteingang/stack.html", context)


@require_POST
@for_people
def confirm_stack(request: HttpRequest, person: Person) -> HttpResponse:
    """Confirm the ticked letters of a stack: all of them or none."""
    kind, uuids = request.POST.get("art", ""), request.POST.getlist("brief")[:MOST]
    back = f"{reverse('posteingang:stack')}?{urlencode({'art': kind})}"
    if not uuids:
        messages.error(request, _("Es ist kein Brief gewählt."))
        return redirect(back)
    try:
        done = deciding.confirm_stack(person, uuids)
    except NotVisible:
        raise
    except Refused as refusal:
        messages.error(request, f"{_('Nichts wurde übergeben.')} {refusal.words}")
        return redirect(back)
    messages.success(request, done.sentence)
    return redirect(back if queue.queue(person).stacks else reverse("posteingang:desk"))


@require_safe
@for_people
def set_aside(request: HttpRequest, person: Person, state: str) -> HttpResponse:
    """List letters in quarantine or parked ones, with the reason and the ways out."""
    access.demand(access.is_post_room(person))
    found = queue.queue(person)
    context = {"parked": state == "parked", "items": found.parked if state == "parked" else found.quarantine}
    return render(request, "posteingang/set_aside.html", context | {"post_room": True})


@require_POST
@for_people
def retry_all(request: HttpRequest, person: Person) -> HttpResponse:
    """Let all parked letters be read again."""
    messages.success(request, quarantine.retry_all(person))
    return redirect("posteingang:parked")


@require_safe
@for_people
def later(request: HttpRequest, person: Person) -> HttpResponse:
    """List the letters that come back on a later day."""
    return render(request, "posteingang/list.html", {"items": queue.put_off(person), "later": True})


@require_safe
@for_people
def done(request: HttpRequest, person: Person) -> HttpResponse:
    """List the letters done last."""
    return render(request, "posteingang/list.html", {"items": queue.done_lately(person)})


@require_safe
@for_people
def search(request: HttpRequest, person: Person) -> HttpResponse:
    """Search the full text of the letters that the person may see."""
    asked = request.GET.get("q", "").strip()[:200]
    page = request.GET.get("seite", "1")
    chosen = {name: [value] for name in ("kind", "unit", "state") if (value := request.GET.get(_FIELDS[name], ""))}
    at = int(page) if page.isdecimal() and len(page) < 6 else 1
    found = searching.search(person, asked, page=at, chosen=chosen)
    context = {
        "found": found,
        "asked": asked,
        "chosen": {name: values[0] for name, values in chosen.items()},
        "kinds": words.KINDS,
        "units": access.units(),
        "states": [one for one in LetterState if one in _SEARCHED],
        "earlier": _page(request, found.page - 1) if found.page > 1 else "",
        "later": _page(request, found.page + 1) if found.page < found.pages else "",
    }
    return render(request, "posteingang/search.html", context)


_FIELDS = {"kind": "art", "unit": "amt", "state": "stand"}
_SEARCHED = (LetterState.WAITING, LetterState.SURE, LetterState.DONE)


def _page(request: HttpRequest, number: int) -> str:
    given = request.GET.copy()
    given["seite"] = str(number)
    return f"?{given.urlencode()}"


@require_safe
@for_people
def letter_history(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show what happened to a letter and who looked at it."""
    letter = access.letter(person, uuid)
    events = [(one, history.sentence(one)) for one in letter.events.select_related("person").order_by("-pk")]
    looks = [(row, _look(row.what)) for row in access.access_log(person, uuid)]
    return render(
        request,
        "posteingang/history.html",
        {"letter": letter, "events": events, "looks": looks, "objection": answers.objection(letter)},
    )


def _look(what: str) -> str:
    names = {
        "seen": _("angesehen"),
        "file": _("Datei geöffnet"),
        "export": _("Auskunft erstellt"),
        "refused": _("abgewiesen"),
    }
    return names.get(what, what)
