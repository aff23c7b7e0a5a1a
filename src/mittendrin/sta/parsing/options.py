# SPDX-License-Identifier: EUPL-1.2
"""Query options, nested ones inside ``$expand`` included."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from mittendrin.sta.entities import TYPES, EntityType
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.filters import parse_filter
from mittendrin.sta.parsing.tree import Node

DEFAULT_TOP = 100
MAX_TOP = 1000
MAX_EXPAND_DEPTH = 5
MAX_EXPANDS = 25
MAX_QUERY = 16_000
MAX_SKIP = 10**12
FORMATS = {"dataarray": "dataArray", "geojson": "GeoJSON", "csv": "CSV"}


@dataclass(frozen=True)
class Order:
    """One part of ``$orderby``."""

    by: Node
    descending: bool = False


@dataclass
class Options:
    """What a request asks for. expand: by the name of the navigation. token: where the page before ended."""

    filter: Node | None = None
    expand: dict[str, Options] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    orderby: tuple[Order, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    result_format: str = ""
    token: tuple[Any, ...] = ()
    raw: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> int:
        """Return how many entities one answer holds at most."""
        return min(DEFAULT_TOP if self.top is None else self.top, MAX_TOP)


def parse_options(query: str, entity: EntityType) -> Options:
    """Return the options in the query of an address. Raises BadRequest for what the standard does not know."""
    if len(query) > MAX_QUERY:
        raise BadRequest("The query is too long.")
    pairs = (part.partition("=") for part in query.split("&") if part)
    return _Reader().read(((unquote_plus(name), unquote_plus(value)) for name, _equals, value in pairs), entity, 0)


def skip_token(values: Iterable[Any]) -> str:
    """Return the token that names the last entity of a page."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


class _Reader:
    """Reads options and counts how much is expanded."""

    def __init__(self) -> None:
        self.expands = 0

    def read(self, pairs: Iterable[tuple[str, str]], entity: EntityType, depth: int) -> Options:
        found = Options()
        for name, value in pairs:
            if not name.startswith("$"):
                if depth:
                    raise BadRequest(f"Unknown option {name[:40]!r} inside $expand.")
                continue
            if name in found.raw:
                raise BadRequest(f"{name[:40]} is given twice.")
            found.raw[name] = value
            self._one(found, name, value, entity, depth)
        return found

    def _one(self, found: Options, name: str, value: str, entity: EntityType, depth: int) -> None:
        match name:
            case "$filter":
                found.filter = parse_filter(value)
            case "$expand":
                self._expand(found, value, entity, depth)
            case "$select":
                found.select = _select(value, entity)
            case "$orderby":
                found.orderby = tuple(_order(part) for part in split(value or ",", ","))
            case "$top":
                found.top = _whole(value, name)
            case "$skip":
                found.skip = _whole(value, name)
            case "$count":
                found.count = _flag(value)
            case "$resultFormat" if not depth:
                found.result_format = _format(value)
            case "$skiptoken" if not depth:
                found.token = _token(value)
            case _:
                raise BadRequest(f"Unknown option {name[:40]!r}.")

    def _expand(self, found: Options, value: str, entity: EntityType, depth: int) -> None:
        for part in split(value, ","):
            path, inner = _brackets(part)
            self._into(found, path.split("/"), inner, entity, depth + 1)

    def _into(self, found: Options, steps: list[str], inner: str, entity: EntityType, depth: int) -> None:
        self.expands += 1
        if depth > MAX_EXPAND_DEPTH or self.expands > MAX_EXPANDS:
            raise BadRequest(f"$expand goes deeper than {MAX_EXPAND_DEPTH} or names more than {MAX_EXPANDS} ways.")
        navigation = entity.navigations.get(steps[0])
        if navigation is None:
            raise BadRequest(f"{entity.name} has no navigation {steps[0][:40]!r} to expand.")
        target = TYPES[navigation.target]
        if len(steps) > 1:
            child = found.expand.setdefault(steps[0], Options())
            self._into(child, steps[1:], inner, target, depth + 1)
            return
        pairs = (part.partition("=") for part in split(inner, ";"))
        read = self.read(((name.strip(), text) for name, _equals, text in pairs), target, depth)
        before = found.expand.get(steps[0])
        if before is not None:
            read.expand = {**before.expand, **read.expand}
        found.expand[steps[0]] = read


def split(text: str, sign: str) -> Iterator[str]:
    """Yield the parts of ``text`` between ``sign``, where it stands outside of brackets and quotes."""
    depth, quoted, begin = 0, False, 0
    for place, one in enumerate(text):
        if one == "'":
            quoted = not quoted
        elif not quoted:
            depth += (one == "(") - (one == ")")
            if one == sign and depth == 0:
                yield text[begin:place].strip()
                begin = place + 1
        if depth < 0:
            raise BadRequest("Brackets do not match.")
    if depth or quoted:
        raise BadRequest("Brackets or quotes do not match.")
    if text[begin:].strip() or begin:
        yield text[begin:].strip()


def _brackets(part: str) -> tuple[str, str]:
    path, bracket, rest = part.partition("(")
    if bracket and not rest.endswith(")"):
        raise BadRequest("Brackets do not match in $expand.")
    return path.strip(), rest[:-1]


def _select(value: str, entity: EntityType) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(","))
    known = {*entity.properties, *entity.navigations, "id", "@iot.id", "@iot.selfLink", "*"}
    for name in names:
        if name not in known:
            raise BadRequest(f"{entity.name} has nothing named {name[:40]!r} to select.")
    return () if "*" in names else names


def _order(part: str) -> Order:
    found = re.fullmatch(r"(.+?)(?:\s+(asc|desc))?", part, re.DOTALL)
    if found is None:
        raise BadRequest("$orderby is empty.")
    return Order(parse_filter(found[1], "$orderby"), found[2] == "desc")


def _whole(value: str, name: str) -> int:
    if not re.fullmatch(r"\d{1,15}", value.strip(), re.ASCII) or int(value) > MAX_SKIP:
        raise BadRequest(f"{name} must be a whole number from 0.")
    return int(value)


def _flag(value: str) -> bool:
    if value.lower() not in {"true", "false"}:
        raise BadRequest("$count must be true or false.")
    return value.lower() == "true"


def _format(value: str) -> str:
    found = FORMATS.get(value.lower())
    if found is None:
        raise BadRequest(f"$resultFormat must be one of {', '.join(FORMATS.values())}.")
    return found


def _token(value: str) -> tuple[Any, ...]:
    try:
        found = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadRequest("$skiptoken is not one of ours.") from error
    if not isinstance(found, list) or len(found) > 10 or any(isinstance(one, list | dict) for one in found):
        raise BadRequest("$skiptoken is not one of ours.")
    return tuple(found)
