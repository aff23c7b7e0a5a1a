# SPDX-License-Identifier: EUPL-1.2
"""Pages for the town's own people: health of the devices, energy of the buildings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from mittendrin.apps.stadtdaten.services import cockpit_devices, cockpit_energy, finding_verdicts
from mittendrin.core import instants
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import role_required

staff = role_required(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR)


@staff
@never_cache
def device_health(request: HttpRequest) -> HttpResponse:
    """Show how the devices do."""
    rows = cockpit_devices.health()
    bad = [row for row in rows if row.trouble is not cockpit_devices.Trouble.NONE]
    good = [row for row in rows if row.trouble is cockpit_devices.Trouble.NONE]
    context = {"bad": bad, "good": good, "sentence": cockpit_devices.summary(rows)}
    context["findings"] = finding_verdicts.unsaid(instants.now())
    return render(request, "stadtdaten/device_health.html", context)


@staff
@never_cache
def energy(request: HttpRequest) -> HttpResponse:
    """Show what the buildings need and what could be saved."""
    found = cockpit_energy.uses()
    return render(request, "stadtdaten/energy.html", {"uses": found, "sentence": cockpit_energy.summary(found)})
