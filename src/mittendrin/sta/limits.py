# SPDX-License-Identifier: EUPL-1.2
"""No question may keep the store busy for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from django.conf import settings
from django.db import OperationalError, connection, transaction

from mittendrin.sta.errors import TooSlow

_STEPS = 20_000


@contextmanager
def time_limit() -> Iterator[None]:
    """Break off what the store does after ``settings.STA_SECONDS`` and raise TooSlow."""
    seconds = settings.STA_SECONDS
    try:
        if connection.vendor == "sqlite":
            with _sqlite(seconds):
                yield
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
                yield
    except OperationalError as error:
        if _broken_off(error):
            raise TooSlow(
                f"The answer takes longer than {seconds} seconds. Ask for less, or filter by time."
            ) from error
        raise


def _broken_off(error: OperationalError) -> bool:
    """Say whether the store stopped for the limit; by codes, since PostgreSQL speaks the language of its server."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == "57014" or getattr(cause, "sqlite_errorname", "") == "SQLITE_INTERRUPT"


@contextmanager
def _sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    raw = connection.connection
    end = monotonic() + seconds
    raw.set_progress_handler(lambda: monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
