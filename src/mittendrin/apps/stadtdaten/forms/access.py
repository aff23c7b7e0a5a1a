# SPDX-License-Identifier: EUPL-1.2
"""Forms of openness: of a Thing and its series, of agreements and of keys for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.models import Datastream, Grade, Thing
from mittendrin.apps.stadtdaten.services import openness

_MAY = [
    ("read", lazy("lesen, was öffentlich ist und was zu einer Vereinbarung gehört")),
    ("internal", lazy("alles lesen, auch was intern ist")),
    ("write", lazy("schreiben und dafür alles lesen")),
]
_GRADES = [(grade.value, grade.label) for grade in Grade if grade != Grade.AGREEMENT]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpennessForm(forms.Form):
    """Who sees the data of a Thing."""

    openness = forms.ChoiceField(label=lazy("Wer die Daten sieht"), choices=openness.choices)


class SeriesOpennessForm(forms.Form):
    """Who sees one series, where that is stricter than for its Thing."""

    openness = forms.ChoiceField(required=False)

    def __init__(self, stream: Datastream, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["openness"]
        field.label = stream.name
        field.help_text = _("Es gilt: %(grade)s") % {"grade": openness.words_of(stream)}
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("wie das Ding")), *openness.choices()]


def thing_form(thing: Thing, data: Any = None) -> OpennessForm:
    """Return the form of a Thing."""
    return OpennessForm(data, initial={"openness": openness.choice_of(thing.grade, thing.agreement_id)})


def series_forms(series: Sequence[Datastream], data: Any = None) -> list[tuple[Datastream, SeriesOpennessForm]]:
    """Return a form for each series."""
    made = []
    for one in series:
        start = {"openness": openness.choice_of(one.grade, one.agreement_id) if one.grade else ""}
        made.append((one, SeriesOpennessForm(one, data, prefix=f"reihe-{one.pk}", initial=start)))
    return made


class AgreementForm(forms.Form):
    """With whom, until when, about what."""

    name = forms.CharField(
        label=lazy("Mit wem"), max_length=200, help_text=lazy("Zum Beispiel: Stadtwerke, Hochschule, Nachbargemeinde")
    )
    until = forms.DateField(
        label=lazy("Bis wann"), required=False, widget=_DAY,
        help_text=lazy("Der letzte Tag. Danach sieht der Partner nur noch, was öffentlich ist. Leer heißt: ohne Ende."),
    )  # fmt: skip
    note = forms.CharField(
        label=lazy("Was vereinbart ist"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Zweck, Aktenzeichen, wer zuständig ist"),
    )  # fmt: skip


class KeyForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=lazy("Wofür der Schlüssel ist"), max_length=200, help_text=lazy("Zum Beispiel: Gateway am Rathaus")
    )
    may = forms.ChoiceField(label=lazy("Das Programm darf"), choices=_MAY)
    agreement = forms.ChoiceField(
        label=lazy("Vereinbarung"), required=False, help_text=lazy("Nur für Programme, die lesen")
    )
    grade = forms.ChoiceField(
        label=lazy("Wer sieht, was das Programm neu anlegt"), choices=_GRADES, initial=Grade.INTERNAL,
        help_text=lazy("Nur für Programme, die schreiben"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        if isinstance(field, forms.ChoiceField):
            running = [(str(one.pk), one.name) for one, _use in openness.agreements() if not one.is_over]
            field.choices = [("", _("keine")), *running]

    def clean(self) -> dict[str, Any]:
        """Refuse an agreement for a program that sees all anyway."""
        given = self.cleaned_data
        if given.get("agreement") and given.get("may") != "read":
            self.add_error("agreement", _("Dieses Programm sieht ohnehin alles. Wählen Sie hier keine."))
        return given
