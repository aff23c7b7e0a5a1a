# SPDX-License-Identifier: EUPL-1.2
"""Functions of the database that Django lacks, in the words of SQLite and PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, FloatField, Func
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, Any]


class _Part(Func):
    """One part of a moment that is given in microseconds."""

    output_field = BigIntegerField()
    sqlite = ""
    postgres = ""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """Return the words of SQLite."""
        template = f"CAST(strftime('{self.sqlite}', (%(expressions)s) / 1000000, 'unixepoch') AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """Return the words of PostgreSQL."""
        moment = "to_timestamp((%(expressions)s) / 1000000.0) AT TIME ZONE 'UTC'"
        template = f"CAST(EXTRACT({self.postgres} FROM {moment}) AS bigint)"
        return super().as_sql(compiler, connection, template=template, **extra)


class Year(_Part):
    """The year of a moment."""

    sqlite, postgres = "%%%%Y", "YEAR"


class Month(_Part):
    """The month of a moment."""

    sqlite, postgres = "%%%%m", "MONTH"


class Day(_Part):
    """The day of the month of a moment."""

    sqlite, postgres = "%%%%d", "DAY"


class Remainder(Func):
    """What is left of a division of numbers; the sign is that of the dividend."""

    function = "MOD"
    output_field = FloatField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """PostgreSQL has it only for exact numbers."""
        template = "CAST(MOD(%(expressions)s) AS double precision)"
        return super().as_sql(compiler, connection, template=template, arg_joiner="::numeric, 0::numeric + ", **extra)


class RoundAway(Func):
    """The nearest whole number; halves go away from zero."""

    function = "ROUND"
    output_field = FloatField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """PostgreSQL does it so only for exact numbers."""
        template = "CAST(ROUND((%(expressions)s)::numeric) AS double precision)"
        return super().as_sql(compiler, connection, template=template, **extra)


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


class JsonNumber(Func):
    """A number or truth value inside of JSON; nothing when something else is there. Truth is 1 or 0."""

    arity = 1
    output_field = FloatField()

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
        found = f"JSON_EXTRACT({column}, %s)"
        kinds = f"JSON_TYPE({column}, %s) IN ('integer', 'real', 'true', 'false')"
        return f"CASE WHEN {kinds} THEN {found} END", [*params, place, *params, place]

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        **extra_context: Any,  # noqa: ARG002
    ) -> Compiled:
        """Return the words of PostgreSQL."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        marks = ", ".join(["%s"] * len(self.keys))
        found, text = f"jsonb_extract_path({column}, {marks})", f"jsonb_extract_path_text({column}, {marks})"
        number = f"WHEN 'number' THEN CAST({text} AS double precision)"
        truth = f"WHEN 'boolean' THEN CAST(CAST(CAST({text} AS boolean) AS integer) AS double precision)"
        return f"CASE jsonb_typeof({found}) {number} {truth} END", [*params, *self.keys] * 3
