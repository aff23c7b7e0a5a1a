# SPDX-License-Identifier: EUPL-1.2
"""What the checks of all contracts share: how a broken one is told, and which files a model may consist of."""

from __future__ import annotations

from pathlib import Path

MODEL_SUFFIXES = (".json", ".npz", ".txt", ".csv")
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class NotKept(AssertionError):
    """A block does not keep its contract; the text says where."""


def ensure(kept: object, what: str) -> None:
    """Raise NotKept with ``what`` when ``kept`` is false."""
    if not kept:
        raise NotKept(what)


def holds_no_code(folder: Path) -> None:
    """Check that the files of a saved model are of kinds that only hold data."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    odd = [path.name for path in files if path.suffix not in MODEL_SUFFIXES]
    ensure(not odd, f"files of these kinds may not be part of a model: {odd}")
    ensure(not any(path.read_bytes().startswith(PICKLES) for path in files), "a model holds a pickle")
