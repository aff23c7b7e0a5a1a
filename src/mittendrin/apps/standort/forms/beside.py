# SPDX-License-Identifier: EUPL-1.2
"""The form of the comparison with other towns: their answer files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise ValidationError(_("Es sind mehr als fünf Dateien. Wählen Sie höchstens fünf Städte."))
        if any((one.size or 0) > MOST_MB * MIB for one in files):
            raise ValidationError(_("Eine Datei ist größer als 1 MB. Kürzen Sie ihre Kommentare."))
        return [(one.read(), (one.name or "")[:80]) for one in files]


class BesideForm(forms.Form):
    """The answer files of other towns, and what the paper becomes."""

    others = _FilesField(
        label=_("Antworten der anderen Städte"),
        help_text=_("Eine bis fünf YAML-Dateien. Jede Stadt lädt ihre unter Standort, Ergebnis, „Antworten als YAML“."),
    )
    kind = forms.ChoiceField(label=_("Form"), choices=[("docx", "DOCX"), ("pdf", "PDF")], initial="docx")
