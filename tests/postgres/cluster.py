# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL server of our own: made in a temporary folder, thrown away afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from tools.serving import free_port

USER, DATABASE = "mittendrin", "mittendrin"


def programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL server, None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def _as_owner(*command: object) -> None:
    """Run a program of the server; it refuses to run as root, so root becomes the user postgres."""
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    line = [*who, *(str(part) for part in command)]
    # The server keeps the pipes of its starter open: nothing of it may be captured.
    done = subprocess.run(line, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=90)
    if done.returncode != 0:
        raise RuntimeError(f"{line} ended with {done.returncode}")


def another(address: str, template: str = "template1") -> str:
    """Return the address of a further database on the same server, with all that ``template`` holds; empty without."""
    name = f"town_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{address.rpartition('/')[0]}/{name}"


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """Give the address of a running server with an empty database that sorts the German way."""
    folder = Path(tempfile.mkdtemp(prefix="mittendrin-pg-"))
    data, port = folder / "data", free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        locale = ["--locale-provider=icu", "--icu-locale=de-DE", "--locale=C.UTF-8", "--encoding=UTF8"]
        _as_owner(bin_folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", *locale)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _as_owner(bin_folder / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            _as_owner(bin_folder / "createdb", "-h", "127.0.0.1", "-p", port, "-U", USER, DATABASE)
            yield f"postgres://{USER}@127.0.0.1:{port}/{DATABASE}"
        finally:
            _as_owner(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
