# SPDX-License-Identifier: EUPL-1.2
"""The sample letters as files and as documents read from them, kept in ``var/bench/letters``.

Recognising text takes seconds a page, so what was read is used again until letter, layout or, with ``reread``, the
reader changes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from mittendrin.apps.posteingang.demo.posting import EDITION, Posted, posted
from mittendrin.apps.posteingang.demo.writing import written
from mittendrin.apps.posteingang.sources import read, record
from mittendrin.contracts.document import Document
from mittendrin.contracts.sample_letters import SampleLetter

CACHE = Path(__file__).resolve().parent.parent / "var" / "bench" / "letters"
SCAN, TEXT = "scan", "text"


@dataclass(frozen=True)
class Read:
    """A letter that was read. way, grade: as it came; seconds: how long reading took; reader: which code read it."""

    letter: SampleLetter
    document: Document
    way: str
    grade: str
    seconds: float
    reader: str

    @property
    def picture(self) -> bool:
        """Return whether it came without text: as a scan or fax."""
        return self.way in ("scan", "fax")


def read_all(
    letters: Sequence[SampleLetter], kind: str, seed: int = 0, workers: int = 1, reread: bool = False
) -> list[Read]:
    """Return the letters read, in order. kind: SCAN as they came, TEXT the same sheets without scanning."""
    one = partial(read_one, kind=kind, seed=seed, reread=reread)
    if workers == 1:
        return [one(letter) for letter in letters]
    with get_context("forkserver").Pool(workers) as pool:
        return pool.map(one, letters, chunksize=1)


def read_one(letter: SampleLetter, kind: str, seed: int = 0, reread: bool = False) -> Read:
    """Return one letter as it was read before, or read it now."""
    path = CACHE / str(seed) / f"{letter.id}.{kind}.json.gz"
    stamp = _stamp(letter)
    kept = _kept(path)
    stale = kept.get("stamp") != stamp or (reread and kept.get("reader") != reader())
    if stale:
        kept = {"stamp": stamp, "reader": reader(), **_read_now(letter, kind, seed)}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), 6))
    document = record.document_of(kept["document"]) if kept["document"] else Document(())
    return Read(letter, document, kept["way"], kept["grade"], kept["seconds"], kept["reader"])


def file_of(letter: SampleLetter, seed: int = 0) -> Path:
    """Return the path of the letter's file as it came, made when it is not there yet."""
    folder = CACHE / str(seed) / _stamp(letter)[:8]
    found = sorted(folder.glob(f"{letter.id}.*"))
    if found:
        return found[0]
    file = posted(letter, seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file.name
    path.write_bytes(file.data)
    return path


def _read_now(letter: SampleLetter, kind: str, seed: int) -> dict[str, Any]:
    file = posted(letter, seed)
    if kind == TEXT and file.way in ("scan", "fax"):
        file = Posted(f"{letter.id}.pdf", written(letter, seed), file.way, file.grade)
    start = time.perf_counter()
    found = read.read(file.data, file.name)
    seconds = time.perf_counter() - start
    document = record.document_data(found.documents[0]) if found.documents else None
    return {"document": document, "way": file.way, "grade": file.grade, "seconds": seconds}


def _kept(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError):
        return {}
    return found


def _stamp(letter: SampleLetter) -> str:
    told = json.dumps([EDITION, letter.parts], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def reader() -> str:
    """Return a short name of the reader's code as it is now."""
    folder = Path(read.__file__).parent
    sources = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(sources).hexdigest()[:8]
