# SPDX-License-Identifier: EUPL-1.2
"""Forms of funding: a programme by hand, a list as file, the watch list, the council's meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.models import FundingProgramme, PlannedMeasure, ProgrammeState
from mittendrin.apps.standort.services.funding_plan import Calendar
from mittendrin.apps.standort.services.funding_words import wrong_words
from mittendrin.apps.standort.services.wording import number, say
from mittendrin.apps.standort.sources import answer_values, funding
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.apps.standort.sources.answers import STATES
from mittendrin.apps.standort.sources.questionnaire import shipped

MEETINGS = 100
_DAY = {"type": "date"}


class ProgrammeForm(forms.Form):
    """A programme; every entry is checked like a row of a list."""

    name = forms.CharField(label=_("Programm"), max_length=200)
    giver = forms.CharField(label=_("Geber"), max_length=200)
    state = forms.ChoiceField(label=_("Stand"), choices=ProgrammeState.choices, initial=ProgrammeState.OPEN)
    deadline = forms.DateField(label=_("Frist"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    share = forms.CharField(label=_("Anteil an den Kosten, in Prozent"), required=False, max_length=30)
    most = forms.CharField(label=_("Höchstbetrag, in Euro"), required=False, max_length=30)
    who = forms.CharField(label=_("Wer darf beantragen?"), required=False, max_length=500)
    states = forms.MultipleChoiceField(
        label=_("Nur in diesen Ländern (keines: in allen)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people_from = forms.CharField(label=_("Ab so vielen Menschen im Ort"), required=False, max_length=30)
    people_to = forms.CharField(label=_("Bis zu so vielen Menschen im Ort"), required=False, max_length=30)
    topics = forms.MultipleChoiceField(label=_("Felder"), required=False, widget=forms.CheckboxSelectMultiple)
    keywords = forms.CharField(label=_("Stichworte, mit Komma getrennt"), required=False, max_length=500)
    link = forms.CharField(label=_("Adresse der Seite"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Notiz, in eigenen Worten"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    checked_on = forms.DateField(
        label=_("Zuletzt geprüft am"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )

    def __init__(self, stored: FundingProgramme | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(stored))
        states: Any = self.fields["states"]
        states.choices = list(STATES.items())
        topics: Any = self.fields["topics"]
        topics.choices = [(field.id, say(field.name)) for field in shipped().fields]
        self.programme: funding.Programme | None = None

    def clean(self) -> dict[str, Any]:
        """Check the entries together; ``programme`` holds them when all are right."""
        data: dict[str, Any] = super().clean() or {}
        entries = {name: value if value not in ("", []) else None for name, value in data.items()}
        found, wrongs = funding.parse(entries, timezone.localdate())
        for name, wrong in wrongs:
            if name in self.fields and name not in self.errors:
                self.add_error(name, ValidationError(wrong_words(wrong), code=wrong.kind))
        self.programme = found
        return data


def _initial(stored: FundingProgramme | None) -> dict[str, Any]:
    if stored is None:
        return {}
    found = {name: getattr(stored, name) for name in ProgrammeForm.base_fields}
    for name in ("share", "most", "people_from", "people_to"):
        found[name] = "" if found[name] is None else number(found[name], 2 if name == "share" else 0)
    return found | {"keywords": ", ".join(stored.keywords)}


class ListForm(forms.Form):
    """A list of programmes as file."""

    file = forms.FileField(
        label=_("Datei (CSV, Excel oder JSON)"),
        allow_empty_file=True,
        error_messages={"required": _("Wählen Sie eine Datei.")},
    )


class WatchForm(forms.Form):
    """For which measure the town wants to apply."""

    measure = forms.ModelChoiceField(
        PlannedMeasure.objects.none(), label=_("Für welche Maßnahme?"), required=False, empty_label=_("noch offen")
    )
    council = forms.BooleanField(label=_("Der Rat muss vor dem Antrag beschließen"), required=False, initial=True)

    def __init__(self, measures: Sequence[PlannedMeasure], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        field: Any = self.fields["measure"]
        field.queryset = PlannedMeasure.objects.filter(pk__in=[one.pk for one in measures])


class CalendarForm(forms.Form):
    """When the council meets."""

    meetings = forms.CharField(
        label=_("Sitzungen des Rates"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Je Zeile ein Tag: 25.2.2027"),
    )
    rhythm_weeks = forms.IntegerField(
        label=_("Danach etwa alle wie viele Wochen?"), required=False, min_value=1, max_value=52
    )
    paper_days = forms.IntegerField(
        label=_("Wie viele Tage vor der Sitzung ist die Vorlage abzugeben?"), min_value=0, max_value=180
    )

    def __init__(self, found: Calendar, data: Any = None) -> None:
        initial = {
            "meetings": "\n".join(f"{day.day}.{day.month}.{day.year}" for day in found.meetings),
            "rhythm_weeks": found.rhythm_weeks,
            "paper_days": found.paper_days,
        }
        super().__init__(data, initial=initial)

    def clean_meetings(self) -> list[date]:
        """Return the days."""
        lines = [line.strip() for line in str(self.cleaned_data["meetings"]).splitlines() if line.strip()]
        if len(lines) > MEETINGS:
            raise ValidationError(_("Höchstens 100 Sitzungen."), code="many")
        days = []
        for line in lines:
            try:
                days.append(answer_values.day(line))
            except Wrong as wrong:
                words = {"line": line[:60]}
                raise ValidationError(gettext("„%(line)s“ ist kein Tag wie 25.2.2027.") % words, code="day") from wrong
        return days
