# SPDX-License-Identifier: EUPL-1.2
"""The form for a file with school holidays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.services import school


class HolidayFileForm(forms.Form):
    """A calendar or a table of the ministry."""

    file = forms.FileField(
        label=lazy("Kalender der Schulferien"),
        help_text=lazy(
            "ICS-Datei des Kultusministeriums Ihres Landes, oder eine CSV-Tabelle mit den Spalten „Beginn“ und „Ende“. "
            "Mehrere Jahre in einer Datei gehen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.csv,text/calendar,text/csv"}),
        error_messages={"required": lazy("Wählen Sie eine Datei."), "empty": lazy("Die Datei ist leer.")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > school.MOST_BYTES:
            raise forms.ValidationError(lazy("Die Datei ist größer als 1 MB."))
        return file
