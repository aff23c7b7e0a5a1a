# SPDX-License-Identifier: EUPL-1.2
"""What the checks of all contracts share: how a broken one is told, and which files a model may consist of."""

from __future__ import annotations

MODEL_SUFFIXES = (".json", ".npz", ".txt", ".csv")
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class NotKept(AssertionError):
    """A block does not keep its contract; the text says where."""


def ensure(kept: object, what: str) -> None:
    """Raise NotKept with ``what`` when ``kept`` is false."""
    if not kept:
        raise NotKept(what)
