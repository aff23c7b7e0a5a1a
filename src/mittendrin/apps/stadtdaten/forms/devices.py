# SPDX-License-Identifier: EUPL-1.2
"""Forms of devices and codecs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.models import Grade
from mittendrin.apps.stadtdaten.services import devices, openness
from mittendrin.apps.stadtdaten.services.devices import Naming, SeriesDraft
from mittendrin.apps.stadtdaten.services.source_words import words_of
from mittendrin.apps.stadtdaten.sources.measured import Measured, SourceRefused

MOST_CODEC = 500_000
IN_TABLE = forms.TextInput(attrs={"class": "m-input"})


class CoordinateField(forms.FloatField):
    """Degrees, with point or comma."""

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """Return the number; a comma is a point."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class NameForm(forms.Form):
    """Name and place of a device."""

    title = forms.CharField(
        label=lazy("Name"), help_text=lazy("Wie Menschen den Ort nennen: Pegel Mühlbach"), max_length=120
    )
    latitude = CoordinateField(
        label=lazy("Breite"), help_text=lazy("Zum Beispiel 50,3571"), min_value=-90, max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    longitude = CoordinateField(
        label=lazy("Länge"), help_text=lazy("Zum Beispiel 7,5943"), min_value=-180, max_value=180,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    place = forms.CharField(label=lazy("Ort in Worten"), required=False, max_length=200)
    description = forms.CharField(label=lazy("Was hier gemessen wird"), required=False, max_length=500)
    grade = forms.ChoiceField(label=lazy("Wer die Daten sieht"), choices=openness.choices, initial=Grade.INTERNAL)

    def naming(self, codec: str, series: Sequence[SeriesDraft]) -> Naming:
        """Return what was said; the form is valid."""
        given = self.cleaned_data
        return Naming(
            title=given["title"], latitude=given["latitude"], longitude=given["longitude"], place=given["place"],
            description=given["description"], openness=given["grade"], codec=codec, series=series,
        )  # fmt: skip


class SeriesForm(forms.Form):
    """One value: whether it is kept, under which title and unit."""

    keep = forms.BooleanField(label=lazy("aufnehmen"), required=False)
    title = forms.CharField(label=lazy("Bezeichnung"), required=False, max_length=100, widget=IN_TABLE)
    symbol = forms.CharField(label=lazy("Einheit"), required=False, max_length=30, widget=IN_TABLE)

    def clean_title(self) -> str:
        """Refuse a kept value without a title."""
        title = str(self.cleaned_data["title"]).strip()
        if self.cleaned_data.get("keep") and not title:
            raise forms.ValidationError(_("Geben Sie eine Bezeichnung an."))
        return title

    def changed(self, draft: SeriesDraft) -> SeriesDraft:
        """Return ``draft`` with what was said; the form is valid."""
        given = self.cleaned_data
        return SeriesDraft(
            draft.name, given["title"] or draft.title, given["symbol"], draft.definition, draft.example, draft.kind,
            given["keep"],
        )  # fmt: skip


def series_forms(drafts: Sequence[SeriesDraft], data: Any = None) -> list[tuple[SeriesDraft, SeriesForm]]:
    """Return a form for each value."""
    return [
        (draft, SeriesForm(data, prefix=f"wert-{at}", initial=vars(draft))) for at, draft in enumerate(drafts[:100])
    ]


class CodecForm(forms.Form):
    """A codec, with the payload that it is tried on."""

    name = forms.CharField(label=lazy("Name"), help_text=lazy("Hersteller und Gerät: Milesight AM307"), max_length=200)
    source = forms.CharField(
        label=lazy("JavaScript des Herstellers"),
        help_text=lazy("Mit einer Funktion decodeUplink, Decoder oder Decode. Der Codec hat weder Netz noch Dateien."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "m-code"}),
        max_length=MOST_CODEC,
        strip=False,
    )
    payload = forms.CharField(
        label=lazy("Nutzdaten zum Ausprobieren"),
        help_text=lazy("Hexadezimal: 01755A0367D700"),
        required=False,
        max_length=2048,
    )
    port = forms.IntegerField(label=lazy("Port"), initial=1, min_value=0, max_value=255)

    def __init__(self, *args: Any, own: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.values: list[Measured] | None = None

    def clean_name(self) -> str:
        """Refuse a name that another codec has."""
        name = str(self.cleaned_data["name"])
        if devices.codec_exists(name, self.own):
            raise forms.ValidationError(_("Ein Codec dieses Namens ist schon da."))
        return name

    def clean_payload(self) -> bytes:
        """Return the bytes."""
        bare = re.sub(r"[\s:-]", "", str(self.cleaned_data["payload"])).removeprefix("0x")
        try:
            return bytes.fromhex(bare)
        except ValueError as error:
            raise forms.ValidationError(_("Nur Ziffern und die Buchstaben A bis F, immer zwei zusammen.")) from error

    def clean(self) -> dict[str, Any]:
        """Try the codec: one that cannot be read or has no function is not stored."""
        given = self.cleaned_data
        if not {"source", "payload", "port"} <= given.keys():
            return given
        try:
            self.values = devices.try_codec(given["source"], given["payload"], given["port"])
        except SourceRefused as error:
            if given["payload"] or error.kind in {
                "codec-syntax",
                "codec-no-function",
                "codec-too-slow",
                "codec-too-big",
            }:
                self.add_error("source", words_of(error))
        return given
