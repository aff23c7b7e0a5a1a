# SPDX-License-Identifier: EUPL-1.2
"""The form of a block's settings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mittendrin.townhall.decisions.models import Mode


class SettingsForm(forms.Form):
    """What a block may do in this town; shares are numbers of 100."""

    mode = forms.ChoiceField(
        label=_("Was darf das Programm?"),
        choices=Mode,
        widget=forms.RadioSelect,
        help_text=_("Ein Wechsel auf „ohne einzelne Ansicht“ beginnt die Zählung der Änderungen neu."),
    )
    promised = forms.FloatField(
        label=_("Höchstens so viele von 100 dürfen falsch sein, ohne dass ein Mensch hinsieht"),
        localize=True,
        min_value=0.1,
        max_value=50,
        help_text=_("Üblich sind 2. Weniger heißt: Das Programm fragt öfter."),
    )
    sampled = forms.FloatField(
        label=_("Stichprobe: so viele von 100 sicheren werden trotzdem gefragt"),
        localize=True,
        min_value=0,
        max_value=100,
        help_text=_("Ohne Stichprobe weiß niemand, ob die Zusage gehalten wird."),
    )
    override_limit = forms.FloatField(
        label=_("Ab so vielen Änderungen von 100 nur noch vorschlagen"), localize=True, min_value=1, max_value=100
    )
    override_days = forms.IntegerField(label=_("Gezählt über so viele Tage"), min_value=7, max_value=365)
    override_least = forms.IntegerField(
        label=_("Erst ab so vielen Fällen"), min_value=5, max_value=10_000, help_text=_("Darunter sagt die Zahl wenig.")
    )
    legal_basis = forms.CharField(
        label=_("Rechtsgrundlage"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Steht öffentlich im KI-Register. Zum Beispiel die Satzung oder das Gesetz und der Zweck."),
    )
    contact = forms.CharField(
        label=_("Verantwortlich"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name oder Stelle, Telefon, E-Mail. Steht öffentlich im KI-Register."),
    )
