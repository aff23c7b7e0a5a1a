# SPDX-License-Identifier: EUPL-1.2
"""One step of work on one letter: read, propose; tried again when something outside fails, then parked in words."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from mittendrin.apps.posteingang.ingest import leases, reading
from mittendrin.apps.posteingang.ingest.document_store import ReadingDamaged
from mittendrin.apps.posteingang.ingest.leases import LeaseLost
from mittendrin.apps.posteingang.ingest.store import FileGone, StoreFull
from mittendrin.apps.posteingang.models import Letter, Step
from mittendrin.apps.posteingang.services import asking
from mittendrin.apps.posteingang.sources.reader import left_behind
from mittendrin.apps.posteingang.sources.reading import Postponed
from mittendrin.core.sealing import KeyMissing, KeyWrong, SealBroken
from mittendrin.core.text import sentence as shown

FULL = shown("Auf der Platte ist kein Platz mehr.")
LOCKED = shown("Die Datenbank war zu lange beschäftigt.")
NO_KEY = shown("Zu der verschlüsselten Datei passt kein Schlüssel. Bitte MITTENDRIN_FILE_KEY prüfen.")
DAMAGED = shown("Die gespeicherte Datei ist beschädigt oder wurde verändert.")
GONE = shown("Die gespeicherte Datei fehlt.")
FAILED = shown("Beim Lesen ist ein Fehler aufgetreten (%(error)s).")
WORK_HOURS = 6
log = logging.getLogger(__name__)

_STEPS: Mapping[str, Callable[[Letter], None]] = {Step.READ: reading.read_arrival, Step.PROPOSE: asking.propose}
_SENTENCES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (StoreFull, FULL),
    (OperationalError, LOCKED),
    ((KeyMissing, KeyWrong), NO_KEY),
    ((SealBroken, ReadingDamaged), DAMAGED),
    (FileGone, GONE),
)


def work_one() -> bool:
    """Do one step on the next letter and return whether there was one.

    Whatever goes wrong ends in words on the letter, never in a lost one: what cannot even be written down is found
    again when the lease ends.
    """
    letter = leases.next_letter()
    if letter is None:
        return False
    try:
        with leases.kept_alive(letter):
            _STEPS[letter.step](letter)
    except LeaseLost:
        log.info("letter.lease_lost letter=%s", letter.uuid)
    except Exception as error:  # noqa: BLE001 - one letter must not stop the others; it is parked with the reason
        _failed(letter, error)
    return True


def _failed(letter: Letter, error: Exception) -> None:
    sentence, values = sentence_of(error)
    parked = False
    with suppress(OperationalError):
        most = reading.CRASHES if isinstance(error, reading.ReadingBroke) else len(leases.PAUSES)
        parked = leases.fails(letter, sentence, most, **values)
    log.warning(
        "letter.failed letter=%s step=%s error=%s parked=%s", letter.uuid, letter.step, type(error).__name__, parked
    )


def sentence_of(error: Exception) -> tuple[str, dict[str, str]]:
    """Return what to tell people about an error: German sentence and key of its translation, with its values."""
    if isinstance(error, Postponed | reading.ReadingBroke):
        return error.remark.text, reading.plain_values(error.remark)
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return sentence, {}
    if isinstance(error, OSError) and error.errno in {28, 122}:
        return FULL, {}
    return FAILED, {"error": type(error).__name__}


def work_all(most: int = 1000, seconds: float = 300.0) -> int:
    """Work until nothing is left, at most ``most`` steps or ``seconds``; return how many steps were done."""
    done, ends = 0, time.monotonic() + seconds
    while done < most and time.monotonic() < ends and work_one():
        done += 1
    return done


def sweep() -> int:
    """Take away what killed workers left in the work folder and return how many folders that were."""
    root, count = Path(settings.LETTER_WORK_DIR), 0
    if not root.is_dir():
        return 0
    for folder in left_behind(root):
        shutil.rmtree(folder, ignore_errors=True)
        count += 1
    for folder in root.glob("letter-*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > WORK_HOURS * 3600:
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
    return count
