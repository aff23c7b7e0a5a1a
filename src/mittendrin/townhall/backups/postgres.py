# SPDX-License-Identifier: EUPL-1.2
"""The database of a town in PostgreSQL: written to a file by pg_dump, brought back beside the town by pg_restore.

The programs get the way to the server in their environment, which only their own account can read: no password stands
on a command line. What they say may quote rows, so it goes into no log.
"""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
from django.db import connection
from psycopg import sql

from mittendrin.core import program
from mittendrin.townhall.backups.refused import BackupRefused

LIMITS = program.Limits(seconds=12 * 60 * 60, memory=8 * 1024 * program.MIB, file=1 << 50)
LOCK = "--lock-wait-timeout=60000"  # milliseconds; a dump that waits for ever behind a migration helps nobody
DAY = 24 * 60 * 60
LONGEST = 36  # characters of the town's name in the name of a database of ours; PostgreSQL allows 63 in all
PROVIDERS = {"c": None, "i": "icu", "b": "builtin"}
log = logging.getLogger(__name__)


def dump(target: Path) -> None:
    """Write the town's database as it is at one moment to ``target``, whole even while people work.

    Raises BackupRefused (``pg-missing``, ``pg-version``, ``pg-failed``).
    """
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", LOCK, f"--file={target}", folder=target.parent)


def try_out(source: Path) -> tuple[int, int]:
    """Return how many tables and rows come back from ``source`` into a database that is thrown away again.

    Raises BackupRefused (``pg-missing``, ``pg-version``, ``pg-rights``, ``pg-restore``, ``database``).
    """
    _remove_remains()
    name = f"{_short()}_trial_{int(time.time())}_{secrets.token_hex(3)}"
    with _made(name, keep=False):
        _fill(name, source)
        return _counted(name)


def bring_back(source: Path) -> str:
    """Return the name of a new database that holds what ``source`` says; the town's own is not touched.

    Raises BackupRefused as ``try_out``.
    """
    name = f"{_short()}_incoming_{secrets.token_hex(3)}"
    with _made(name, keep=True):
        _fill(name, source)
    return name


def drop(name: str) -> None:
    """Remove a database that ``bring_back`` made."""
    with _connect() as opened:
        opened.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def exchange(new: str) -> str:
    """Let ``new`` take the name of the town's database; return the name under which that one is kept.

    Nobody may be connected. Raises BackupRefused (``running``, ``pg-rights``).
    """
    own, aside = _own(), f"{_short()}_before_{time.strftime('%Y%m%d_%H%M%S')}"
    connection.close()
    # A database cannot be renamed by who is connected to it, so each is renamed from the other one.
    with _refusing():
        _rename(own, aside, by=new)
        try:
            _rename(new, own, by=aside)
        except psycopg.Error:
            _rename(aside, own, by=new)
            raise
    return aside


def _rename(old: str, new: str, *, by: str) -> None:
    with _connect(by) as opened:
        opened.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


@contextlib.contextmanager
def _made(name: str, *, keep: bool) -> Iterator[None]:
    """Make an empty database that sorts as the town's own; it is removed again, ``keep``: only when something fails."""
    with _refusing(), _connect() as opened:
        opened.execute(_creation(name, opened))
    try:
        yield
    except BaseException:
        drop(name)
        raise
    if not keep:
        drop(name)


def _creation(name: str, opened: psycopg.Connection[Any]) -> sql.Composed:
    query = "SELECT to_jsonb(d), pg_encoding_to_char(encoding) FROM pg_database d WHERE datname = current_database()"
    own, encoding = cast("tuple[dict[str, Any], str]", opened.execute(query).fetchone())
    words = [
        sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)),
        sql.SQL("ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(encoding, own["datcollate"], own["datctype"]),
    ]
    provider = PROVIDERS.get(own.get("datlocprovider", "c"))
    if provider:
        locale = own.get("datlocale") or own.get("daticulocale")  # renamed in PostgreSQL 17
        words.append(sql.SQL(f"LOCALE_PROVIDER {provider} {provider}_LOCALE {{}}").format(locale))
    return sql.SQL(" ").join(words)


def _fill(name: str, source: Path) -> None:
    options = ("--exit-on-error", "--no-owner", "--no-acl", f"--dbname={name}")
    _run("pg_restore", *options, source, folder=source.parent, failure="pg-restore")


def _counted(name: str) -> tuple[int, int]:
    """Return the numbers of tables and rows; the foreign keys were checked on the way."""
    query = "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    where = " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    with _connect(name) as opened:
        tables = opened.execute(query + where).fetchall()
        rows = sum(_rows(opened, *table) for table in tables)
    if "django_migrations" not in {table for _schema, table in tables}:
        raise BackupRefused("database")
    return len(tables), rows


def _rows(opened: psycopg.Connection[Any], schema: str, table: str) -> int:
    found = opened.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
    return int(found[0]) if found else 0


def _remove_remains() -> None:
    """Remove what killed trials left more than a day ago: a copy of the town."""
    pattern = re.compile(rf"{re.escape(_short())}_trial_(\d{{10,11}})_[0-9a-f]{{6}}")
    query = "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user"
    with _connect() as opened:
        names = [str(row[0]) for row in opened.execute(query).fetchall()]
    for name in names:
        found = pattern.fullmatch(name)
        if found and time.time() - int(found[1]) > DAY:
            drop(name)
            log.warning("backup.remains_removed")


def _own() -> str:
    return str(connection.settings_dict["NAME"])


def _short() -> str:
    """Return the name of the town's database as it can begin another name, whatever characters it has."""
    return re.sub(r"[^a-z0-9_]", "_", _own().lower())[:LONGEST]


def _connect(name: str | None = None) -> psycopg.Connection[Any]:
    """Return a connection of its own, for databases are not made and renamed within a transaction."""
    ways = connection.get_connection_params()
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    chosen = {key: value for key, value in ways.items() if key in known and value is not None}
    return psycopg.connect(**{**chosen, "dbname": name or _own()}, autocommit=True)


def _environment() -> dict[str, str]:
    """Return the way to the server as the programs read it from their environment."""
    with _connect() as opened:
        options = {one.envvar.decode(): one.val.decode() for one in opened.pgconn.info if one.envvar and one.val}
        return {**options, "PGPASSWORD": opened.info.password} if opened.info.password else options


def _run(name: str, *arguments: str | Path, folder: Path, failure: str = "pg-failed") -> None:
    """Run a program of PostgreSQL, of the server's own release where it is installed."""
    major = _major()
    exact = Path(f"/usr/lib/postgresql/{major}/bin/{name}")
    command = [exact if exact.is_file() else name, "--no-password", *arguments]
    try:
        program.run(command, folder=folder, limits=LIMITS, environment=_environment(), network=True)
    except program.ProgramMissing as error:
        raise BackupRefused("pg-missing") from error
    except program.ProgramError as error:
        if "server version" in error.detail or "unsupported version" in error.detail:
            raise BackupRefused("pg-version", str(major)) from None
        raise BackupRefused(failure, error.detail if failure == "pg-failed" else "") from None


def _major() -> int:
    with _connect() as opened:
        return opened.info.server_version // 10_000


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the server refuses into a refusal of ours."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege:
        raise BackupRefused("pg-rights", str(connection.settings_dict["USER"])) from None
    except psycopg.errors.ObjectInUse:
        raise BackupRefused("running") from None
