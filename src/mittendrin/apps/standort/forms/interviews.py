# SPDX-License-Identifier: EUPL-1.2
"""Forms of interviews: a transcript, a colleague, a category."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.services.interviews import words
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.core.errors import ProblemsFound

USUAL, LONGEST = 365, 365 * 3


class TranscriptForm(forms.Form):
    """A new transcript: a file or pasted text, and when it is deleted."""

    title = forms.CharField(
        label=_("Titel"), max_length=200, help_text=_("Ohne Namen, zum Beispiel: Interview 3, Bauverwaltung")
    )
    file = forms.FileField(
        label=_("Textdatei"), required=False, widget=forms.FileInput(attrs={"accept": ".txt,text/plain"})
    )
    text = forms.CharField(
        label=_("Oder Text einfügen"),
        required=False,
        max_length=interview_scheme.MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    delete_on = forms.DateField(
        label=_("An diesem Tag löschen"),
        initial=lambda: timezone.localdate() + timedelta(days=USUAL),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Spätestens in drei Jahren. Dann verschwinden auch alle Einordnungen."),
    )

    def clean_delete_on(self) -> Any:
        """Return the day; refuse one that has passed or is too far away."""
        day, today = self.cleaned_data["delete_on"], timezone.localdate()
        if not today < day <= today + timedelta(days=LONGEST):
            raise ValidationError(_("Wählen Sie einen Tag ab morgen und innerhalb von drei Jahren."))
        return day

    def clean(self) -> dict[str, Any]:
        """Keep the transcript as bytes under ``data``; refuse what is none."""
        data = super().clean() or self.cleaned_data
        upload, pasted = data.get("file"), str(data.get("text") or "")
        if upload and upload.size > interview_scheme.MOST_BYTES:
            self.add_error("file", words.largest())
            return data
        content = upload.read() if upload else pasted.encode()
        if not content.strip():
            self.add_error("file", _("Wählen Sie eine Datei oder fügen Sie den Text ein."))
            return data
        try:
            interview_scheme.read_text(content)
        except ProblemsFound as error:
            self.add_error("file" if upload else "text", words.describe(error.problems[0]))
        return {**data, "data": content}


class ColleagueForm(forms.Form):
    """Who may also see and code a transcript."""

    username = forms.CharField(label=_("Benutzername"), max_length=150)


class CategoryForm(forms.Form):
    """A category that was found in the material."""

    name = forms.CharField(label=_("Neue Kategorie"), max_length=80)
    about = forms.CharField(label=_("Was gehört hinein?"), max_length=300, required=False)
