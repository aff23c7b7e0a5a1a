# SPDX-License-Identifier: EUPL-1.2
"""Messages for the public: choose, confirm, leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from mittendrin.apps.stadtdaten.forms.alerts import SubscribeForm
from mittendrin.apps.stadtdaten.services import alerts_public
from mittendrin.apps.stadtdaten.services.alerts_public import NotSent, TooMany
from mittendrin.web.forms import posted
from mittendrin.web.visitor import client_ip


@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the public rules and take a wish."""
    rules = list(alerts_public.public_rules())
    chosen = request.GET.get("regel", "")
    initial = {"rules": [chosen]} if chosen.isdecimal() else {}
    form = SubscribeForm(posted(request), choices=[(rule.pk, rule.title) for rule in rules], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            alerts_public.ask(form.cleaned_data["rules"], form.cleaned_data["email"], client_ip(request))
        except TooMany:
            form.add_error(None, _("Zu viele Anfragen. Bitte versuchen Sie es in einer Stunde wieder."))
        except NotSent:
            form.add_error(None, _("Die E-Mail konnte nicht verschickt werden. Bitte versuchen Sie es später wieder."))
        else:
            return redirect("stadtdaten:subscribed")
    lines = [{"rule": rule, "sentence": alerts_public.sentence_of(rule)} for rule in rules]
    return render(request, "stadtdaten/subscribe.html", {"form": form, "lines": lines})


def subscribed(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way."""
    return render(request, "stadtdaten/subscribed.html")


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm with a button, for programs that check mails open each link."""
    found = alerts_public.wanted(token)
    if request.method == "POST" and found:
        alerts_public.confirm(token)
        messages.success(request, _("Bestätigt. Ab jetzt bekommen Sie eine E-Mail."))
        return redirect("stadtdaten:cockpit")
    return render(request, "stadtdaten/confirm.html", {"wishes": found}, status=200 if found else 404)


@csrf_exempt
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription with a button, or by one click of the mail program (RFC 8058); the token is the proof."""
    found = alerts_public.leaving(token)
    if request.method == "POST" and found:
        alerts_public.leave(found, everything="alle" in request.POST)
        return render(request, "stadtdaten/left.html")
    return render(request, "stadtdaten/leave.html", {"wish": found}, status=200 if found else 404)
