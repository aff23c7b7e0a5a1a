# SPDX-License-Identifier: EUPL-1.2
"""School holidays: which years are known, and a file for those that are not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.stadtdaten.forms.school import HolidayFileForm
from mittendrin.apps.stadtdaten.services import school
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import role_required
from mittendrin.web.forms import posted

administrators = role_required(Role.ADMINISTRATOR)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrators
def holidays(request: HttpRequest) -> HttpResponse:
    """Show what is known and take a file."""
    form = HolidayFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = school.store(form.cleaned_data["file"].read())
        except ProblemsFound as error:
            form.add_error("file", school.words_of(error))
        else:
            count = len(found.spans)
            words = ngettext("%(n)s Ferienzeit ist gespeichert.", "%(n)s Ferienzeiten sind gespeichert.", count)
            messages.success(request, words % {"n": count})
            return redirect("stadtdaten:holidays")
    context = {"form": form, "found": school.overview()}
    return render(request, "stadtdaten/holidays.html", context, status=422 if form.errors else 200)


@require_POST
@administrators
def forget_holidays(request: HttpRequest) -> HttpResponse:
    """Forget what files said."""
    school.forget()
    messages.success(request, _("Die Ferien aus Dateien sind gelöscht."))
    return redirect("stadtdaten:holidays")
