# SPDX-License-Identifier: EUPL-1.2
"""Forms of the post room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.posteingang.models import LetterRule
from mittendrin.apps.posteingang.services import access, setup, words
from mittendrin.apps.posteingang.services.answers import MOST
from mittendrin.apps.posteingang.services.rules import RuleDraft

TARGETS = {
    "unit": _("Amt"),
    "second_unit": _("zweites Amt"),
    "kind": _("Art"),
    "urgent": _("eilig"),
    "special_data": _("besonders geschützte Daten"),
}
PLACES = {
    "anywhere": _("irgendwo im Brief"),
    "sender": _("beim Absender"),
    "recipient": _("bei der Anschrift, an die der Brief geht"),
    "subject": _("im Betreff"),
    "body": _("im Text nach der Anrede"),
    "file": _("im Namen der Datei"),
}


class RuleForm(forms.Form):
    """A rule as a clerk says it: where all these words stand, this holds."""

    words = forms.CharField(
        label=_("Wenn diese Wörter im Brief stehen"),
        help_text=_("Ein Wort oder eine Wortfolge je Zeile. Alle müssen vorkommen, auch gebeugt."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    without = forms.CharField(
        label=_("Und keines von diesen"),
        help_text=_("Eines je Zeile."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.ChoiceField(label=_("Wo gesucht wird"), choices=list(PLACES.items()))
    pattern = forms.CharField(
        label=_("Muster"),
        help_text=_("Für Geübte: ein regulärer Ausdruck, zum Beispiel 21\\.\\d{6}\\.\\d"),
        required=False,
        max_length=300,
    )
    target = forms.ChoiceField(label=_("Dann steht fest"), choices=list(TARGETS.items()))
    value = forms.ChoiceField(label=_("Und zwar"))
    certain = forms.BooleanField(
        label=_("Gilt sicher, ohne nachzufragen"),
        help_text=_("Sonst ist die Regel nur ein Hinweis für den Vorschlag."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit.name, unit.name) for unit in access.units()]
        yes_no = [(words.YES, _("ja")), (words.NO, _("nein"))]
        value = self.fields["value"]
        if isinstance(value, forms.ChoiceField):
            value.choices = [
                ("", _("bitte wählen")),
                (_("Ämter"), units),
                (_("Arten"), [(kind, words.shown("kind", kind)) for kind in words.KINDS]),
                (_("ja oder nein"), yes_no),
            ]

    def draft(self) -> RuleDraft:
        """Return the rule as it stands in the form, which is valid."""
        given = self.cleaned_data
        return RuleDraft(
            target=given["target"],
            value=given["value"],
            words=_lines(given["words"]),
            without=_lines(given["without"]),
            pattern=given["pattern"].strip(),
            place=given["place"],
            certain=given["certain"],
        )

    def take(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong at the fields."""
        for name, sentence in problems.items():
            self.add_error(name, sentence)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def rule_initial(rule: LetterRule) -> dict[str, Any]:
    """Return a stored rule as the form shows it."""
    return {
        "words": "\n".join(rule.words),
        "without": "\n".join(rule.without),
        "pattern": rule.pattern,
        "place": rule.place,
        "target": rule.target,
        "value": rule.value,
        "certain": rule.certain,
    }


class PlanForm(forms.Form):
    """A file plan as a file."""

    file = forms.FileField(
        label=_("Aktenplan als CSV oder YAML"),
        help_text=_("Spalten: Nummer, Titel, dazu wer will Über, Jahre, Grund. Bis 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.yaml,.yml,text/csv"}),
        error_messages={"required": _("Wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )


class FileForm(forms.Form):
    """A new file (Akte)."""

    entry = forms.CharField(label=_("Nummer im Aktenplan"), max_length=20)
    sign = forms.CharField(label=_("Aktenzeichen"), max_length=60)
    title = forms.CharField(label=_("Titel"), max_length=200)


class TemplateForm(forms.Form):
    """An answer template."""

    title = forms.CharField(label=_("Titel"), max_length=120)
    kind = forms.ChoiceField(label=_("Für Briefe der Art"), required=False)
    text = forms.CharField(label=_("Text"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("jede")), *((one, words.shown("kind", one)) for one in words.KINDS)]


class PostRoomForm(forms.Form):
    """The units that are the post room."""

    units = forms.MultipleChoiceField(
        label=_("Poststelle"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Die Personen dieser Ämter sehen jeden neuen Brief."),
        error_messages={"required": _("Wählen Sie mindestens ein Amt.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        if isinstance(units, forms.MultipleChoiceField):
            units.choices = [(unit.key, unit.name) for unit in access.units()]


class RightForm(forms.Form):
    """A right for one person."""

    person = forms.ChoiceField(label=_("Person"))
    right = forms.ChoiceField(label=_("Recht"), choices=setup.RIGHTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            people = [(str(one.pk), f"{one.name}, {one.unit}" if one.unit else one.name) for one in setup.people()]
            person.choices = [("", _("bitte wählen")), *people]


class HeldForm(forms.Form):
    """Name, street, place of a person who asks what is held."""

    words = forms.CharField(
        label=_("Name, Straße, Ort"), max_length=200, help_text=_("Alle Wörter müssen in einem Brief vorkommen.")
    )
