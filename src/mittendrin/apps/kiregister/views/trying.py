# SPDX-License-Identifier: EUPL-1.2
"""A block tried on an own or an invented text, for everybody who works in the town hall."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mittendrin.apps.kiregister.forms import TryForm
from mittendrin.apps.kiregister.services import trying
from mittendrin.apps.kiregister.views.pages import wanted
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import role_required
from mittendrin.web.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*Role.values)
@never_cache
def attempt(request: HttpRequest, block: str) -> HttpResponse:
    """Show the form with an invented text, and what the block says about the one that was sent."""
    found = wanted(block)
    if not trying.possible(found):
        raise Http404
    samples = trying.samples(found)
    chosen = next((one for one in samples if str(one.number) == request.GET.get("beispiel", "1")), None)
    form = TryForm(posted(request), initial={"text": chosen.text if chosen else ""})
    said: list[trying.Said] = []
    if request.method == "POST" and form.is_valid():
        try:
            said = trying.tried(found, form.cleaned_data["text"])
        except trying.BlockOff:
            form.add_error(None, _("Das Programm ist abgeschaltet. Eine Leitung kann es wieder einschalten."))
    context = {"entry": found, "form": form, "samples": samples, "chosen": chosen, "said": said}
    return render(request, "kiregister/try.html", context, status=422 if form.errors else 200)
