# SPDX-License-Identifier: EUPL-1.2
"""Pages for the town's own people: health of the devices, energy of the buildings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from mittendrin.apps.stadtdaten.services import (
    check_words,
    cockpit_air,
    cockpit_counts,
    cockpit_devices,
    cockpit_energy,
    cockpit_noise,
    finding_verdicts,
)
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
    good = [row for row in rows if row.trouble is cockpit_devices.Trouble.NONE and not row.aside]
    context = {
        "bad": bad,
        "good": good,
        "aside": [row for row in rows if row.aside],
        "sentence": cockpit_devices.summary(rows),
        "record": check_words.record(),
        "findings": finding_verdicts.unsaid(instants.now()),
    }
    return render(request, "stadtdaten/device_health.html", context)


@staff
@never_cache
def energy(request: HttpRequest) -> HttpResponse:
    """Show what the buildings need and what could be saved."""
    found = cockpit_energy.uses()
    return render(request, "stadtdaten/energy.html", {"uses": found, "sentence": cockpit_energy.summary(found)})


@staff
@never_cache
def counts(request: HttpRequest) -> HttpResponse:
    """Show what was counted: bicycles and traffic, by week, day and hour."""
    found = cockpit_counts.counters()
    rows = cockpit_counts.rows(found)
    wanted = _wanted(request, [row.number for row in rows])
    chosen = next((one for one in found if one.stream.pk == wanted), None)
    context = {
        "rows": rows,
        "sentence": cockpit_counts.summary(rows),
        "profile": cockpit_counts.profile(chosen) if chosen else None,
    }
    return render(request, "stadtdaten/counts.html", context)


@staff
@never_cache
def air(request: HttpRequest) -> HttpResponse:
    """Show air and noise beside their limits."""
    found = cockpit_air.air_readings()
    rows, noise = cockpit_air.air_rows(found), cockpit_noise.noise_rows()
    context = {
        "rows": rows,
        "sentence": cockpit_air.summary(rows),
        "noise": noise,
        "noise_sentence": cockpit_noise.noise_summary(noise),
        "year": cockpit_air.chosen(found, rows, request.GET.get("reihe", ""), request.GET.get("grenze", "")),
    }
    return render(request, "stadtdaten/air.html", context)


def _wanted(request: HttpRequest, numbers: list[int]) -> int:
    """Return the series that was asked for, else the first."""
    text = request.GET.get("reihe", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return number if number in numbers else next(iter(numbers), 0)
