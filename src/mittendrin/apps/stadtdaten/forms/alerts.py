# SPDX-License-Identifier: EUPL-1.2
"""Forms of Stadtdaten: a rule in words, a subscription."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.stadtdaten.services import alerts
from mittendrin.apps.stadtdaten.services.alerts import RuleWrong

KINDS = [
    ("above", _("liegt über dem Wert")),
    ("below", _("liegt unter dem Wert")),
    ("rise", _("steigt um mindestens den Wert")),
    ("fall", _("fällt um mindestens den Wert")),
    ("silent", _("meldet sich nicht")),
    ("unusual", _("ist ungewöhnlich")),
    ("forecast_above", _("wird laut Vorhersage über dem Wert liegen")),
    ("forecast_below", _("wird laut Vorhersage unter dem Wert liegen")),
]
PROBLEMS = {
    ("datastream", "needed"): _("Diese Messreihe gibt es nicht mehr."),
    ("value", "needed"): _("Nennen Sie den Wert."),
    ("value", "negative"): _("Nennen Sie eine Zahl größer als 0."),
    ("minutes", "needed"): _("Nennen Sie die Zeit in Minuten."),
    ("slack", "negative"): _("Nennen Sie eine Zahl größer als 0."),
    ("quiet_to", "needed"): _("Nennen Sie Anfang und Ende der Ruhe."),
    ("public", "grade"): _("Diese Messreihe ist nicht öffentlich; ihre Regel kann es auch nicht sein."),
}


class RuleForm(forms.Form):
    """One rule, field by field in the order of its sentence."""

    datastream = forms.TypedChoiceField(label=_("Wenn diese Messreihe"), coerce=int)
    kind = forms.ChoiceField(label=_("dieses tut"), choices=KINDS, widget=forms.RadioSelect, initial="above")
    value = forms.FloatField(
        label=_("Wert"), required=False, localize=True, help_text=_("In der Einheit der Messreihe, zum Beispiel 1,60.")
    )
    minutes = forms.IntegerField(
        label=_("Zeit in Minuten"),
        required=False,
        min_value=0,
        max_value=14 * 24 * 60,
        help_text=_(
            "Bei über und unter: so lange muss es dauern. Bei steigt und fällt: in dieser Zeit."
            " Bei „meldet sich nicht“: so lange. Bei Vorhersage: so weit voraus."
        ),
    )
    slack = forms.FloatField(
        label=_("Endet erst nach Rückgang um"),
        required=False,
        localize=True,
        min_value=0,
        help_text=_("Damit die Regel nicht flattert, wenn der Wert um die Grenze pendelt."),
    )
    title = forms.CharField(
        label=_("Titel"), required=False, max_length=200, help_text=_("Steht in der Nachricht. Leer: die Regel selbst.")
    )
    quiet_from = forms.TimeField(
        label=_("Ruhe von"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("Ruhe bis"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In der Ruhe gehen keine E-Mails hinaus. Was danach noch andauert, wird dann gemeldet."),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("E-Mail an"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.TypedChoiceField(label=_("Vorgang für"), required=False, coerce=int, empty_value=None)
    webhook = forms.URLField(
        label=_("Webhook"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Adresse eines Programms, das die Meldung als JSON bekommt."),
    )
    public = forms.BooleanField(
        label=_("Alle dürfen diese Meldung abonnieren"),
        required=False,
        help_text=_("Sie steht dann auf der öffentlichen Seite „Benachrichtigen lassen“."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("datastream", alerts.streams()),
            ("people", alerts.people()),
            ("unit", [("", _now("niemanden")), *alerts.units()]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if not alerts.people():
            self.fields["people"].help_text = _("Noch hat niemand im Haus eine E-Mail-Adresse hinterlegt.")

    def add_wrong(self, wrong: RuleWrong) -> None:
        """Show what does not fit at its field."""
        self.add_error(wrong.field, forms.ValidationError(PROBLEMS[(wrong.field, wrong.kind)], code=wrong.kind))


class SubscribeForm(forms.Form):
    """Which public messages, and where to."""

    rules = forms.TypedMultipleChoiceField(
        label=_("Wann möchten Sie eine E-Mail bekommen?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Wählen Sie mindestens eine Meldung.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Nur für diese Meldungen. Sie bekommen zuerst einen Link zum Bestätigen."),
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rules"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
