# SPDX-License-Identifier: EUPL-1.2
"""The tables of the store, brought up to date."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction


def migrate() -> None:
    """Bring the tables up to date, all of them or none.

    Django notes some migrations of SQLite after their tables are made: a town whose start is killed in between would
    never start again. PostgreSQL may not change a table in the transaction that changed its rows, so there each
    migration stands for itself.
    """
    if connection.vendor != "sqlite":
        call_command("migrate", interactive=False, verbosity=0)
        return
    connection.disable_constraint_checking()  # not possible inside of a transaction
    try:
        with transaction.atomic():
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.enable_constraint_checking()
