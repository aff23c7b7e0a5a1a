# SPDX-License-Identifier: EUPL-1.2
"""Resource paths: ``Things(1)/Datastreams(2)/Observations``, a property, ``$value``, ``$ref``, ``$count``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mittendrin.sta.entities import SETS, TYPES, EntityType, Kind, Navigation
from mittendrin.sta.errors import BadRequest, NotFound

MAX_STEPS = 12
_STEP = re.compile(r"([A-Za-z]+)(?:\((-?\d{1,18})\))?", re.ASCII)
_SUFFIXES = ("$value", "$ref", "$count")


@dataclass(frozen=True)
class Hop:
    """One step to entities. navigation: None for the first. number: None for all of them."""

    entity: EntityType
    number: int | None = None
    navigation: Navigation | None = None

    @property
    def single(self) -> bool:
        """Return whether the step leads to one entity."""
        return self.number is not None or (self.navigation is not None and not self.navigation.many)


@dataclass(frozen=True)
class Resource:
    """What an address names. inside: a property and the way into its JSON."""

    hops: tuple[Hop, ...]
    inside: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def entity(self) -> EntityType:
        """Return the kind of entities at the end."""
        return self.hops[-1].entity


def parse_address(text: str) -> Resource:
    """Return what ``text``, the address behind ``v1.1/``, names. Raises NotFound and BadRequest."""
    parts = [part for part in text.split("/") if part]
    if not parts or len(parts) > MAX_STEPS:
        raise NotFound("There is no such resource.")
    suffix = parts.pop() if parts[-1] in _SUFFIXES else ""
    hops: list[Hop] = []
    inside: list[str] = []
    for part in parts:
        if inside:
            inside.append(part)
            continue
        hop = _hop(part, hops[-1] if hops else None)
        if hop is None:
            inside.append(_property(part, hops[-1] if hops else None))
        else:
            hops.append(hop)
    if not hops:
        raise NotFound("There is no such resource.")
    _check_suffix(hops[-1], inside, suffix)
    return Resource(tuple(hops), tuple(inside), suffix)


def _hop(part: str, before: Hop | None) -> Hop | None:
    found = _STEP.fullmatch(part)
    if found is None:
        if before is not None and "(" not in part:
            return None
        raise NotFound("There is no such resource.")
    name, number = found[1], int(found[2]) if found[2] else None
    if before is None:
        entity = SETS.get(name)
        return Hop(entity, number) if entity else _missing()
    navigation = before.entity.navigations.get(name)
    if navigation is None or not before.single:
        return None if number is None else _missing()
    if number is not None and not navigation.many:
        return _missing()
    return Hop(TYPES[navigation.target], number, navigation)


def _missing() -> Hop:
    raise NotFound("There is no such resource.")


def _property(part: str, before: Hop | None) -> str:
    if before is None or not before.single:
        raise NotFound("There is no such resource.")
    if part not in before.entity.properties and part not in {"id", "@iot.id", "@iot.selfLink"}:
        raise NotFound(f"{before.entity.name} has no property {part[:60]!r}.")
    return part


def _check_suffix(last: Hop, inside: list[str], suffix: str) -> None:
    if suffix == "$value" and not inside:
        raise BadRequest("$value needs a property.")
    if suffix in {"$ref", "$count"} and inside:
        raise BadRequest(f"{suffix} needs entities.")
    if suffix == "$count" and last.single:
        raise BadRequest("$count needs a set of entities.")
    if len(inside) > 1 and last.entity.properties.get(inside[0]) is not None:
        kind = last.entity.properties[inside[0]].kind
        if kind not in {Kind.JSON, Kind.GEO, Kind.UNIT, Kind.RESULT}:
            raise NotFound("There is no such resource.")
