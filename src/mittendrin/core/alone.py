# SPDX-License-Identifier: EUPL-1.2
"""Work that only one process at a time may do, and files that the others see whole or not at all."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock ``path`` for the block; call ``waiting`` once when another process holds it.

    The lock ends with the process, whatever ends it.
    """
    with lock(path, wait=False) as mine:
        if mine:
            yield
            return
    waiting()
    with lock(path, wait=True):
        yield


@contextmanager
def lock(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock ``path`` for the block; yields False when another process has it and ``wait`` is off."""
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def replace_text(path: Path, text: str) -> None:
    """Write ``text`` so that whoever opens ``path`` finds the old or the new one, never a part."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
