# SPDX-License-Identifier: EUPL-1.2
"""Keeps one search index up to date in a folder that several processes share.

The folder is derived: it may be deleted at any time. A change is written by one process, under a file lock, and
becomes visible to all by the atomic replacement of ``state.json``; the others search the old state until then.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mittendrin.core.alone import lock, replace_text
from mittendrin.core.search import documents as writing
from mittendrin.core.search import german
from mittendrin.core.search.documents import Document
from mittendrin.core.search.index import SearchIndex

FORMAT = 10
STATE = "state.json"
# Above this share of changed documents a full build is as quick and learns the new words as well.
REBUILD_SHARE = 0.1


@dataclass(frozen=True)
class _State:
    """What the folder holds: which state of the records, in which generation, with which files."""

    format: str
    stamp: str
    generation: str
    prints: dict[str, str]
    changed: int
    files: dict[str, int]


class IndexStore:
    """The index in ``folder``; ``groups`` gives the synonyms, ``documents`` what is to be found."""

    def __init__(
        self,
        folder: Path,
        facets: Sequence[str],
        groups: Callable[[], list[list[str]]],
        documents: Callable[[], Sequence[Document]],
    ) -> None:
        self.folder = folder
        self.facets = tuple(facets)
        self._groups = groups
        self._documents = documents
        self._guard = threading.Lock()
        self._loaded: tuple[str, SearchIndex] | None = None

    def get(self, stamp: str) -> SearchIndex:
        """Return an index of the documents in state ``stamp``.

        While another thread or process writes, the state before is returned. A missing or damaged index is built.
        """
        loaded = self._loaded
        if loaded and loaded[0] == stamp:
            return loaded[1]
        if not self._guard.acquire(blocking=loaded is None):
            return loaded[1]  # type: ignore[index]
        try:
            return self._current(stamp)
        finally:
            self._guard.release()

    def discard(self) -> None:
        """Forget and delete what is there; the next ``get`` builds anew."""
        with self._guard, self._locked(wait=True):
            self._loaded = None
            (self.folder / STATE).unlink(missing_ok=True)

    def _current(self, stamp: str) -> SearchIndex:
        if self._loaded and self._loaded[0] == stamp:
            return self._loaded[1]
        state = self._read()
        if state and state.stamp == stamp:
            return self._open(state)
        with self._locked(wait=self._loaded is None) as mine:
            if not mine and self._loaded:
                return self._loaded[1]
            state = self._read()
            if not state or state.stamp != stamp:
                state = self._write(stamp, self._documents(), state)
            return self._open(state)

    def _open(self, state: _State) -> SearchIndex:
        index = SearchIndex(self.folder / state.generation, self.facets, self._groups())
        self._loaded = (state.stamp, index)
        return index

    def _read(self) -> _State | None:
        """Return what the folder holds, or None when it is missing, damaged or of another format."""
        try:
            data: dict[str, Any] = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
            state = _State(**data)
            whole = state.format == self._format() and state.files == _checksums(self.folder / state.generation)
        except (OSError, ValueError, TypeError):
            return None
        return state if whole else None

    def _format(self) -> str:
        digest = hashlib.sha256(f"{FORMAT} {self.facets}".encode())
        for path in (german.PARTS_FILE, german.STOPWORDS_FILE):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _write(self, stamp: str, documents: Sequence[Document], state: _State | None) -> _State:
        prints = {document.id: _print(document) for document in documents}
        changed = [doc for doc in documents if not state or state.prints.get(doc.id) != prints[doc.id]]
        removed = [identity for identity in state.prints if identity not in prints] if state else []
        count = len(changed) + len(removed) + (state.changed if state else 0)
        if state and count <= REBUILD_SHARE * max(len(documents), 1):
            generation = state.generation
            if changed or removed:
                writing.update(self.folder / generation, changed, removed, self.facets)
        else:
            generation, count = self._build(documents), 0
        files = _checksums(self.folder / generation)
        new = _State(self._format(), stamp, generation, prints, count, files)
        replace_text(self.folder / STATE, json.dumps(asdict(new)))
        return new

    def _build(self, documents: Sequence[Document]) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("build-*"):
            if old.name != self._generation_in_use():
                shutil.rmtree(old, ignore_errors=True)
        generation = f"build-{os.urandom(6).hex()}"
        writing.build(self.folder / generation, documents, self.facets)
        return generation

    def _generation_in_use(self) -> str:
        try:
            return str(json.loads((self.folder / STATE).read_text(encoding="utf-8"))["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _locked(self, *, wait: bool) -> AbstractContextManager[bool]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return lock(self.folder / "lock", wait=wait)


def _print(document: Document) -> str:
    text = json.dumps(asdict(document), sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _checksums(folder: Path) -> dict[str, int]:
    """Return a checksum of every file that the index is made of; lock files come and go."""
    return {
        str(path.relative_to(folder)): zlib.crc32(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", ".new")) and not path.name.startswith(".tmp")
    }
