# SPDX-License-Identifier: EUPL-1.2
"""The form of the town's template for papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.services.own_template import MOST_MB


class TemplateForm(forms.Form):
    """A DOCX with head, foot and styles of the town."""

    template = forms.FileField(
        label=_("DOCX-Vorlage der Stadt"),
        help_text=_("Ein leeres Dokument mit Briefkopf, Fuß und Formatvorlagen, bis 5 MB. Text darin wird ersetzt."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        max_length=200,
        error_messages={"required": _("Wählen Sie eine DOCX-Datei.")},
    )

    def clean_template(self) -> UploadedFile[Any]:
        """Refuse a file that is too large before it is read."""
        found: UploadedFile[Any] = self.cleaned_data["template"]
        if (found.size or 0) > MOST_MB * 1024 * 1024:
            raise ValidationError(_("Die Datei ist größer als 5 MB. Verkleinern Sie die Bilder im Briefkopf."))
        return found
