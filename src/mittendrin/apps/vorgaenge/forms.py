# SPDX-License-Identifier: EUPL-1.2
"""Forms of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.vorgaenge.services.choices import target, targets
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Priority

_LATEST = date(2099, 12, 31)
_TOO_LATE = _("Der Tag liegt zu weit in der Zukunft.")


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day, entered in the browser's calendar or as 27.11.2026."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date", "max": _LATEST.isoformat()}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Schreiben Sie den Tag wie 27.11.2026.")},
    )


def note_field() -> forms.CharField:
    """Return a field for a note that everybody sees who sees the case."""
    return forms.CharField(
        label=_("Notiz"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000})
    )


def _late(day: date | None) -> date | None:
    if day is not None and day > _LATEST:
        raise forms.ValidationError(_TOO_LATE)
    return day


class ForwardForm(forms.Form):
    """To which unit or person, with a note."""

    target = forms.ChoiceField(
        label=_("An wen?"), error_messages={"invalid_choice": _("Wählen Sie ein Amt oder eine Person.")}
    )
    note = note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["target"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("bitte wählen")), *targets()]

    def clean_target(self) -> Any:
        """Return unit and person."""
        found = target(str(self.cleaned_data["target"]))
        if found is None:
            raise forms.ValidationError(_("Wählen Sie ein Amt oder eine Person."))
        return found


class SnoozeForm(forms.Form):
    """Until when: one of the offered days, or another one."""

    quick = forms.DateField(required=False, widget=forms.HiddenInput)
    day = day_field(_("Tag"), required=False)
    note = note_field()

    def clean(self) -> dict[str, Any]:
        """Return the values with ``day`` filled by the offered day if one was pressed."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        values["day"] = values.get("quick") or values.get("day")
        if values["day"] is None and "day" not in self.errors:
            self.add_error("day", _("Wählen Sie einen Tag."))
        elif values["day"] is not None and values["day"] > _LATEST:
            self.add_error("day", _TOO_LATE)
        return values


class ChangeForm(forms.Form):
    """Title, due date, priority, special categories."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    due = day_field(_("Frist"), required=False)
    priority = forms.TypedChoiceField(label=_("Vorrang"), choices=Priority, coerce=int)
    special = forms.BooleanField(
        label=_("Enthält besonders geschützte Daten"),
        help_text=_("Zum Beispiel Gesundheit oder Religion (Art. 9 DSGVO). Dann sehen ihn nur Personen mit Freigabe."),
        required=False,
    )

    def clean_due(self) -> date | None:
        """Return the due date."""
        return _late(self.cleaned_data["due"])


class NewForm(ChangeForm):
    """A case made by hand; it belongs to the own unit until somebody hands it on."""

    mine = forms.BooleanField(label=_("Ich kümmere mich darum"), required=False, initial=True)
    note = note_field()


class NoteForm(forms.Form):
    """A note for steps that need nothing else."""

    note = note_field()


class CommentForm(forms.Form):
    """What somebody writes about a case."""

    text = forms.CharField(
        label=_("Kommentar"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 8000})
    )


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Datei"),
        max_length=400,
        error_messages={"required": _("Wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )


class _PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People with their unit."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name and unit."""
        return f"{obj.name}, {obj.unit}" if obj.unit else str(obj.name)


class AbsenceForm(forms.Form):
    """Who is away from when to when, and who deputises."""

    person = _PersonField(label=_("Wer?"), queryset=Person.objects.none(), empty_label=None)
    first = day_field(_("Erster Tag"))
    last = day_field(_("Letzter Tag"))
    deputy = _PersonField(
        label=_("Vertretung"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("niemand"),
        help_text=_("Sieht und bearbeitet in dieser Zeit die Vorgänge."),
    )

    def __init__(self, *args: Any, people: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("person", people), ("deputy", deputies)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = found


class GrantForm(forms.Form):
    """Who may see special categories of personal data, and why."""

    person = _PersonField(label=_("Wer?"), queryset=Person.objects.none(), empty_label=_("bitte wählen"))
    reason = forms.CharField(
        label=_("Wofür?"), max_length=200, help_text=_("Die Aufgabe, die es nötig macht. Steht im Verlauf.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people


class DigestForm(forms.Form):
    """Whether the daily mail is wanted."""

    wanted = forms.BooleanField(label=_("Täglich eine Nachricht, wenn etwas wartet"), required=False)


def bound(form: type[forms.Form], step: str, data: Mapping[str, Any] | None, **more: Any) -> forms.Form:
    """Return a form whose ids begin with the name of its step, so that several stand on one page."""
    return form(data, auto_id=f"{step}-%s", **more)
