# SPDX-License-Identifier: EUPL-1.2
"""The language of ``$filter`` and ``$orderby``: OData 4 as far as SensorThings uses it."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, VisitError

from mittendrin.core import instants
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.tree import (
    Arithmetic,
    Call,
    Clock,
    Comparison,
    Date,
    Duration,
    Geography,
    Instant,
    Literal,
    Logical,
    Negation,
    Node,
    Path,
    Span,
)

MAX_LENGTH = 4000
MAX_DEPTH = 25
MAX_TOKENS = 400
_GRAMMAR = r"""
    start: disjunction
    ?disjunction: conjunction (_OR conjunction)*
    ?conjunction: inverse (_AND inverse)*
    ?inverse: _NOT inverse -> negation
        | comparison
    ?comparison: sum (COMPARE sum)?
    ?sum: product
        | sum PLUS product -> arithmetic
    ?product: atom
        | product TIMES atom -> arithmetic
    ?atom: literal
        | NAME "(" [disjunction ("," disjunction)*] ")" -> call
        | NAME ("/" NAME)* -> path
        | "(" disjunction ")"
    literal: STRING | SPAN | INSTANT | DATE | CLOCK | NUMBER | DURATION | GEOGRAPHY | WORD

    _OR.5: /or\b/
    _AND.5: /and\b/
    _NOT.5: /not\b/
    COMPARE.5: /(eq|ne|gt|ge|lt|le)\b/
    PLUS.5: /(add|sub)\b/
    TIMES.5: /(mul|div|mod)\b/
    WORD.5: /(true|false|null)\b(?!\/)/
    STRING: /'(?:[^']|'')*'/
    GEOGRAPHY.6: /(geography|geometry)'[^']*'/i
    DURATION.6: /duration'[^']*'/i
    SPAN.9: /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+\- ]\d\d:?\d\d)?\/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+\- ]\d\d:?\d\d)?/i
    INSTANT.8: /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+\- ]\d\d:?\d\d)?/i
    DATE.7: /\d{4}-\d\d-\d\d/
    CLOCK.7: /\d\d:\d\d(:\d\d(\.\d+)?)?/
    NUMBER.6: /-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?(?![\w])/i
    NAME: /@?[^\W\d][\w.@\-]*/
    %ignore /\s+/
"""
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII | re.IGNORECASE)
_EPOCH = date(1970, 1, 1).toordinal()


def parse_filter(text: str, option: str = "$filter") -> Node:
    """Return the tree of ``text``. option: where it stood, for the words.

    Raises BadRequest with the place of the fault, or when it is too large.
    """
    _bounded(text, option)
    try:
        tree = _parser().parse(text)
        found: Node = _Builder().transform(tree)
    except VisitError as error:
        raise BadRequest(f"Unreadable value in {option}: {error.orig_exc}") from error
    except LarkError as error:
        column = getattr(error, "column", 0)
        raise BadRequest(f"Unreadable {option} at character {column}.") from error
    return found


def _bounded(text: str, option: str) -> None:
    if len(text) > MAX_LENGTH:
        raise BadRequest(f"{option} is longer than {MAX_LENGTH} characters.")
    bare = re.sub(r"'(?:[^']|'')*'", "''", text)
    depth = deepest = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    nots = len(re.findall(r"\bnot\b", bare))
    if deepest > MAX_DEPTH or nots > MAX_DEPTH or len(re.findall(r"[\w.]+|[^\w\s]", bare)) > MAX_TOKENS:
        raise BadRequest(f"{option} is nested too deeply or has too many parts.")


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _instant(text: str) -> Instant:
    bare = re.sub(r" (?=\d\d:?\d\d$)", "+", text.upper())  # a plus in an address may have become a blank
    return Instant(instants.from_iso(bare))


def _span(text: str) -> Span:
    start, end = (_instant(part).micros for part in text.split("/"))
    if end < start:
        raise ValueError(text[:40])
    return Span(start, end)


def _clock(text: str) -> Clock:
    found = time.fromisoformat(text)
    seconds = (found.hour * 60 + found.minute) * 60 + found.second
    return Clock(seconds * instants.SECOND + found.microsecond)


def _duration(text: str) -> Duration:
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        raise ValueError(text[:40])
    sign, *parts = found.groups()
    units = (instants.DAY, instants.HOUR, instants.MINUTE, instants.SECOND)
    micros = round(sum(float(part or 0) * unit for part, unit in zip(parts, units, strict=True)))
    if micros > 10_000 * 366 * instants.DAY:
        raise ValueError(text[:40])
    return Duration(-micros if sign else micros)


def _number(text: str) -> int | float:
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    value = float(text)
    if abs(value) > 1e308:
        raise ValueError(text[:40])
    return value


_READ: dict[str, Any] = {
    "STRING": lambda text: text[1:-1].replace("''", "'"),
    "SPAN": _span,
    "INSTANT": _instant,
    "DATE": lambda text: Date(date.fromisoformat(text).toordinal() - _EPOCH),
    "CLOCK": _clock,
    "NUMBER": _number,
    "DURATION": lambda text: _duration(text.split("'")[1]),
    "GEOGRAPHY": lambda text: Geography(text.split("'")[1]),
    "WORD": {"true": True, "false": False, "null": None}.__getitem__,
}


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes our tree of that of the parser."""

    def start(self, node: Node) -> Node:
        """Return the whole."""
        return node

    def disjunction(self, *parts: Node) -> Node:
        """Return an or."""
        return Logical("or", parts)

    def conjunction(self, *parts: Node) -> Node:
        """Return an and."""
        return Logical("and", parts)

    def negation(self, part: Node) -> Node:
        """Return a not."""
        return Negation(part)

    def comparison(self, left: Node, operator: Token, right: Node) -> Node:
        """Return a comparison."""
        return Comparison(str(operator), left, right)

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        """Return a sum, product and so on."""
        return Arithmetic(str(operator), left, right)

    def call(self, name: Token, *arguments: Node) -> Node:
        """Return a function call."""
        return Call(str(name).lower(), arguments)

    def path(self, *steps: Token) -> Node:
        """Return a path."""
        return Path(tuple(map(str, steps)))

    def literal(self, token: Token) -> Node:
        """Return a value."""
        return Literal(_READ[token.type](str(token)))
