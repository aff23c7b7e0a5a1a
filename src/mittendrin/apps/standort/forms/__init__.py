# SPDX-License-Identifier: EUPL-1.2
"""Forms: facts of the town, a measure, a reminder, sharing a section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.models import MeasureState, PlannedMeasure
from mittendrin.apps.standort.services import agenda
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources import answer_values
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.apps.standort.sources.answers import MOST_AREA, MOST_PEOPLE, STATES
from mittendrin.apps.standort.sources.knowledge import cluster_rules, steps
from mittendrin.apps.standort.sources.measures import MOST_EUROS, MOST_POSTS
from mittendrin.townhall.accounts.models import Person

MILESTONES = 40
_DATE = {"type": "date"}


class GermanNumber(forms.CharField):
    """A number as people write it: 41.200, 1,5; empty is None."""

    def __init__(self, most: float, *, whole: bool = True, **more: Any) -> None:
        self.most, self.whole = most, whole
        super().__init__(required=False, max_length=30, **more)

    def clean(self, value: Any) -> Any:
        """Return the number, None when it is empty."""
        text = str(super().clean(value)).replace("€", "").strip()
        if answer_values.is_open(text):
            return None
        try:
            number = answer_values.number(text, self.most, whole=self.whole)
        except Wrong as wrong:
            if wrong.kind == "out-of-range":
                most = {"most": localize(round(self.most))}
                raise ValidationError(_("Möglich sind Zahlen von 0 bis %(most)s."), wrong.kind, most) from wrong
            raise ValidationError(_("Bitte nur eine Zahl eingeben, zum Beispiel 1.500."), code=wrong.kind) from wrong
        if self.whole and number != round(number):
            raise ValidationError(_("Bitte eine ganze Zahl eingeben."), code="whole")
        return round(number) if self.whole else number


class FactsForm(forms.Form):
    """What counts about the town itself."""

    population = GermanNumber(MOST_PEOPLE, label=_("Wie viele Menschen leben hier?"))
    area_km2 = GermanNumber(MOST_AREA, whole=False, label=_("Fläche in Quadratkilometern"))
    state = forms.ChoiceField(label=_("Land"), required=False)
    role = forms.ChoiceField(
        label=_("Rolle"),
        required=False,
        choices=[
            ("", _("weiß nicht")),
            ("district_member", _("gehört zu einem Landkreis")),
            ("independent_city", _("kreisfrei")),
            ("district", _("ist ein Landkreis")),
        ],
    )
    challenges = forms.MultipleChoiceField(
        label=_("Was beschäftigt Ihre Stadt besonders?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        states: Any = self.fields["state"]
        states.choices = [("", gettext("weiß nicht")), *STATES.items()]
        challenges: Any = self.fields["challenges"]
        challenges.choices = [(one.key, say(one.label)) for one in cluster_rules().challenges]

    def facts(self) -> dict[str, Any]:
        """Return what is stored; nothing ticked means that nobody said it."""
        data = self.cleaned_data
        return {**data, "challenges": data["challenges"] or None}


class MeasureForm(forms.ModelForm):  # type: ignore[type-arg]
    """A measure of the roadmap."""

    one_off = GermanNumber(MOST_EUROS, label=_("Kosten einmalig, in Euro"))
    yearly = GermanNumber(MOST_EUROS, label=_("Kosten jährlich, in Euro"))
    posts = GermanNumber(MOST_POSTS, whole=False, label=_("Stellen"))
    step = forms.ChoiceField(label=_("Empfehlung dahinter"), required=False)
    agenda_step = forms.ChoiceField(label=_("Schritt zur Agenda"), required=False)
    milestones = forms.CharField(
        label=_("Meilensteine"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Je Zeile ein Tag und was bis dahin erreicht ist: 31.3.2027 Start im Bürgerbüro"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PlannedMeasure
        fields = [
            "title",
            "state",
            "owner",
            "start",
            "end",
            "one_off",
            "yearly",
            "posts",
            "funding",
            "risks",
            "step",
            "agenda_step",
        ]
        labels = {
            "title": _("Maßnahme"),
            "state": _("Stand"),
            "owner": _("Verantwortlich"),
            "start": _("Beginn"),
            "end": _("Ende"),
            "funding": _("Förderung"),
            "risks": _("Risiken"),
        }
        widgets = {
            "start": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
            "end": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
            "funding": forms.Textarea(attrs={"rows": 2}),
            "risks": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = ("title", "state", "owner", "start", "end", "one_off", "yearly", "posts", "milestones")

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        choices: Any = self.fields["step"]
        choices.choices = [("", gettext("keine")), *((step.id, say(step.title)) for step in steps())]
        agenda_step: Any = self.fields["agenda_step"]
        agenda_step.choices = [("", gettext("wie die Empfehlung")), *agenda.choices()]
        state: Any = self.fields["state"]
        state.choices = MeasureState.choices
        if self.instance.pk:
            points = self.instance.milestones.all()
            self.initial["milestones"] = "\n".join(f"{one.on.isoformat()} {one.title}" for one in points)
            self.initial["version"] = self.instance.version

    def clean_milestones(self) -> list[tuple[date, str]]:
        """Return days and titles."""
        lines = [line for line in str(self.cleaned_data["milestones"]).splitlines() if line.strip()]
        if len(lines) > MILESTONES:
            raise ValidationError(_("Höchstens 40 Meilensteine."), code="many")
        return [self._milestone(line) for line in lines]

    def _milestone(self, line: str) -> tuple[date, str]:
        day, _space, title = line.strip().partition(" ")
        try:
            on = answer_values.day(day.rstrip(":"))
        except Wrong as wrong:
            words = {"line": line[:60]}
            raise ValidationError(
                gettext("„%(line)s“ beginnt nicht mit einem Tag wie 31.3.2027.") % words, code="day"
            ) from wrong
        title = answer_values.clean(title)[:200]
        if not title:
            raise ValidationError(gettext("„%(line)s“ hat keinen Titel.") % {"line": line[:60]}, code="title")
        return on, title

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", ValidationError(_("Das Ende liegt vor dem Beginn."), code="order"))
        return data


class ReminderForm(forms.Form):
    """A day on which a measure comes back as a case."""

    on = forms.DateField(label=_("Wiedervorlage am"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))

    def clean_on(self) -> date:
        """Refuse a day in the past."""
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise ValidationError(_("Dieser Tag ist vorbei. Wählen Sie einen späteren."), code="past")
        return on


class ShareForm(forms.Form):
    """A colleague who may see and answer a section."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Mit wem?"), empty_label=None)

    def __init__(self, people: Sequence[Person], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        field.label_from_instance = lambda person: person.name
