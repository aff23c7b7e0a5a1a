# SPDX-License-Identifier: EUPL-1.2
"""The folder of a town: checked name, made when it may be made."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
RESERVED = frozenset({"static"})


class UnknownTown(ImproperlyConfigured):
    """The town named on the command line has no folder."""


def town_slug(value: str) -> str:
    """Return ``value`` when it can name a town's folder, so that no path leads out of the data folder."""
    if not SLUG.fullmatch(value) or value in RESERVED:
        raise ImproperlyConfigured(f"MITTENDRIN_TOWN: {value!r}: use a-z, 0-9 and hyphens, at most 60")
    return value


def make_town_dir(path: Path, *, must_exist: bool) -> None:
    """Make the folder of a town, which only its owner can look into, or refuse when it must be there already."""
    if must_exist and not path.is_dir():
        raise UnknownTown(path.name)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
