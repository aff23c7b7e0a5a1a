# SPDX-License-Identifier: EUPL-1.2
"""The form of a block's settings, and that of people who object."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.kiregister.services import trying
from mittendrin.apps.kiregister.services.objecting import HUMAN, TOLD, WISHES, WRONG, Objection
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


MOST_REFERENCE = 60


class ObjectionForm(forms.Form):
    """What somebody who is concerned sends; needs no account."""

    wish = forms.ChoiceField(label=_("Was möchten Sie?"), choices=list(WISHES.items()), widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Nummer Ihres Briefs oder Aktenzeichen"),
        required=False,
        max_length=MOST_REFERENCE,
        help_text=_("Steht auf der Antwort der Stadt. Ohne Nummer hilft das Datum Ihres Briefs."),
    )
    contact = forms.CharField(
        label=_("Wie erreichen wir Sie?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300, "autocomplete": "street-address"}),
        help_text=_(
            "Name und Anschrift oder E-Mail, nur für die Antwort. Wer nur einen Fehler meldet, kann es leer lassen."
        ),
    )
    text = forms.CharField(
        label=_("Was sollen wir noch wissen?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 3000}),
        help_text=_("Gründe brauchen Sie nicht."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a way to answer where an answer is due, and for what went wrong where something did."""
        given = super().clean() or self.cleaned_data
        wish = given.get("wish")
        if wish in {HUMAN, TOLD} and not given.get("contact"):
            self.add_error("contact", _("Ohne Anschrift oder E-Mail kann die Stadt Ihnen nicht antworten."))
        if wish == WRONG and not given.get("text"):
            self.add_error("text", _("Schreiben Sie kurz, was falsch war."))
        return given

    def objection(self) -> Objection:
        """Return what was sent; the form is valid."""
        given = self.cleaned_data
        return Objection(given["wish"], given["reference"], given["text"], given["contact"])


class TryForm(forms.Form):
    """A text on which a block is tried."""

    text = forms.CharField(
        label=_("Brief, E-Mail oder Aussage"),
        max_length=trying.MOST,
        widget=forms.Textarea(attrs={"rows": 12, "maxlength": trying.MOST}),
        help_text=_("Ein Beispiel steht schon da. Sie können es ändern oder einen eigenen Text einfügen."),
        error_messages={"required": _("Fügen Sie einen Text ein oder wählen Sie ein Beispiel.")},
    )
