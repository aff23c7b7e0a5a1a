# SPDX-License-Identifier: EUPL-1.2
"""Evidence that has no page of its own elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mittendrin.apps.standort.views.entry import for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.backups.services import trials


@require_safe
@for_people
def restore_trials(request: HttpRequest, person: Person) -> HttpResponse:
    """Show when a backup was brought back and what it held."""
    return render(request, "standort/restore_trials.html", {"trials": trials()})
