# SPDX-License-Identifier: EUPL-1.2
"""Form that takes a file of the official register."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.atlas.services.register import MAX_MEGABYTES


class RegisterForm(forms.Form):
    """A file, the year of its population figures, and whether to store."""

    datei = forms.FileField(
        label=_("Datei des Gemeindeverzeichnisses"),
        help_text=format_lazy(_("XLSX oder CSV, höchstens {size} MB"), size=MAX_MEGABYTES),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": _("Wählen Sie eine Datei."),
            "missing": _("Wählen Sie eine Datei."),
            "invalid": _("Die Datei kam nicht an. Wählen Sie sie noch einmal."),
            "empty": _("Die Datei ist leer."),
        },
    )
    jahr = forms.IntegerField(
        label=_("Jahr der Einwohnerzahlen"),
        help_text=_("Leer: das jüngste in der Datei"),
        min_value=1990,
        max_value=2100,
        required=False,
    )
    vollstaendig = forms.BooleanField(
        label=_("Die Datei ist vollständig, auch wenn viele Gemeinden fehlen"), required=False
    )
