# SPDX-License-Identifier: EUPL-1.2
"""Pages that templates keep until a record changes: built at most once, and only when no kept part is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from mittendrin.apps.atlas.services import records, twins

Built = TypeVar("Built")


def lazily(build: Callable[[], Built]) -> Callable[[], Built]:
    """Return ``build`` for a template: called when first looked at, remembered for the rest of the page."""
    return cache(build)


def stamp() -> str:
    """Return what kept parts of pages depend on besides language and address: records and register."""
    return f"{records.data_version()} {twins.index().register}"


def context(key: str = "", **parts: Callable[[], Any]) -> dict[str, Any]:
    """Return a context for a kept page: its key, the stamp, and parts that are built only when needed."""
    built: dict[str, Any] = {name: lazily(build) for name, build in parts.items()}
    return {"kept_key": key, "stamp": stamp(), **built}
