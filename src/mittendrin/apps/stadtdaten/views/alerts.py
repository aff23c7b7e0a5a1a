# SPDX-License-Identifier: EUPL-1.2
"""Rules for the town's own people: list, builder with trial, switch, delete."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mittendrin.apps.stadtdaten.forms.alerts import RuleForm
from mittendrin.apps.stadtdaten.services import alerts, alerts_words
from mittendrin.apps.stadtdaten.services.alerts import RuleWrong
from mittendrin.core import instants
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required
from mittendrin.web.forms import posted

staff = role_required(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR)
managers = role_required(Role.HEAD_OF_UNIT, Role.EDITOR)


@staff
@never_cache
def rules(request: HttpRequest) -> HttpResponse:
    """List rules and what they told."""
    now = instants.now()
    found = list(alerts.rules())
    rows = [
        {"rule": rule, "sentence": alerts_words.sentence(rule), "quiet": alerts_words.quiet_words(rule)}
        for rule in found
    ]
    recent = list(alerts.recent_events())
    context = {
        "rows": rows,
        "events": [{"event": event, "sentence": alerts_words.event_sentence(event, now)} for event in recent],
        "may_manage": alerts.may_manage(person_of(request)),
        "watching": sum(rule.active for rule in found),
        "lasting": len({event.rule_id for event in recent if event.ended is None and event.rule.active}),
    }
    return render(request, "stadtdaten/rules.html", context)


@managers
@never_cache
def new_rule(request: HttpRequest) -> HttpResponse:
    """Build a rule and try it on history before it is stored."""
    number = request.GET.get("reihe", "")
    initial = {"datastream": int(number)} if number.isdecimal() and len(number) < 12 else {}
    return _built(request, RuleForm(posted(request), initial=initial), None)


@managers
@never_cache
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """Change a rule."""
    found = _wanted(number)
    names = ("kind", "value", "minutes", "slack", "title", "quiet_from", "quiet_to", "webhook", "public")
    initial: dict[str, Any] = {name: getattr(found, name) for name in names}
    initial |= {
        "datastream": found.datastream_id,
        "unit": found.unit_id,
        "people": [person.pk for person in found.people.all()],
    }
    return _built(request, RuleForm(posted(request), initial=initial), found)


def _built(request: HttpRequest, form: RuleForm, found: Any) -> HttpResponse:
    trial, sentence = None, ""
    person = person_of(request)
    if request.method == "POST" and person and form.is_valid():
        try:
            draft = alerts.draft(form.cleaned_data, found)
        except RuleWrong as wrong:
            form.add_wrong(wrong)
        else:
            if "ausprobieren" not in request.POST:
                alerts.save(draft, person, form.cleaned_data["people"])
                messages.success(request, _("Gespeichert. Die Regel gilt ab jetzt."))
                return redirect("stadtdaten:rules")
            trial, sentence = alerts.trial(draft), alerts_words.sentence(draft)
    context = {"form": form, "rule": found, "trial": trial, "sentence": sentence}
    return render(request, "stadtdaten/rule.html", context)


@managers
@require_POST
def switch_rule(request: HttpRequest, number: int) -> HttpResponse:
    """Switch a rule on or off."""
    found = _wanted(number)
    alerts.switch(found, not found.active)
    messages.success(request, _("Die Regel ist aus.") if found.active else _("Die Regel gilt wieder."))
    return redirect("stadtdaten:rules")


@managers
@require_POST
def delete_rule(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a rule."""
    alerts.delete(_wanted(number))
    messages.success(request, _("Die Regel ist gelöscht."))
    return redirect("stadtdaten:rules")


def _wanted(number: int) -> Any:
    found = alerts.rule(number)
    if found is None:
        raise Http404
    return found
