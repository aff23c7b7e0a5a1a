# SPDX-License-Identifier: EUPL-1.2
"""What similar towns did: in which order, what they stopped, whom to ask."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mittendrin.apps.standort.services import rounds, twin_deeds
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.townhall.accounts.models import Person


@require_safe
@for_owners
def twins(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show the deeds of the most similar towns."""
    found = rounds.find(uuid)
    deeds = twin_deeds.deeds(rounds.answers(found, with_measures=False).town)
    context = {
        "round": found,
        "deeds": deeds,
        "headline": twin_deeds.headline(deeds) if deeds else "",
        "first": twin_deeds.shared_first(deeds),
    }
    return render(request, "standort/twins.html", context)
