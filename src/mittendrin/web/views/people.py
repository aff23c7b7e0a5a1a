# SPDX-License-Identifier: EUPL-1.2
"""People and units, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mittendrin.townhall.accounts import services
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.web.access import role_required
from mittendrin.web.forms import PersonForm, UnitForm, posted

PAGE_SIZE = 50
administrators = role_required(Role.ADMINISTRATOR)


@administrators
def people(request: HttpRequest) -> HttpResponse:
    """List people, found by words, unit and state."""
    asked = {
        "q": request.GET.get("q", "")[:200].replace("\x00", ""),
        "unit": request.GET.get("unit", "")[:60].replace("\x00", ""),
        "state": request.GET.get("state", "active"),
    }
    found = services.find_people(asked["q"], asked["unit"], asked["state"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "web/people/people.html", {"page": page, "asked": asked, "units": services.units()})


@administrators
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    """Create a person; the page shows the temporary password once."""
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        services.save_person(person)
        return _show_password(request, person)
    return render(request, "web/people/person.html", {"form": form})


@administrators
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change one person."""
    found = get_object_or_404(Person, pk=pk)
    form = PersonForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_person(form.save(commit=False))
        except services.LastAdministrator:
            form.add_error("role", _last_administrator())
        else:
            messages.success(request, _("%(name)s ist gespeichert.") % {"name": found.name})
            return redirect("web:people")
    return render(request, "web/people/person.html", {"form": form, "person": Person.objects.get(pk=pk)})


@administrators
@require_POST
@never_cache
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a temporary password; the page shows it once."""
    return _show_password(request, get_object_or_404(Person, pk=pk))


@administrators
@require_POST
def person_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a person on or off."""
    found = get_object_or_404(Person, pk=pk)
    active = request.POST.get("active") == "on"
    try:
        services.set_active(found, active)
    except services.LastAdministrator:
        messages.error(request, _last_administrator())
    else:
        sentence = _("%(name)s kann sich wieder anmelden.") if active else _("%(name)s kann sich nicht mehr anmelden.")
        messages.success(request, sentence % {"name": found.name})
    return redirect("web:person", pk=pk)


@administrators
def units(request: HttpRequest) -> HttpResponse:
    """List units with the number of their people."""
    return render(request, "web/people/units.html", {"units": services.units()})


@administrators
def unit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Create or change one unit."""
    found = get_object_or_404(Unit, pk=pk) if pk else None
    form = UnitForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("%(name)s ist gespeichert.") % {"name": saved.name})
        return redirect("web:units")
    return render(request, "web/people/unit.html", {"form": form, "unit": Unit.objects.get(pk=pk) if pk else None})


@administrators
@require_POST
def unit_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a unit on or off."""
    found = get_object_or_404(Unit, pk=pk)
    active = request.POST.get("active") == "on"
    try:
        services.set_unit_active(found, active)
    except services.UnitInUse:
        messages.error(
            request, _("%(name)s hat noch Personen. Ordnen Sie sie zuerst anders zu.") % {"name": found.name}
        )
    else:
        sentence = _("%(name)s ist wieder wählbar.") if active else _("%(name)s ist nicht mehr wählbar.")
        messages.success(request, sentence % {"name": found.name})
    return redirect("web:units")


def _show_password(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "person": person,
        "password": services.give_temporary_password(person),
        "days": services.TEMPORARY_DAYS,
    }
    return render(request, "web/people/password.html", context)


def _last_administrator() -> str:
    return _("Danach gäbe es niemanden mehr mit der Rolle Administration. Geben Sie sie zuerst einer anderen Person.")
