# SPDX-License-Identifier: EUPL-1.2
"""Form of the twins: a town by name, or its figures, and the weights. Sent by GET, so that answers can be shared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.atlas.services.labels import ROLE, STATE
from mittendrin.apps.atlas.services.twins import DEFAULT_WEIGHTS, MAX_WEIGHT, Town
from mittendrin.apps.atlas.services.twins.page import Wish
from mittendrin.core.numbers import parse_decimal, parse_integer

ROLES = ("district_member", "independent_city", "city_state")
WEIGHTS = {
    "population": ("gewicht_groesse", _("Einwohner")),
    "density": ("gewicht_dichte", _("Einwohner je km²")),
    "state": ("gewicht_land", _("gleiches Land")),
    "role": ("gewicht_rolle", _("gleiche Rolle")),
    "area": ("gewicht_flaeche", _("Fläche")),
}
WRONG_WEIGHT = _("Schreiben Sie eine ganze Zahl von 0 bis 10.")
MAX_PEOPLE, MAX_AREA = 10_000_000, 5_000


class NumberField(forms.CharField):
    """A number written the German or the English way."""

    def __init__(self, *, whole: bool, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)
        self.parse = parse_integer if whole else parse_decimal
        self.most = most
        self.widget.attrs["inputmode"] = "numeric" if whole else "decimal"

    def clean(self, value: Any) -> Any:
        """Return the number, None when nothing is written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = self.parse(text)
        except ValueError as error:
            example = "47.514" if self.parse is parse_integer else "85,81"
            words = _("Das ist keine Zahl. Schreiben Sie zum Beispiel %(example)s.") % {"example": example}
            raise forms.ValidationError(words, code="number") from error
        if not 0 < number <= self.most:
            raise forms.ValidationError(_("Diese Zahl kann nicht stimmen."), code="range")
        return number


class TwinForm(forms.Form):
    """What a visitor may ask for; every field may stay empty."""

    ort = forms.CharField(
        label=_("Ihre Stadt"),
        help_text=_("Name oder amtlicher Schlüssel"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "staedte"}),
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    land = forms.ChoiceField(label=_("Land"), choices=[("", _("bitte wählen")), *STATE.items()], required=False)
    einwohner = NumberField(label=_("Einwohner"), whole=True, most=MAX_PEOPLE)
    flaeche = NumberField(label=_("Fläche in km²"), whole=False, most=MAX_AREA)
    rolle = forms.ChoiceField(
        label=_("Rolle"), choices=[("", _("bitte wählen")), *((role, ROLE[role]) for role in ROLES)], required=False
    )

    def __init__(self, data: QueryDict) -> None:
        filled = {key: data.get(key, "") for key in data}
        for criterion, (name, _label) in WEIGHTS.items():
            filled.setdefault(name, str(DEFAULT_WEIGHTS[criterion]))
        super().__init__(filled)
        for criterion, (name, label) in WEIGHTS.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MAX_WEIGHT,
                required=False,
                initial=DEFAULT_WEIGHTS[criterion],
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_WEIGHT),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the number of people when a town is typed in."""
        values = super().clean() or self.cleaned_data
        typed = any(values.get(name) for name in ("name", "land", "flaeche", "rolle"))
        if typed and not values.get("ort") and not values.get("einwohner") and "einwohner" not in self.errors:
            self.add_error("einwohner", _("Nennen Sie die Einwohnerzahl. Ohne sie lässt sich nichts vergleichen."))
        return values

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """Return the inputs of the weights."""
        return [self[name] for name, _label in WEIGHTS.values()]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Return the inputs of the figures of an own town."""
        return [self[name] for name in ("name", "land", "einwohner", "flaeche", "rolle")]

    @property
    def typed(self) -> bool:
        """Return whether figures of an own town are filled in."""
        return any(field.value() for field in self.own_fields)

    @property
    def reweighted(self) -> bool:
        """Return whether a weight is not the usual one."""
        return any(str(field.value()) != str(field.field.initial) for field in self.weight_fields)

    def wish(self) -> Wish:
        """Return what the visitor asks for; a town by name goes before typed figures."""
        values = self.cleaned_data
        weights = {
            criterion: DEFAULT_WEIGHTS[criterion] if values.get(name) is None else values[name]
            for criterion, (name, _label) in WEIGHTS.items()
        }
        town = None
        if not values["ort"] and values["einwohner"]:
            name = values["name"] or str(_("Ihre Stadt"))
            town = Town(name, values["land"], values["rolle"], values["einwohner"], values["flaeche"])
        return Wish(values["ort"], town, weights)
