# SPDX-License-Identifier: EUPL-1.2
"""What was destroyed, in a file beside the town's folder: an old backup brought back must not bring it back too.

Each line names a kind and an identity, never content. A backup of the town does not hold the file; it is carried out
again after a restore and at each start, whatever way the backup came back.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from mittendrin.contracts.app import Repeated
from mittendrin.townhall import offers

MOST_LINE = 1_000
log = logging.getLogger(__name__)


def path() -> Path:
    """Return the file of this town."""
    return Path(settings.DELETIONS_DIR) / f"{settings.TOWN}.deletions.jsonl"


def note(kind: str, *identities: str, back: bool = False) -> None:
    """Write down, as soon as the transaction is through, what was destroyed; ``back``: it is allowed again."""
    lines = [json.dumps([timezone.now().isoformat(timespec="seconds"), kind, one, back]) for one in identities]
    if lines:
        transaction.on_commit(lambda: _append(lines))


def _append(lines: Iterable[str]) -> None:
    """Add whole lines in one write, so that many processes may do it at once; they last when this returns."""
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A line that a loss of power cut off must not spoil the next one: an empty line in between does no harm.
        os.write(handle, ("\n" + "\n".join(lines) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def complete(kind: str, identities: Iterable[str]) -> int:
    """Add what the file lacks of what the store says was destroyed; return how many: a kill came between the two."""
    known = set(entries().get(kind, ()))
    missing = [one for one in identities if one not in known]
    note(kind, *missing)
    return len(missing)


def entries(*more: Path) -> dict[str, list[str]]:
    """Return the identities of each kind that are destroyed, in order; ``more``: further files of that form."""
    found: dict[str, dict[str, None]] = {}
    for file in (path(), *more):
        with suppress(FileNotFoundError), file.open(encoding="utf-8", errors="replace") as source:
            for line in source:
                _read(line, found)
    return {kind: list(identities) for kind, identities in found.items()}


def _read(line: str, found: dict[str, dict[str, None]]) -> None:
    if not line.strip():
        return
    try:
        _at, kind, identity, back = json.loads(line[:MOST_LINE])
        of_kind = found.setdefault(str(kind), {})
    except (ValueError, TypeError):
        log.debug("ledger.unreadable_line")
        return
    of_kind.pop(str(identity), None)
    if not back:
        of_kind[str(identity)] = None


def repeat(*more: Path) -> dict[str, Repeated]:
    """Destroy again what the file names and the store still holds; return what was done for each kind."""
    erasers = {kind: way for manifest in offers.manifests() for kind, way in manifest.erasers.items()}
    done = {}
    for kind, identities in entries(*more).items():
        if kind not in erasers:
            log.warning("ledger.unknown_kind kind=%s", kind)
            continue
        way = cast("Callable[[Sequence[str]], Repeated]", import_string(erasers[kind]))
        found = way(identities)
        if found.count or found.remarks:
            done[kind] = found
            log.warning("ledger.repeated kind=%s count=%s", kind, found.count)
    return done
