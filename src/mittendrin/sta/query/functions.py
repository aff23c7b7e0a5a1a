# SPDX-License-Identifier: EUPL-1.2
"""Functions of the database that Django lacks, in the words of SQLite and PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, FloatField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from mittendrin.core.instants import FIRST, LAST, SECOND

Compiled = tuple[str, Any]
_WHITE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign not in "\x1c\x1d\x1e\x1f")


class _Part(Func):
    """One part of a moment that is given in microseconds; nothing outside of the years 1 to 9999."""

    output_field = BigIntegerField()
    sqlite = ""
    postgres = ""

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> Compiled:
        """Return the words of the store. Whole seconds, since PostgreSQL rounds fractions up into the next year."""
        moment, params = compiler.compile(self.get_source_expressions()[0])
        seconds = f"(({moment}) + {-FIRST}) / {SECOND} - {-FIRST // SECOND}"
        found = f"CAST(strftime('{self.sqlite}', {seconds}, 'unixepoch') AS INTEGER)"
        if connection.vendor == "postgresql":
            found = f"CAST(EXTRACT({self.postgres} FROM to_timestamp({seconds}) AT TIME ZONE 'UTC') AS bigint)"
        return f"CASE WHEN ({moment}) BETWEEN {FIRST} AND {LAST} THEN {found} END", [*params, *params]


class Year(_Part):
    """The year of a moment."""

    sqlite, postgres = "%%Y", "YEAR"


class Month(_Part):
    """The month of a moment."""

    sqlite, postgres = "%%m", "MONTH"


class Day(_Part):
    """The day of the month of a moment."""

    sqlite, postgres = "%%d", "DAY"


class Part(Func):
    """Some signs of a text: from where on, and how many at most."""

    function = "town_part"
    output_field = TextField()

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        **extra_context: Any,  # noqa: ARG002
    ) -> Compiled:
        """PostgreSQL wants to know that these are doubles."""
        text, *numbers = self.get_source_expressions()
        found = [compiler.compile(one) for one in (text, *numbers)]
        marks = ", ".join([f"({found[0][0]})::text", *(f"({one[0]})::double precision" for one in found[1:])])
        return f"town_part({marks})", [param for one in found for param in one[1]]


class Joined(Func):
    """Two texts one after the other; nothing when one is nothing."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """PostgreSQL wants to know that these are texts."""
        template = "((%(expressions)s)::text)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=")::text || (", **extra)


class Trimmed(Func):
    """A text without white space at its ends, of all kinds that Unicode knows."""

    function, arity = "TRIM", 1
    output_field = TextField()

    def __init__(self, text: Any) -> None:
        super().__init__(text)

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> Compiled:
        """Return the words of the store."""
        text, params = compiler.compile(self.get_source_expressions()[0])
        name = "BTRIM" if connection.vendor == "postgresql" else "TRIM"
        return f"{name}({text}, %s)", [*params, _WHITE]


class Ordered(Func):
    """A text in the order of Unicode, whatever the language of the store."""

    template = "%(expressions)s"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite has no other order."""
        return super().as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **extra)


class Lower(Func):
    """Small letters, umlauts too."""

    function = "LOWER"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite knows only ASCII; the connection has ours."""
        return super().as_sql(compiler, connection, function="town_lower", **extra)


class Upper(Func):
    """Capital letters, umlauts too."""

    function = "UPPER"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite knows only ASCII; the connection has ours."""
        return super().as_sql(compiler, connection, function="town_upper", **extra)


class _JsonPart(Func):
    """What lies inside of JSON, when it is of some kind; nothing when it is of another."""

    arity = 1
    kinds: tuple[str, ...] = ()

    def __init__(self, source: Any, keys: tuple[str, ...]) -> None:
        self.keys = keys
        super().__init__(source)

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        **extra_context: Any,  # noqa: ARG002
    ) -> Compiled:
        """Return the words of SQLite."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        place = "$" + "".join(f".{json.dumps(key, ensure_ascii=False)}" for key in self.keys)
        kinds = ", ".join(f"'{kind}'" for kind in self.kinds)
        found = self.of_sqlite(f"JSON_EXTRACT({column}, %s)")
        return f"CASE WHEN JSON_TYPE({column}, %s) IN ({kinds}) THEN {found} END", [*params, place] * 2

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        **extra_context: Any,  # noqa: ARG002
    ) -> Compiled:
        """Return the words of PostgreSQL."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        marks = ", ".join(["%s"] * len(self.keys))
        text = f"jsonb_extract_path_text({column}, {marks})"
        branches = self.of_postgresql(text)
        found = f"CASE jsonb_typeof(jsonb_extract_path({column}, {marks})) {' '.join(branches)} END"
        return found, [*params, *self.keys] * (1 + len(branches))

    def of_sqlite(self, found: str) -> str:
        """Return how SQLite says the value."""
        return found

    def of_postgresql(self, text: str) -> list[str]:
        """Return the branches of PostgreSQL, each of which says ``text`` once."""
        raise NotImplementedError


class JsonNumber(_JsonPart):
    """A number or truth value inside of JSON. Truth is 1 or 0."""

    kinds = ("integer", "real", "true", "false")
    output_field = FloatField()

    def of_sqlite(self, found: str) -> str:
        """A whole number would be divided as one."""
        return f"CAST({found} AS REAL)"

    def of_postgresql(self, text: str) -> list[str]:
        """JSON may hold numbers that no double does; our function makes them infinite."""
        truth = f"CAST(CAST(CAST({text} AS boolean) AS integer) AS double precision)"
        return [f"WHEN 'number' THEN town_number(CAST({text} AS numeric))", f"WHEN 'boolean' THEN {truth}"]


class JsonText(_JsonPart):
    """A text inside of JSON."""

    kinds = ("text",)
    output_field = TextField()

    def of_postgresql(self, text: str) -> list[str]:
        """As it is."""
        return [f"WHEN 'string' THEN {text}"]
