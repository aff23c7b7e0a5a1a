# SPDX-License-Identifier: EUPL-1.2
"""A beat for each page that was read, so that who waits can tell slow from stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[], None] | None] = ContextVar("who counts the pages", default=None)


def beat() -> None:
    """Tell that one page more is done."""
    if listener := _listener.get():
        listener()


@contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """Call ``listener`` at each beat within."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
