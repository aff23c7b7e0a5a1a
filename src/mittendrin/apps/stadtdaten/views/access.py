# SPDX-License-Identifier: EUPL-1.2
"""Who sees the data: grades of openness, agreements, keys of programs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.stadtdaten.forms import access as forms
from mittendrin.apps.stadtdaten.services import openness, tokens
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import role_required
from mittendrin.web.forms import posted

PER_PAGE = 50
editors = role_required(Role.EDITOR)


@require_safe
@never_cache
@editors
def overview(request: HttpRequest) -> HttpResponse:
    """Say what the grades mean, how many series have each, and list the Things."""
    words = request.GET.get("q", "").strip()[:100]
    grades = openness.grades()
    page = Paginator(openness.things(words), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "words": words, "grades": grades, "open": grades[0].series,
        "all": sum(one.series for one in grades),
    }  # fmt: skip
    return render(request, "stadtdaten/access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@editors
def thing(request: HttpRequest, number: int) -> HttpResponse:
    """Change how open a Thing and its series are."""
    found = openness.thing_of(number)
    if found is None:
        raise Http404
    form = forms.thing_form(found, posted(request))
    series = forms.series_forms(openness.series_of(found), posted(request))
    wrong = request.method == "POST" and not all([form.is_valid(), *(one.is_valid() for _stream, one in series)])
    if request.method == "POST" and not wrong:
        said = {stream.pk: one.cleaned_data["openness"] for stream, one in series}
        openness.set_openness(found, form.cleaned_data["openness"], said)
        messages.success(request, _("Gespeichert. Das gilt ab sofort auf jedem Weg, auch für frühere Werte."))
        return redirect("stadtdaten:access_thing", number)
    context = {"thing": found, "form": form, "series": series}
    return render(request, "stadtdaten/access_thing.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@editors
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements and make a new one."""
    form = forms.AgreementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = _saved(form, None)
        if made:
            messages.success(request, _("Die Vereinbarung ist da. Wählen Sie nun bei den Dingen, was zu ihr gehört."))
            return redirect("stadtdaten:agreement", made.pk)
    context = {"rows": openness.agreements(), "form": form}
    return render(request, "stadtdaten/agreements.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@editors
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an agreement opens, to whom, and change it."""
    found = _wanted(number)
    initial = {"name": found.name, "until": found.until, "note": found.note}
    form = forms.AgreementForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(form, found):
        messages.success(request, _("Gespeichert."))
        return redirect("stadtdaten:agreement", number)
    context = {
        "agreement": found, "form": form, "series": openness.series_by(found), "keys": openness.keys_of(found),
        "is_used": openness.use_of(found).is_used,
    }  # fmt: skip
    return render(request, "stadtdaten/agreement.html", context, status=422 if form.errors else 200)


def _saved(form: forms.AgreementForm, found: Any) -> Any:
    given = form.cleaned_data
    try:
        return openness.save_agreement(found, given["name"], given["until"], given["note"])
    except openness.NameTaken:
        form.add_error("name", _("Eine Vereinbarung dieses Namens ist schon da."))
        return None


def _wanted(number: int) -> Any:
    found = openness.agreement_of(number)
    if found is None:
        raise Http404
    return found


@require_POST
@editors
def delete_agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Delete an agreement that nothing hangs on."""
    if openness.delete_agreement(_wanted(number)):
        messages.success(request, _("Die Vereinbarung ist gelöscht."))
        return redirect("stadtdaten:agreements")
    messages.error(
        request, _("Zu dieser Vereinbarung gehören noch Reihen, Quellen oder Schlüssel. Setzen Sie ihr Ende auf heute.")
    )
    return redirect("stadtdaten:agreement", number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@editors
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys of programs and make a new one, which is shown once in this answer."""
    wanted = request.GET.get("vereinbarung", "")
    form = forms.KeyForm(posted(request), initial={"agreement": wanted if wanted.isdecimal() else "", "may": "read"})
    secret = name = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made, secret = tokens.new_token(
                given["name"], writes=given["may"] == "write", internal=given["may"] == "internal",
                grade=given["grade"], agreements=[int(given["agreement"])] if given["agreement"] else [],
            )  # fmt: skip
        except tokens.TokenExists:
            form.add_error("name", _("Einen Schlüssel dieses Namens gibt es schon, vielleicht einen gesperrten."))
        else:
            name, form = made.name, forms.KeyForm(initial={"may": "read"})
    address = request.build_absolute_uri(reverse("sta:landing"))
    context = {"rows": tokens.listed(), "form": form, "secret": secret, "name": name, "address": address}
    return render(request, "stadtdaten/keys.html", context, status=422 if form.errors else 200)


@require_POST
@editors
def revoke_key(request: HttpRequest, number: int) -> HttpResponse:
    """Let a key open nothing any more."""
    name = tokens.revoke_number(number)
    if not name:
        raise Http404
    messages.success(request, _("Der Schlüssel „%(name)s“ ist gesperrt.") % {"name": name})
    return redirect("stadtdaten:keys")
