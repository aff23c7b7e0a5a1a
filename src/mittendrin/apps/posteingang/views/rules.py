# SPDX-License-Identifier: EUPL-1.2
"""Rules that clerks write: listed, tried on past letters, saved, put out of force."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.posteingang import forms
from mittendrin.apps.posteingang.services import access, rules
from mittendrin.apps.posteingang.services.rules import RuleWrong, Trial
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted


@require_safe
@for_people
def listing(request: HttpRequest, person: Person) -> HttpResponse:
    """List all rules."""
    rows = [(one, forms.TARGETS.get(one.target, one.target), forms.PLACES.get(one.place, "")) for one in rules.rules()]
    return render(request, "posteingang/rules.html", {"rows": rows, "manages": access.may_manage(person)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def edit(request: HttpRequest, person: Person, uuid: UUID | None = None) -> HttpResponse:
    """Try a rule on past letters, then save it. Trying changes nothing."""
    access.demand(access.may_manage(person))
    rule = rules.rule_of(uuid) if uuid else None
    form = forms.RuleForm(posted(request), initial=forms.rule_initial(rule) if rule else {"certain": True})
    trial: Trial | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "speichern" in request.POST:
                rules.save(person, form.draft(), uuid)
                messages.success(request, _("Die Regel ist gespeichert. Sie gilt für alle neuen Briefe."))
                return redirect("posteingang:rules")
            trial = rules.tried(person, form.draft())
        except RuleWrong as wrong:
            form.take(wrong.problems)
    context = {"form": form, "rule": rule, "trial": trial, "history": rules.history(uuid) if uuid else []}
    return render(request, "posteingang/rule.html", context, status=422 if form.errors else 200)


@require_POST
@for_people
def switch(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Put a rule into force or out of it."""
    rule = rules.set_active(person, uuid, request.POST.get("gilt") == "ja")
    messages.success(request, _("Die Regel gilt wieder.") if rule.active else _("Die Regel gilt nicht mehr."))
    return redirect("posteingang:rules")
