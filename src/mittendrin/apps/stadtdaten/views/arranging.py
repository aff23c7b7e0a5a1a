# SPDX-License-Identifier: EUPL-1.2
"""The page on which the town arranges its cockpit, and the preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from mittendrin.apps.stadtdaten.services import cockpit_arranging, cockpit_layout, cockpit_tiles
from mittendrin.apps.stadtdaten.services.cockpit_layout import Unfit
from mittendrin.apps.stadtdaten.views.cockpit import legend
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required

managers = role_required(Role.HEAD_OF_UNIT, Role.EDITOR)


@managers
@never_cache
def arrange(request: HttpRequest) -> HttpResponse:
    """Show the tiles as a list; each button does one step and comes back to where it was pressed."""
    person = person_of(request)
    if request.method == "POST" and person is not None:
        step = request.POST.get("tun", "")[:40]
        try:
            messages.success(request, cockpit_arranging.act(person, step, request.POST.dict()))
        except Unfit as error:
            raise Http404 from error
        return redirect(f"{reverse('stadtdaten:arrange')}?{urlencode({'bei': step})}")
    context = {"found": cockpit_arranging.arrangement(), "focus": request.GET.get("bei", "")[:40]}
    return render(request, "stadtdaten/arrange.html", context)


@managers
@never_cache
def preview(request: HttpRequest) -> HttpResponse:
    """Show the public cockpit as it will be."""
    found = cockpit_tiles.preview(cockpit_layout.draft())
    context = {"cockpit": found, "states": legend(), "preview": True}
    return render(request, "stadtdaten/overview.html", context)
