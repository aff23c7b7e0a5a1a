# SPDX-License-Identifier: EUPL-1.2
"""Bring a backup back for good: the town of now is set aside, and what was destroyed since is destroyed again."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from mittendrin.contracts.app import Repeated
from mittendrin.townhall.backups import ledger, postgres
from mittendrin.townhall.backups.refused import BackupRefused
from mittendrin.townhall.backups.services import DUMP, unpack_whole
from mittendrin.townhall.tasks import services as tasks

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What came back: when the backup was made, its files, where the town of before lies, what was destroyed again."""

    made_at: datetime
    files: int
    set_aside: Path
    database_aside: str = ""  # where the database of before lies when it is no file
    repeated: Mapping[str, Repeated] = field(default_factory=dict)


def bring_back(backup: Path, lists: Sequence[Path] = ()) -> Restored:
    """Return what came back from ``backup``; ``lists``: further lists of what was destroyed, from another disk.

    Everything is checked before the town of now is touched; that lies beside afterwards, untouched. Raises
    BackupRefused (``running`` and as ``try_out``), OSError.
    """
    if _running():
        raise BackupRefused("running")
    root = Path(settings.TOWN_DIR)
    folder = Path(tempfile.mkdtemp(prefix=f"{root.name}-restore-", dir=root.parent))
    try:
        listing, _tables, _rows = unpack_whole(backup, folder)
        aside = root.with_name(f"{root.name}-before-{timezone.localtime():%Y%m%d-%H%M%S}")
        database = _exchange(folder, root, aside)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    root.chmod(0o700)
    call_command("migrate", interactive=False, verbosity=0)
    log.warning("backup.restored files=%s", len(listing["files"]))
    made_at = datetime.fromisoformat(listing["made_at"])
    return Restored(made_at, len(listing["files"]), aside, database, ledger.repeat(*lists))


def _exchange(folder: Path, root: Path, aside: Path) -> str:
    """Put ``folder`` in the place of ``root``, and a dump's database in that of the town's; all or nothing.

    Return where the database of before is kept, when it is no file.
    """
    new = postgres.bring_back(folder / DUMP) if (folder / DUMP).exists() else ""
    (folder / DUMP).unlink(missing_ok=True)
    connections.close_all()
    root.rename(aside)
    try:
        folder.rename(root)
        return postgres.exchange(new) if new else ""
    except (OSError, BackupRefused):
        if root.exists():
            root.rename(folder)
        aside.rename(root)
        if new:
            postgres.drop(new)
        raise


def _running() -> bool:
    with suppress(Exception):  # the database of now may be what is broken
        return bool(tasks.alive())
    return False
