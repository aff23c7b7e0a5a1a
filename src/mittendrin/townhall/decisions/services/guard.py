# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change or delete links of the chain."""

from __future__ import annotations

from django.db import connection

_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS decisions_no_{verb} BEFORE {verb} ON decisions_entry"
    " BEGIN SELECT RAISE(ABORT, 'append only'); END"
)
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'append only'; END $$"
)
_POSTGRES = (
    "CREATE OR REPLACE TRIGGER decisions_no_{verb} BEFORE {verb} ON decisions_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION decisions_refuse()"
)
_VERBS = ("UPDATE", "DELETE")


def install() -> None:
    """Put the triggers into the database; done at each start, because SQLite drops them when a table is rebuilt.

    They stop mistakes, not somebody who owns the database: that one can drop them, and breaks the chain.
    """
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(_FUNCTION)
        for verb in _VERBS:
            cursor.execute((_POSTGRES if postgres else _SQLITE).format(verb=verb))


def remove() -> None:
    """Take the triggers away, for a change of the table."""
    table = " ON decisions_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in _VERBS:
            cursor.execute(f"DROP TRIGGER IF EXISTS decisions_no_{verb}{table}")
