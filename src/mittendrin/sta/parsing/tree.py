# SPDX-License-Identifier: EUPL-1.2
"""What a filter says, as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Instant:
    """A point in time, microseconds since 1970 UTC."""

    micros: int


@dataclass(frozen=True)
class Span:
    """A period of time."""

    start: int
    end: int


@dataclass(frozen=True)
class Date:
    """A day, counted since 1970."""

    days: int


@dataclass(frozen=True)
class Clock:
    """A time of day in microseconds."""

    micros: int


@dataclass(frozen=True)
class Duration:
    """A length of time in microseconds."""

    micros: int


@dataclass(frozen=True)
class Geography:
    """Well-known text of a geometry."""

    wkt: str


@dataclass(frozen=True)
class Literal:
    """A value: text, number, bool, None, or one of the classes above."""

    value: Any


@dataclass(frozen=True)
class Path:
    """A property, perhaps of a neighbour or inside of JSON."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A function."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Arithmetic:
    """add, sub, mul, div or mod."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Comparison:
    """eq, ne, gt, ge, lt or le."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logical:
    """and, or: of two parts and more."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Negation:
    """not."""

    part: Node


Node = Literal | Path | Call | Arithmetic | Comparison | Logical | Negation


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of ``node``."""
    match node:
        case Call(arguments=parts) | Logical(parts=parts):
            return parts
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Negation(part=part):
            return (part,)
        case _:
            return ()


def paths(node: Node) -> list[Path]:
    """Return all paths in ``node``."""
    if isinstance(node, Path):
        return [node]
    return [path for part in children(node) for path in paths(part)]


def stripped(node: Node, count: int) -> Node:
    """Return ``node`` with the first ``count`` steps taken off its paths."""
    match node:
        case Path(steps=steps):
            return Path(steps[count:])
        case Call(name=name, arguments=parts):
            return Call(name, tuple(stripped(part, count) for part in parts))
        case Logical(operator=operator, parts=parts):
            return Logical(operator, tuple(stripped(part, count) for part in parts))
        case Arithmetic(operator=operator, left=left, right=right):
            return Arithmetic(operator, stripped(left, count), stripped(right, count))
        case Comparison(operator=operator, left=left, right=right):
            return Comparison(operator, stripped(left, count), stripped(right, count))
        case Negation(part=part):
            return Negation(stripped(part, count))
        case _:
            return node
