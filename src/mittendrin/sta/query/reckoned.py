# SPDX-License-Identifier: EUPL-1.2
"""Arithmetic of filters in the words of SQLite and PostgreSQL; ``core/reckoning.py`` says what comes out."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FloatField, Func
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, Any]


class _Reckoned(Func):
    """A number reckoned from numbers, the same in both stores: too large is infinite, no number is nothing."""

    output_field = FloatField()
    sqlite = "%(function)s(%(expressions)s)"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite has its own words for some, and our functions for others."""
        return super().as_sql(compiler, connection, template=self.sqlite, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """PostgreSQL wants to know that these are doubles."""
        ending = "::double precision"
        template = f"%(function)s((%(expressions)s){ending})"
        return super().as_sql(compiler, connection, template=template, arg_joiner=f"){ending}, (", **extra)


class Sum(_Reckoned):
    """Two numbers together."""

    function, arg_joiner, sqlite = "town_add", ", ", "(CAST(%(expressions)s AS REAL))"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite reckons so by itself."""
        return super().as_sqlite(compiler, connection, arg_joiner=" AS REAL) + CAST(", **extra)


class Product(_Reckoned):
    """One number as often as another says."""

    function, sqlite = "town_mul", "(CAST(%(expressions)s AS REAL))"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Compiled:
        """SQLite reckons so by itself."""
        return super().as_sqlite(compiler, connection, arg_joiner=" AS REAL) * CAST(", **extra)


class Quotient(_Reckoned):
    """One number divided by another."""

    function = "town_div"


class Times(_Reckoned):
    """How often a whole number fits into another."""

    function = "town_times"


class Remainder(_Reckoned):
    """What is left of a division of numbers; the sign is that of the dividend."""

    function = "town_mod"


class RoundAway(_Reckoned):
    """The nearest whole number; halves go away from zero."""

    function, sqlite = "town_round", "ROUND(%(expressions)s)"


class Floor(_Reckoned):
    """The next whole number below."""

    function = "town_floor"


class Ceiling(_Reckoned):
    """The next whole number above."""

    function = "town_ceiling"
