# SPDX-License-Identifier: EUPL-1.2
"""New entities, with others inside of them (deep insert): all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mittendrin.apps.stadtdaten.services import entities
from mittendrin.apps.stadtdaten.services.access import Viewer, visible
from mittendrin.sta.entities import OBSERVATION, TYPES, EntityType, Navigation
from mittendrin.sta.errors import BadRequest, TooLarge
from mittendrin.sta.writing.bodies import grade_for, number_of, values
from mittendrin.sta.writing.observing import move, store

MAX_DEPTH = 8
MAX_NEW = 2000
Links = dict[str, int]


class Creator:
    """Makes the entities of one request."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.made = 0

    def create(self, entity: EntityType, body: Any, parents: Links | None = None, depth: int = 0) -> int:
        """Store the entity in ``body`` and return its number. parents: numbers of neighbours that the address names."""
        if not isinstance(body, dict):
            raise BadRequest(f"A {entity.name} must be an object.")
        self._count(1, depth)
        with transaction.atomic():
            links = dict(parents or {}) | self.links(entity, body, depth, skip=set(parents or {}))
            if entity is OBSERVATION:
                return store([(body, links)])[0]
            found = grade_for(entity, self.viewer, values(entity, body, whole=True))
            number = entities.create(entity.name, {**found, **_columns(entity, links)})
            self._neighbours(entity, number, body, depth)
            _joined(entity, number, links)
        return number

    def links(self, entity: EntityType, body: Mapping[str, Any], depth: int, skip: set[str]) -> Links:
        """Return the numbers of the single neighbours that ``body`` names or holds."""
        found = {}
        for name, navigation in entity.navigations.items():
            if not navigation.many and name in body and name not in skip:
                found[name] = self.linked(navigation, body[name], depth)
        return found

    def linked(self, navigation: Navigation, body: Any, depth: int) -> int:
        """Return the number of a neighbour: one that is there, or a new one."""
        target = TYPES[navigation.target]
        number = number_of(body)
        if number is None:
            return self.create(target, body, depth=depth + 1)
        self._check(target, number)
        return number

    def _neighbours(self, entity: EntityType, number: int, body: Mapping[str, Any], depth: int) -> None:
        # Places come first: Observations made below are about them.
        for name, navigation in sorted(entity.navigations.items(), key=lambda one: one[0] != "Locations"):
            if not navigation.many or name not in body:
                continue
            if not isinstance(body[name], list):
                raise BadRequest(f"{name} must be a list.")
            if not body[name]:
                continue  # a place is left when an entity is changed, not when it is made
            if navigation.target == OBSERVATION.name:
                self._observations(entity, name, number, body[name], depth)
            elif navigation.back.endswith("s"):
                join(entity, name, number, [self.linked(navigation, one, depth) for one in body[name]])
            else:
                self._children(entity, name, number, body[name], depth)

    def _children(self, entity: EntityType, name: str, number: int, bodies: list[Any], depth: int) -> None:
        target = TYPES[entity.navigations[name].target]
        for one in bodies:
            known = number_of(one)
            if known is None:
                self.create(target, one, {entity.name: number}, depth + 1)
            else:
                self.take(entity, name, number, [known])

    def _observations(self, entity: EntityType, name: str, number: int, bodies: list[Any], depth: int) -> None:
        """Store new Observations, all at once, and take in those that are there already."""
        rows, known = [], []
        for one in bodies:
            link = number_of(one)
            if link is not None:
                known.append(link)
                continue
            self.made += 1
            rows.append((one, {entity.name: number} | self.links(OBSERVATION, one, depth + 1, skip={entity.name})))
        if self.made > MAX_NEW:
            raise TooLarge(f"More than {MAX_NEW} entities in one request; CreateObservations takes more.")
        store(rows)
        self.take(entity, name, number, known)

    def take(self, entity: EntityType, name: str, number: int, others: list[int]) -> None:
        """Make entities that are there already neighbours of ``entity`` ``number``. name: the way to them."""
        navigation = entity.navigations[name]
        self._count(len(others))
        if navigation.target == OBSERVATION.name:
            move(others, f"{navigation.back}_id", number, self.viewer)
            return
        for other in others:
            self._check(TYPES[navigation.target], other)
        if navigation.back.endswith("s"):
            join(entity, name, number, others)
            return
        for other in others:
            entities.change(navigation.target, other, {f"{navigation.back}_id": number})

    def _check(self, target: EntityType, number: int) -> None:
        if not visible(target.name, self.viewer).filter(pk=number).exists():
            raise BadRequest(f"There is no {target.name} {number}.")

    def _count(self, more: int, depth: int = 0) -> None:
        self.made += more
        if depth > MAX_DEPTH or self.made > MAX_NEW:
            raise TooLarge(f"More than {MAX_NEW} entities or {MAX_DEPTH} levels in one request.")


def _columns(entity: EntityType, links: Links) -> dict[str, int]:
    """Return the columns that hold ``links``. Raises BadRequest when one is missing."""
    found = {}
    for name, navigation in entity.navigations.items():
        if not navigation.many:
            if name not in links:
                raise BadRequest(f"{entity.name} needs {name}.")
            found[f"{navigation.forward}_id"] = links[name]
    return found


def _joined(entity: EntityType, number: int, links: Links) -> None:
    """Join the new entity to the one that the address named, where both have many of each other."""
    for name in links:
        navigation = next((one for one in entity.navigations.values() if one.target == name and one.many), None)
        if navigation is not None and navigation.back.endswith("s"):
            plural = next(key for key, one in entity.navigations.items() if one is navigation)
            join(entity, plural, number, [links[name]])


def join(entity: EntityType, name: str, number: int, others: list[int]) -> None:
    """Join entities that have many of each other."""
    match (entity.name, name):
        case ("Thing", "Locations"):
            entities.place(number, others)
        case ("Location", "Things"):
            entities.add_to_place(number, others)
        case ("HistoricalLocation", "Locations"):
            entities.remember(number, others)
        case ("Location", "HistoricalLocations"):
            for other in others:
                entities.remember(other, [number])
