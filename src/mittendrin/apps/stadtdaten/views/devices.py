# SPDX-License-Identifier: EUPL-1.2
"""Devices: who waits, what they say, names and places for them; codecs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.stadtdaten import tasks
from mittendrin.apps.stadtdaten.forms import devices as forms
from mittendrin.apps.stadtdaten.services import brokers, devices
from mittendrin.apps.stadtdaten.services.places import known_places
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required
from mittendrin.web.forms import posted

STANDINGS = {"": "waiting", "messend": "active", "uebergangen": "ignored"}


@require_safe
@never_cache
@role_required(Role.EDITOR)
def listing(request: HttpRequest) -> HttpResponse:
    """List devices: those that wait, measure, or are ignored."""
    standing = STANDINGS.get(request.GET.get("stand", ""), "waiting")
    rows = [(one, devices.is_silent(one)) for one in devices.listed(standing)[:500]]
    context = {"rows": rows, "standing": standing, "counts": devices.counts(), "brokers": brokers.lines()}
    return render(request, "stadtdaten/devices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.EDITOR)
def device(request: HttpRequest, dev_eui: str) -> HttpResponse:
    """Try a codec on the messages of a device; give it name, place and series."""
    found = devices.device_with(dev_eui)
    if found is None:
        raise Http404
    choice = (request.POST if request.method == "POST" else request.GET).get("codec", "") or devices.likely_codec(found)
    text = devices.text_of(choice)
    if text is None:
        raise Http404
    trial = devices.tried(found, text)
    start = {"title": found.name, "latitude": found.latitude, "longitude": found.longitude}
    form = forms.NameForm(posted(request), initial=start)
    series = forms.series_forms(trial.series, posted(request))
    wrong = False
    if request.method == "POST" and found.standing == "waiting":
        wrong = not all([form.is_valid(), *(one.is_valid() for _draft, one in series)])
        if not wrong:
            drafts = [one.changed(draft) for draft, one in series]
            if any(draft.keep for draft in drafts):
                new = devices.name_device(found, form.naming(choice, drafts))
                words = ngettext("%(n)s Messwert ist schon da.", "%(n)s Messwerte sind schon da.", new) % {"n": new}
                messages.success(
                    request, _("Das Gerät misst jetzt als „%(name)s“.") % {"name": form["title"].value()} + f" {words}"
                )
                return redirect("stadtdaten:devices")
            form.add_error(None, _("Nehmen Sie mindestens einen Wert auf."))
    context = {
        "device": found, "trial": trial, "form": form, "series": series, "choice": choice,
        "choices": devices.codec_choices(), "waiting": found.standing == "waiting",
    }  # fmt: skip
    return render(request, "stadtdaten/device.html", context, status=422 if wrong or form.errors else 200)


@require_safe
@never_cache
@role_required(Role.EDITOR)
def places(_request: HttpRequest) -> JsonResponse:
    """Answer the places that are known, for the map on which a new one is picked."""
    return JsonResponse(known_places(), content_type="application/geo+json")


@require_POST
@role_required(Role.EDITOR)
def set_standing(request: HttpRequest, dev_eui: str) -> HttpResponse:
    """Ignore a waiting device, or let an ignored one wait again."""
    found = devices.device_with(dev_eui)
    if found is None:
        raise Http404
    if request.POST.get("stand") == "uebergangen":
        devices.ignore(found)
        messages.success(request, _("Das Gerät wird übergangen. Seine Nachrichten sind gelöscht."))
    else:
        devices.wait_again(found)
        messages.success(request, _("Das Gerät steht wieder in der Liste."))
    return redirect("stadtdaten:devices")


@require_safe
@never_cache
@role_required(Role.EDITOR)
def codecs(request: HttpRequest) -> HttpResponse:
    """List the codecs that people brought."""
    return render(request, "stadtdaten/codecs.html", {"rows": devices.codecs()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.EDITOR)
def codec(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Bring or change a codec; it is tried before it is stored."""
    kept = devices.codec_of(number) if number is not None else None
    person = person_of(request)
    if person is None or (number is not None and kept is None):
        raise Http404
    start = {"name": kept.name, "source": kept.source} if kept else None
    form = forms.CodecForm(posted(request), initial=start, own=kept.pk if kept else None)
    if request.method == "POST" and form.is_valid() and "speichern" in request.POST:
        made = devices.save_codec(person, form.cleaned_data["name"], form.cleaned_data["source"], kept)
        tasks.read_again.enqueue(made.pk)
        messages.success(
            request,
            _("Der Codec ist gespeichert. Nachrichten, die bisher nicht lesbar waren, werden noch einmal gelesen."),
        )
        return redirect("stadtdaten:codecs")
    return render(request, "stadtdaten/codec.html", {"form": form, "codec": kept}, status=422 if form.errors else 200)
