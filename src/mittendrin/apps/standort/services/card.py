# SPDX-License-Identifier: EUPL-1.2
"""The profile card with one to three points, after the eight criteria of the Smart-City-Atlas (table 2).

The study does not print from how many criteria on a town gets two or three points. The limits here are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.sources.questionnaire import Citation

SOURCE = Citation("smart-city-atlas", "Tabelle 2")
CRITERIA = ("agenda", "unit", "officer", "network", "events", "topics", "funding", "communication")
FULFILLED = {
    "agenda": 0.5,  # the study counts an agenda that is being drawn up
    "unit": 0.6,
    "officer": 1.0,
    "network": 0.7,
    "events": 1.0,
    "topics": 0.2,  # one area with projects
    "funding": 1.0,
    "communication": 0.35,
}
TWO_POINTS, THREE_POINTS = 4, 7
_ALMOST = 1e-9


@dataclass(frozen=True)
class Criterion:
    """One criterion; ``fulfilled`` is None while its answer is open."""

    key: str
    item: str
    fulfilled: bool | None


@dataclass(frozen=True)
class Card:
    """The criteria and the points, from what is proved to what is possible."""

    criteria: tuple[Criterion, ...]

    @property
    def fulfilled(self) -> int:
        """Return how many criteria are fulfilled."""
        return sum(criterion.fulfilled is True for criterion in self.criteria)

    @property
    def open(self) -> int:
        """Return how many criteria are open."""
        return sum(criterion.fulfilled is None for criterion in self.criteria)

    @property
    def points(self) -> int:
        """Return one to three points for what is proved."""
        return points(self.fulfilled)

    @property
    def possible(self) -> int:
        """Return the points if all open criteria were fulfilled."""
        return points(self.fulfilled + self.open)


def points(fulfilled: int) -> int:
    """Return one to three points for a number of fulfilled criteria."""
    return 1 + (fulfilled >= TWO_POINTS) + (fulfilled >= THREE_POINTS)


def card(readings: Mapping[str, Reading]) -> Card:
    """Return the card of a town; criteria that the questionnaire does not ask for are left out."""
    by_criterion = {reading.item.criterion: reading for reading in readings.values() if reading.item.criterion}
    return Card(tuple(_criterion(key, by_criterion[key]) for key in CRITERIA if key in by_criterion))


def _criterion(key: str, reading: Reading) -> Criterion:
    met = None if reading.value is None else reading.value >= FULFILLED[key] - _ALMOST
    return Criterion(key, reading.item.id, met)


def names() -> dict[str, str]:
    """Return the criteria in words."""
    return {
        "agenda": _("Digitale Agenda"),
        "unit": _("Eigene Einheit"),
        "officer": _("Verantwortliche Person"),
        "network": _("Festes Netz von Partnern"),
        "events": _("Öffentliche Termine oder Orte"),
        "topics": _("Vorhaben in mindestens einem Bereich"),
        "funding": _("Förderprogramm"),
        "communication": _("Berichte nach außen"),
    }


def rows(card: Card) -> list[tuple[str, str]]:
    """Return the criteria, each with its state in words."""
    words = {True: _("erfüllt"), False: _("nicht erfüllt"), None: _("offen")}
    labels = names()
    return [(labels[one.key], words[one.fulfilled]) for one in card.criteria]
