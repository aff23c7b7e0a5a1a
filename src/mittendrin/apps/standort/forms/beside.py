# SPDX-License-Identifier: EUPL-1.2
"""The form of the comparison with other towns: their answer files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MOST_FILES, MOST_MB = 5, 1
MIB = 1024 * 1024
Upload = tuple[bytes, str]


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files; their content with their names."""

    widget = _SeveralFiles(attrs={"accept": ".yaml,.yml"})

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - as Django calls it
        """Return content and name of each file; refuse too many and too large ones before they are read."""
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(_("Es sind mehr als fünf Dateien. Wählen Sie höchstens fünf Städte."))
        if any((one.size or 0) > MOST_MB * MIB for one in files):
            raise ValidationError(_("Eine Datei ist größer als 1 MB. Kürzen Sie ihre Kommentare."))
        return [(one.read(), (one.name or "")[:80]) for one in files]


class BesideForm(forms.Form):
    """Other towns, by what they published or by their answer files, and what the paper becomes.

    published: key and label of each town that published a profile.
    """

    published = forms.MultipleChoiceField(
        label=_("Veröffentlichte Steckbriefe"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Was ein Steckbrief nicht enthält, gilt im Papier als offen; das Papier nennt es."),
    )
    others = _FilesField(
        label=_("Antworten der anderen Städte"),
        required=False,
        help_text=_("Eine bis fünf YAML-Dateien. Jede Stadt lädt ihre unter Standort, Ergebnis, „Antworten als YAML“."),
    )
    kind = forms.ChoiceField(label=_("Form"), choices=[("docx", "DOCX"), ("pdf", "PDF")], initial="docx")

    def __init__(self, *arguments: Any, published: Sequence[tuple[str, str]] = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        if published:
            cast("forms.MultipleChoiceField", self.fields["published"]).choices = list(published)
        else:
            del self.fields["published"]

    def clean(self) -> dict[str, Any]:
        """Return what was chosen, one to five towns in all."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        count = len(data.get("published", ())) + len(data.get("others") or ())
        if not self.errors and not count:
            self.add_error("others", _("Wählen Sie mindestens eine andere Stadt."))
        if not self.errors and count > MOST_FILES:
            self.add_error("others", _("Es sind mehr als fünf Städte. Wählen Sie höchstens fünf."))
        return data
