# SPDX-License-Identifier: EUPL-1.2
"""The search index of letters in a folder that several processes share: only what changed is written anew.

The folder is derived and may be deleted at any time. One process writes at a time, under a lock; what it wrote becomes
visible to all by the atomic replacement of ``state.json``.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mittendrin.core.alone import lock, replace_text
from mittendrin.core.search import documents as writing
from mittendrin.core.search.documents import Document
from mittendrin.core.search.index import SearchIndex

FORMAT = 1
STATE = "state.json"
REBUILD_SHARE = 0.2
LEAST_BUILD = 50


@dataclass(frozen=True)
class _State:
    """What the folder holds: which generation, how often it was written, and the stamp of each letter in it."""

    generation: str
    round: int
    stamps: dict[str, str]
    changed: int


class LetterIndex:
    """The index in ``folder``. stamps: letter -> text that differs when it changed; documents: loads letters by id."""

    def __init__(
        self,
        folder: Path,
        facets: Sequence[str],
        stamps: Callable[[], Mapping[str, str]],
        documents: Callable[[Iterable[str]], Sequence[Document]],
    ) -> None:
        self.folder, self.facets = folder, tuple(facets)
        self._stamps, self._documents = stamps, documents
        self._guard = threading.Lock()
        self._loaded: tuple[str, int, SearchIndex] | None = None

    def get(self, most: int = 100) -> SearchIndex:
        """Return the index, brought up to date first when at most ``most`` letters changed or there is none yet.

        While another process writes, the state before is returned.
        """
        with self._guard:
            state = self._read()
            now = dict(self._stamps())
            behind = len(_changed(state, now)[0]) if state else 0
            if state is None or 0 < behind <= most or (state.stamps.keys() - now.keys()):
                state = self._refresh(now, wait=state is None) or state
            if state is None:
                raise ValueError("no index")
            return self._open(state)

    def refresh(self) -> int:
        """Bring the index up to date and return how many letters it holds."""
        with self._guard:
            now = dict(self._stamps())
            state = self._refresh(now, wait=True)
            return len(state.stamps) if state else 0

    def discard(self) -> None:
        """Forget and delete what is there."""
        with self._guard:
            self._loaded = None
            (self.folder / STATE).unlink(missing_ok=True)

    def _refresh(self, now: Mapping[str, str], *, wait: bool) -> _State | None:
        """Return the new state, or None when another process writes and we need not wait."""
        with self._locked(wait=wait) as mine:
            state = self._read()
            if not mine:
                return state
            changed, removed = _changed(state, now)
            if state and not changed and not removed:
                return state
            count = len(changed) + len(removed) + (state.changed if state else 0)
            if state is None or count > max(LEAST_BUILD, REBUILD_SHARE * len(now)):
                new = _State(self._build(now), 1, dict(now), 0)
            else:
                writing.update(self.folder / state.generation, self._documents(changed), removed, self.facets)
                new = _State(state.generation, state.round + 1, dict(now), count)
            replace_text(self.folder / STATE, json.dumps({"format": FORMAT, **vars(new)}))
            return new

    def _build(self, now: Mapping[str, str]) -> str:
        for old in self.folder.glob("build-*"):
            if self._loaded is None or old.name != self._loaded[0]:
                shutil.rmtree(old, ignore_errors=True)
        generation = f"build-{os.urandom(6).hex()}"
        writing.build(self.folder / generation, self._documents(now), self.facets)
        return generation

    def _open(self, state: _State) -> SearchIndex:
        if self._loaded and self._loaded[:2] == (state.generation, state.round):
            return self._loaded[2]
        index = SearchIndex(self.folder / state.generation, self.facets)
        self._loaded = (state.generation, state.round, index)
        return index

    def _read(self) -> _State | None:
        try:
            data: dict[str, Any] = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
            if data.pop("format") != FORMAT or not (self.folder / data["generation"]).is_dir():
                return None
            return _State(**data)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _locked(self, *, wait: bool) -> AbstractContextManager[bool]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return lock(self.folder / "lock", wait=wait)


def _changed(state: _State | None, now: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return which letters are new or changed, and which are gone."""
    before = state.stamps if state else {}
    return [key for key, stamp in now.items() if before.get(key) != stamp], [key for key in before if key not in now]
