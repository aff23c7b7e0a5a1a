# SPDX-License-Identifier: EUPL-1.2
"""One step for the town's own people: what a block or a check told was right, was not, or the word is taken back."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mittendrin.apps.stadtdaten.services import check_words, finding_verdicts
from mittendrin.apps.stadtdaten.services.cockpit_devices import Trouble
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


@staff
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Note what a person says of a plain check of a device, and go back to the page of the devices."""
    person, number, trouble = person_of(request), request.POST.get("reihe", ""), request.POST.get("was", "")
    if person is None or trouble not in set(Trouble) - {Trouble.NONE} or not re.fullmatch(r"[0-9]{1,12}", number):
        raise Http404
    word, reason = request.POST.get("sagen", ""), request.POST.get("grund", "").strip()[:MOST_REASON]
    try:
        if word == "zurueck":
            check_words.undo(int(number), trouble)
            messages.success(request, _("Zurückgenommen. Die Meldung ist wieder offen."))
        elif word in {"richtig", "falsch"}:
            check_words.say(int(number), trouble, word == "richtig", person, reason)
            right, wrong = _("Vermerkt: Die Meldung war richtig."), _("Vermerkt: Die Meldung war nicht richtig.")
            messages.success(request, right if word == "richtig" else wrong)
        else:
            raise Http404
    except check_words.NoSuchCheck as error:
        raise Http404 from error
    return redirect(reverse("stadtdaten:device_health") + f"#pruefung-{int(number)}-{trouble}")
