# SPDX-License-Identifier: EUPL-1.2
"""How letters come in, who is the post room, who has a right: seen by heads, changed by administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mittendrin.apps.posteingang.forms import PostRoomForm, RightForm
from mittendrin.apps.posteingang.services import access, documents, intake, setup
from mittendrin.apps.posteingang.services import desk as drawing
from mittendrin.apps.posteingang.services.errors import Refused
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person, Role


@require_safe
@for_people
def settings(request: HttpRequest, person: Person) -> HttpResponse:
    """Show how letters come in, who is the post room and who has a right."""
    access.demand(access.may_manage(person))
    return _show(request, person)


@require_POST
@for_people
def post_room(request: HttpRequest, person: Person) -> HttpResponse:
    """Name the units that are the post room."""
    access.demand(person.has_role(Role.ADMINISTRATOR))
    form = PostRoomForm(request.POST)
    if not form.is_valid():
        return _show(request, person, units=form)
    setup.name_post_room(person, form.cleaned_data["units"])
    messages.success(request, _("Die Poststelle ist benannt."))
    return redirect("posteingang:settings")


@require_POST
@for_people
def right(request: HttpRequest, person: Person) -> HttpResponse:
    """Give a right to a person, or take it."""
    access.demand(person.has_role(Role.ADMINISTRATOR))
    form, given = RightForm(request.POST), request.POST.get("geben") == "1"
    if not form.is_valid():
        return _show(request, person, right=form)
    whose = next(one for one in setup.people() if str(one.pk) == form.cleaned_data["person"])
    try:
        setup.set_right(person, whose, form.cleaned_data["right"], given)
    except Refused:
        messages.error(request, _("Das Recht „Datenschutz“ gibt Ihnen nur eine andere Person der Administration."))
        return redirect("posteingang:settings")
    done = _("%(name)s hat das Recht.") if given else _("%(name)s hat das Recht nicht mehr.")
    messages.success(request, done % {"name": whose.name})
    return redirect("posteingang:settings")


def _show(
    request: HttpRequest, person: Person, *, units: PostRoomForm | None = None, right: RightForm | None = None
) -> HttpResponse:
    may = person.has_role(Role.ADMINISTRATOR)
    context = {
        "units": setup.post_room_units(),
        "folders": [str(folder.path) for folder in intake.folders()],
        "account": intake.account(),
        "states": intake.states(),
        "unreadable": documents.unreadable(),
        "rights": setup.rights(),
        "promise": drawing.promise_line(),
        "units_form": units or PostRoomForm(initial={"units": setup.post_room_keys()}) if may else None,
        "right_form": right or RightForm() if may else None,
    }
    return render(request, "posteingang/settings.html", context, status=422 if units or right else 200)
