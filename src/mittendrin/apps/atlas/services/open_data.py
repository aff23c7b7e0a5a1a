# SPDX-License-Identifier: EUPL-1.2
"""What the Atlas offers as open data: its projects and its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.attribution import attribution
from mittendrin.apps.atlas.services.exchange.tables import Cell, columns, to_cells
from mittendrin.apps.atlas.services.exchange.writing import rows_by_kind
from mittendrin.contracts.dataset import Api, Column, ColumnKind, Example, OpenDataset, Row, Words
from mittendrin.townhall.wording import both

LICENCE = "cc-by/4.0"


@dataclass(frozen=True)
class _Offer:
    kind: Kind
    key: str
    title: str
    description: str
    themes: tuple[str, ...]
    keywords: tuple[str, ...]
    path: str
    example: tuple[str, str]


_OFFERS = (
    _Offer(
        Kind.PROJECT,
        "atlas-projekte",
        gettext_noop("Digitale Projekte deutscher Städte"),
        gettext_noop(
            "Leuchtturmprojekte, Modellprojekte, KI-Einsätze und Forschungsvorhaben aus vier Studien: Titel, "
            "Zusammenfassung, Handlungsfeld, Technik, Stand und Fundstelle. Eine Zeile ist ein Projekt."
        ),
        ("GOVE", "TECH"),
        (gettext_noop("Smart City"), gettext_noop("Künstliche Intelligenz"), gettext_noop("Digitalisierung")),
        "/api/v1/atlas/projects",
        (gettext_noop("Projekte aus Soest"), "?municipality=soest"),
    ),
    _Offer(
        Kind.MUNICIPALITY,
        "atlas-orte",
        gettext_noop("Orte mit digitalen Projekten"),
        gettext_noop(
            "Städte, Gemeinden und Kreise, über die vier Studien berichten: amtlicher Schlüssel, Land, Einwohner, "
            "Fläche und Lage mit Fundstellen. Eine Zeile ist ein Ort."
        ),
        ("GOVE", "REGI"),
        (gettext_noop("Kommunen"), gettext_noop("Smart City"), gettext_noop("Digitalisierung")),
        "/api/v1/atlas/municipalities",
        (gettext_noop("Orte in Rheinland-Pfalz"), "?state=RP"),
    ),
)


def datasets() -> Sequence[OpenDataset]:
    """Return the datasets of the Atlas; a kind without records is none."""
    found = (_dataset(offer) for offer in _OFFERS)
    return [one for one in found if one is not None]


def _dataset(offer: _Offer) -> OpenDataset | None:
    kept = Record.objects.of(offer.kind).aggregate(first=Min("created_at"), last=Max("updated_at"))
    if kept["first"] is None:
        return None
    return OpenDataset(
        key=offer.key,
        title=_words(offer.title),
        description=_words(offer.description),
        columns=_columns(offer.kind),
        rows=partial(_rows, offer.kind),
        themes=offer.themes,
        keywords=tuple(_words(word) for word in offer.keywords),
        frequency="IRREG",
        licence=LICENCE,
        attribution=both(lambda: attribution().text).de,
        issued=kept["first"],
        modified=kept["last"],
        national=True,
        api=_api(offer),
    )


def _words(text: str) -> Words:
    return both(lambda: _(text))


def _api(offer: _Offer) -> Api:
    title, question = offer.example
    return Api(
        both(lambda: _("Schnittstelle des Atlas")),
        "/api/v1/",
        offer.path,
        "/api/v1/openapi.json",
        "https://spec.openapis.org/oas/v3.1.0",
        (Example(_words(title), f"{offer.path}{question}"),),
    )


_kept: dict[str, tuple[int, list[str], list[dict[str, Cell]]]] = {}


def _table(kind: str) -> tuple[list[str], list[dict[str, Cell]]]:
    """Return the columns and cells of all records of a kind, made anew only when the records changed."""
    version = records.data_version()
    if kind not in _kept or _kept[kind][0] != version:
        cells = [to_cells(kind, data) for data in rows_by_kind(kind)[kind]]
        _kept[kind] = (version, columns(kind, cells), cells)
    return _kept[kind][1:]


def _columns(kind: str) -> list[Column]:
    names, cells = _table(kind)
    return [Column(name, Words(name, name), _kind_of([row[name] for row in cells if name in row])) for name in names]


def _kind_of(values: Sequence[Cell]) -> ColumnKind:
    if values and all(isinstance(one, int) for one in values):
        return "integer"
    return "number" if values and all(isinstance(one, int | float) for one in values) else "text"


def _rows(kind: str) -> Iterator[Row]:
    names, cells = _table(kind)
    as_text = [column.kind == "text" for column in _columns(kind)]
    for row in cells:
        values = [row.get(name) for name in names]
        yield tuple(_value(value, text=text) for value, text in zip(values, as_text, strict=True))


def _value(value: Cell | None, *, text: bool) -> Cell | None:
    return str(value) if text and value is not None else value
