# SPDX-License-Identifier: EUPL-1.2
"""What a person says before the Steckbrief becomes public: two short texts, and which measures may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mittendrin.apps.standort.services.profile import MOST_SIGNS, MOST_WORDS
from mittendrin.apps.standort.sources import answer_values


class PublishForm(forms.Form):
    """Texts and measures of the Steckbrief."""

    summary_de = forms.CharField(
        label=gettext_lazy("Kurz gesagt, auf Deutsch"),
        min_length=10,
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Höchstens 60 Wörter, ohne Namen von Personen."),
    )
    summary_en = forms.CharField(
        label=gettext_lazy("Kurz gesagt, auf Englisch"),
        min_length=10,
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    measures = forms.MultipleChoiceField(
        label=gettext_lazy("Welche Maßnahmen dürfen alle sehen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Öffentlich werden Titel und Monat, kein Betrag und keine Person."),
    )

    def __init__(self, measures: Sequence[Any], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if measures:
            field: Any = self.fields["measures"]
            field.choices = [(str(one.uuid), one.title) for one in measures]
        else:
            del self.fields["measures"]

    def hidden_copy(self) -> list[tuple[str, str]]:
        """Return name and value of all that is filled in, for the form that publishes what the preview shows."""
        pairs = []
        for name in self.fields:
            value = self[name].value()
            pairs += [(name, str(one)) for one in value] if isinstance(value, list | tuple) else [(name, str(value))]
        return pairs

    def clean_summary_de(self) -> str:
        """Return the German text without signs that nobody sees."""
        return _short(self.cleaned_data["summary_de"])

    def clean_summary_en(self) -> str:
        """Return the English text without signs that nobody sees."""
        return _short(self.cleaned_data["summary_en"])


def _short(said: str) -> str:
    text = answer_values.clean(said)
    if len(text.split()) > MOST_WORDS:
        words = {"most": MOST_WORDS, "count": len(text.split())}
        raise ValidationError(_("Bitte höchstens %(most)s Wörter; es sind %(count)s.") % words, code="long")
    return text
