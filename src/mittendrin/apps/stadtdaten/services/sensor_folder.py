# SPDX-License-Identifier: EUPL-1.2
"""The watched folder of sensor files: each source has a folder in it, named on its page."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mittendrin.apps.stadtdaten.models import Source
from mittendrin.apps.stadtdaten.services import sources
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.tables import MOST_BYTES

log = logging.getLogger(__name__)
SETTLED = 5.0
READ, FAILED = "eingelesen", "fehler"
MOST_FILES = 200


def look(now: float | None = None) -> int:
    """Read files that lie still for five seconds and put them away; return how many were read.

    A file is put away after it was stored: killed in between, it is read again, which changes nothing.
    """
    if not settings.SENSOR_FOLDER:
        return 0
    root, moment, count = Path(settings.SENSOR_FOLDER), now or time.time(), 0
    for source in Source.objects.filter(active=True).defer("sample"):
        for path in _settled(root / source.folder, moment):
            count += _read(source, path)
    return count


def _settled(folder: Path, now: float) -> Iterator[Path]:
    try:
        found = sorted(one for one in folder.iterdir() if one.is_file() and not one.is_symlink())[:MOST_FILES]
    except OSError:
        return
    for path in found:
        if not path.name.startswith(".") and now - path.stat().st_mtime >= SETTLED:
            yield path


def _read(source: Source, path: Path) -> bool:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceRefused("too-large", f"{MOST_BYTES // 1_000_000} MB")
        report = sources.read_file(source, path.read_bytes())
    except SourceRefused as error:
        Source.objects.filter(pk=source.pk).update(problem=str(error)[:400])
        log.warning("source.file_refused source=%s kind=%s", source.pk, error.kind)
        _put_away(path, FAILED)
        return False
    except OSError as error:
        log.warning("source.file_unreadable source=%s kind=%s", source.pk, type(error).__name__)
        return False
    log.info("source.file_read source=%s new=%s", source.pk, report.new)
    _put_away(path, READ)
    return True


def _put_away(path: Path, where: str) -> None:
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    goal, count = folder / path.name, 1
    while goal.exists():
        count += 1
        goal = folder / f"{path.stem} ({count}){path.suffix}"
    path.rename(goal)
