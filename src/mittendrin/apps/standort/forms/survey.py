# SPDX-License-Identifier: EUPL-1.2
"""The form of a survey of a region."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MIB = 1024 * 1024
MOST_MB = 10
_NONE = {"required": _("Wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")}
_CSV = {"accept": ".csv,text/csv"}


class SurveyForm(forms.Form):
    """Answers with their codebook, perhaps an earlier year, and whether groups are looked for."""

    table = forms.FileField(
        label=_("Antworten als CSV"),
        help_text=_("Je Kommune eine Zeile, bis 10 MB. Größere zählt die Befehlszeile aus."),
        error_messages=_NONE,
        widget=forms.FileInput(attrs=_CSV),
    )
    codebook = forms.FileField(
        label=_("Codebuch"),
        help_text=_("YAML: was die Spalten und Codes bedeuten."),
        error_messages=_NONE,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    earlier = forms.FileField(
        label=_("Frühere Umfrage mit demselben Codebuch"), required=False, widget=forms.FileInput(attrs=_CSV)
    )
    groups = forms.BooleanField(label=_("Nach Gruppen ähnlicher Kommunen suchen"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse files that are too large before they are read."""
        data = super().clean() or self.cleaned_data
        for name in ("table", "codebook", "earlier"):
            upload = data.get(name)
            if upload and upload.size > MOST_MB * MIB:
                self.add_error(name, ValidationError(_("Die Datei ist größer als 10 MB.")))
        return data
