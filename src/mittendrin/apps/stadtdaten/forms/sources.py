# SPDX-License-Identifier: EUPL-1.2
"""Forms of sources: a new one, and what the columns of its table mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.forms.devices import IN_TABLE, CoordinateField
from mittendrin.apps.stadtdaten.models import Grade
from mittendrin.apps.stadtdaten.services import openness, source_setup, sources
from mittendrin.apps.stadtdaten.services.source_setup import NewSource
from mittendrin.apps.stadtdaten.sources.mapping import SeriesMap, TableMap

_ZONES = [
    ("Europe/Berlin", lazy("Deutschland, mit Sommerzeit")),
    ("Etc/GMT-1", lazy("Deutschland, immer Winterzeit")),
    ("UTC", lazy("UTC")),
]
_DECIMALS = [("", lazy("für jede Zelle erkennen")), (",", lazy("Komma")), (".", lazy("Punkt"))]
_MEANS = [
    ("", lazy("ein Zeitpunkt")),
    ("begin", lazy("der Beginn eines Zeitraums")),
    ("end", lazy("das Ende eines Zeitraums")),
]


class SourceForm(forms.Form):
    """A new source: a file as example, or an address, or both."""

    name = forms.CharField(label=lazy("Name"), max_length=100, help_text=lazy("Zum Beispiel: Radzählung Brücke"))
    kind = forms.ChoiceField(label=lazy("Art"), choices=sources.kinds)
    url = forms.URLField(
        label=lazy("Adresse"), required=False, max_length=2000, assume_scheme="https",
        help_text=lazy("Wird regelmäßig gefragt. Ohne Adresse lesen Sie Dateien ein."),
    )  # fmt: skip
    every = forms.IntegerField(label=lazy("Alle wie viele Minuten"), initial=15, min_value=1, max_value=44640)
    private = forms.BooleanField(label=lazy("Die Adresse liegt im eigenen Netz"), required=False)
    sample = forms.FileField(
        label=lazy("Datei als Beispiel"), required=False, help_text=lazy("CSV, JSON, Excel oder Parquet")
    )
    latitude = CoordinateField(
        label=lazy("Breite"), required=False, min_value=-90, max_value=90,
        help_text=lazy("Wenn alles an einem Ort gemessen wird"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    longitude = CoordinateField(
        label=lazy("Länge"), required=False, min_value=-180, max_value=180,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    grade = forms.ChoiceField(label=lazy("Wer die Daten sieht"), choices=openness.choices, initial=Grade.INTERNAL)

    def clean_name(self) -> str:
        """Refuse a name that another source has."""
        name = str(self.cleaned_data["name"])
        if source_setup.name_taken(name, None):
            raise forms.ValidationError(_("Eine Quelle dieses Namens ist schon da."))
        return name

    def clean(self) -> dict[str, Any]:
        """Want a sample or an address; a connector wants an address. A place has both its numbers."""
        given = self.cleaned_data
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if given.get(one) is not None and given.get(other) is None and other not in self.errors:
                self.add_error(other, _("Ein Ort hat Breite und Länge. Geben Sie beide an oder keine."))
        if given.get("kind") == sources.TABLE:
            if not given.get("url") and not given.get("sample"):
                self.add_error("sample", _("Geben Sie eine Datei oder eine Adresse an."))
        elif not given.get("url"):
            self.add_error("url", _("Diese Art von Quelle braucht eine Adresse."))
        return given

    def wanted(self) -> NewSource:
        """Return what was said; the form is valid."""
        given = self.cleaned_data
        return NewSource(
            given["name"], given["kind"], given["url"], given["private"], given["grade"], given["every"],
            given["latitude"], given["longitude"],
        )  # fmt: skip


class MapForm(forms.Form):
    """What the columns of a table mean. The series come as a form for each column."""

    time = forms.ChoiceField(label=lazy("Spalte der Zeit"))
    clock = forms.ChoiceField(
        label=lazy("Spalte der Uhrzeit"), required=False, help_text=lazy("Nur wenn sie getrennt vom Datum steht")
    )
    zone = forms.ChoiceField(label=lazy("Zeitzone"), choices=_ZONES)
    means = forms.ChoiceField(label=lazy("Die Zeit ist"), choices=_MEANS, required=False)
    minutes = forms.IntegerField(
        label=lazy("Länge des Zeitraums in Minuten"), required=False, min_value=1, max_value=527040
    )
    decimal = forms.ChoiceField(label=lazy("Dezimalzeichen"), choices=_DECIMALS, required=False)
    station = forms.ChoiceField(label=lazy("Spalte der Messstelle"), required=False)
    latitude = forms.ChoiceField(label=lazy("Spalte der Breite"), required=False)
    longitude = forms.ChoiceField(label=lazy("Spalte der Länge"), required=False)
    name = forms.ChoiceField(
        label=lazy("Spalte mit dem Namen der Messgröße"),
        required=False,
        help_text=lazy("Nur wenn je Zeile ein Wert steht"),
    )
    value = forms.ChoiceField(label=lazy("Spalte mit dem Wert"), required=False)

    def __init__(self, columns: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("keine")), *((name, name) for name in columns)]
        for key in ("time", "clock", "station", "latitude", "longitude", "name", "value"):
            field = self.fields[key]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Want a length for periods, name and value together."""
        given = self.cleaned_data
        if given.get("means") and not given.get("minutes"):
            self.add_error("minutes", _("Geben Sie an, wie lang der Zeitraum ist."))
        if given.get("name") and not given.get("value"):
            self.add_error("value", _("Wählen Sie auch die Spalte mit dem Wert."))
        return given

    def wanted(self, before: TableMap, series: Sequence[SeriesMap]) -> TableMap:
        """Return the map that was said; the form is valid."""
        given = self.cleaned_data
        ZoneInfo(given["zone"])
        return TableMap(
            time=given["time"], clock=given["clock"], zone=given["zone"], decimal=given["decimal"],
            minutes=given["minutes"] or 0 if given["means"] else 0, ends=given["means"] == "end",
            station=given["station"], latitude=given["latitude"], longitude=given["longitude"],
            name=given["name"], value=given["value"],
            path=before.path, skip=before.skip, series=tuple(series),
        )  # fmt: skip


def map_initial(found: TableMap) -> dict[str, Any]:
    """Return the map as the form shows it."""
    names = ("time", "clock", "zone", "decimal", "station", "latitude", "longitude", "name", "value")
    means = ("end" if found.ends else "begin") if found.minutes else ""
    return {**{name: getattr(found, name) for name in names}, "means": means, "minutes": found.minutes or None}


class ColumnForm(forms.Form):
    """One column: whether it is measured, its title, unit and factor."""

    keep = forms.BooleanField(label=lazy("aufnehmen"), required=False)
    title = forms.CharField(label=lazy("Bezeichnung"), required=False, max_length=100, widget=IN_TABLE)
    symbol = forms.CharField(label=lazy("Einheit"), required=False, max_length=30, widget=IN_TABLE)
    factor = forms.FloatField(label=lazy("mal"), required=False, initial=1, widget=IN_TABLE, localize=True)


def column_forms(columns: Sequence[str], found: TableMap, data: Any = None) -> list[tuple[str, ColumnForm]]:
    """Return a form for each column that can be measured."""
    kept = {one.column: one for one in found.series}
    made = []
    for at, column in enumerate(columns[:200]):
        one = kept.get(column)
        start = {"keep": one is not None, "title": one.title if one else column[:100]}
        start |= {"symbol": one.symbol if one else "", "factor": one.factor if one else 1}
        made.append((column, ColumnForm(data, prefix=f"spalte-{at}", initial=start)))
    return made


def series_said(pairs: Sequence[tuple[str, ColumnForm]]) -> list[SeriesMap]:
    """Return the columns that are to be kept; the forms are valid."""
    return [
        SeriesMap(
            column, one.cleaned_data["title"] or column, one.cleaned_data["symbol"], one.cleaned_data["factor"] or 1.0
        )
        for column, one in pairs
        if one.cleaned_data["keep"]
    ]
