# SPDX-License-Identifier: EUPL-1.2
"""What a portal that harvests, or a person who reads, would stumble over; told without the official shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _

from mittendrin.apps.opendata.services import vocabulary
from mittendrin.apps.opendata.services.catalogue import licence
from mittendrin.contracts.dataset import Column, OpenDataset, Value
from mittendrin.townhall.town import town

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHORTEST = 20
ROWS = 200
_FITS: dict[str, tuple[type, ...]] = {"text": (str,), "integer": (int,), "number": (int, float), "time": (datetime,)}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. serious: a portal would refuse it. key: of the dataset, or empty."""

    serious: bool
    key: str
    sentence: str


def findings(found: list[OpenDataset]) -> list[Finding]:
    """Return what is wrong with the catalogue, the serious things first."""
    every = [*_settings(), *(one for each in found for one in _dataset(each))]
    if not found:
        every.append(Finding(True, "", _("Kein einziger Datensatz ist da.")))
    return sorted(every, key=lambda one: (not one.serious, one.key))


def _settings() -> Iterator[Finding]:
    if not town().email:
        yield Finding(False, "", _("Es gibt keine E-Mail-Adresse für Fragen. Tragen Sie email in town.yaml ein."))
    if not town().ags and not settings.REGIONAL_KEY:
        sentence = _("Niemand erfährt, um welche Gemeinde es geht. Tragen Sie ags in town.yaml ein.")
        yield Finding(False, "", sentence)
    if not settings.CONTRIBUTOR_ID:
        sentence = _("Für GovData fehlt die Kennung als Datenbereitsteller: MITTENDRIN_CONTRIBUTOR_ID.")
        yield Finding(False, "", sentence)
    if "//127.0.0.1" in settings.PUBLIC_ADDRESS or "//localhost" in settings.PUBLIC_ADDRESS:
        sentence = _("Die Adressen führen auf diesen Rechner. Setzen Sie MITTENDRIN_PUBLIC_ADDRESS.")
        yield Finding(False, "", sentence)


def _dataset(one: OpenDataset) -> Iterator[Finding]:
    yield from (Finding(True, one.key, sentence) for sentence in (*_words(one), *_codes(one), *_times(one)))
    yield from (Finding(True, one.key, sentence) for sentence in _table(one))
    if not one.keywords:
        yield Finding(False, one.key, _("Es gibt keine Stichwörter."))
    if not one.themes:
        yield Finding(False, one.key, _("Es gibt kein Thema."))


def _words(one: OpenDataset) -> Iterator[str]:
    if not KEY.fullmatch(one.key):
        yield _("Der Name in der Adresse hat andere Zeichen als a-z, 0-9 und Bindestriche.")
    if not (one.title.de.strip() and one.title.en.strip()):
        yield _("Der Titel fehlt.")
    if min(len(one.description.de.strip()), len(one.description.en.strip())) < SHORTEST:
        yield _("Die Beschreibung ist zu kurz.")


def _codes(one: OpenDataset) -> Iterator[str]:
    for theme in one.themes:
        if theme not in vocabulary.THEMES:
            yield _("Das Thema %(code)s kennt die EU nicht.") % {"code": theme}
    if one.frequency not in vocabulary.FREQUENCIES:
        yield _("Die Häufigkeit %(code)s ist unbekannt.") % {"code": one.frequency}
    if licence(one) not in vocabulary.LICENCES:
        yield _("Die Lizenz %(code)s ist unbekannt.") % {"code": licence(one)}


def _times(one: OpenDataset) -> Iterator[str]:
    if one.start and one.end and one.start > one.end:
        yield _("Der Zeitraum endet vor seinem Beginn.")
    if one.box:
        west, south, east, north = one.box
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            yield _("Der Ort liegt nicht auf der Erde.")


def _table(one: OpenDataset) -> Iterator[str]:
    names = [column.name for column in one.columns]
    if len(set(names)) != len(names):
        yield _("Zwei Spalten heißen gleich.")
    first = list(islice(one.rows(), ROWS))
    if not first:
        yield _("Es gibt keine Zeilen.")
    for row in first:
        if len(row) != len(names):
            yield _("Eine Zeile hat eine andere Zahl von Werten als Spalten da sind.")
            return
        wrong = next((column for column, value in zip(one.columns, row, strict=True) if not _fits(column, value)), None)
        if wrong:
            yield _("In der Spalte %(name)s steht etwas anderes als angekündigt.") % {"name": wrong.name}
            return


def _fits(column: Column, value: Value) -> bool:
    return value is None or isinstance(value, _FITS[column.kind])
