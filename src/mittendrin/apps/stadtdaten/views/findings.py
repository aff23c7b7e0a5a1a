# SPDX-License-Identifier: EUPL-1.2
"""One step for the town's own people: a finding of a block was right, was not, or the word is taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mittendrin.apps.stadtdaten.services import finding_verdicts
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions.services import NothingToUndo
from mittendrin.web.access import person_of, role_required

staff = role_required(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR)
MOST_REASON = 300


@staff
@require_POST
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Put on record what a person says of a finding, and go back to where it was said."""
    person, word = person_of(request), request.POST.get("sagen", "")
    if person is None:
        raise Http404
    try:
        stream, text = _said(request, person, number, word)
    except finding_verdicts.NothingThere as error:
        raise Http404 from error
    messages.success(request, text)
    if request.POST.get("weiter") == "geraete":
        return redirect(reverse("stadtdaten:device_health") + f"#meldung-{number}")
    return redirect(reverse("stadtdaten:stream", args=[stream]) + f"#meldung-{number}")


def _said(request: HttpRequest, person: Person, number: int, word: str) -> tuple[int, str]:
    if word == "zurueck":
        try:
            return finding_verdicts.undo(number, person), _("Zurückgenommen. Die Meldung ist wieder offen.")
        except NothingToUndo as error:
            raise finding_verdicts.NothingThere from error
    if word not in {"richtig", "falsch"}:
        raise finding_verdicts.NothingThere
    reason = request.POST.get("grund", "").strip()[:MOST_REASON]
    found = finding_verdicts.say(number, word == "richtig", person, reason)
    if word == "richtig":
        return found, _("Vermerkt: Die Meldung war richtig.")
    return found, _("Vermerkt: Die Meldung war nicht richtig.")
