# SPDX-License-Identifier: EUPL-1.2
"""Bundles in files, for those who only want to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mittendrin.apps.standort.sources import bundle, bundle_file
from mittendrin.apps.standort.sources.bundle import Bundle
from mittendrin.core.errors import Problem, ProblemsFound


def bytes_of(path: Path) -> bytes:
    """Return the content of a file that may be a bundle. Raises ProblemsFound when it is too large, OSError."""
    if path.stat().st_size > bundle_file.MOST_BYTES:
        raise ProblemsFound([Problem("", "bundle-too-large", str(bundle_file.MOST_BYTES // bundle_file.MIB))])
    return path.read_bytes()


def read_path(path: Path) -> Bundle:
    """Return the bundle in a file. Raises ProblemsFound, OSError."""
    return bundle.read(bytes_of(path))


def summary(found: Bundle) -> dict[str, Any]:
    """Return what a bundle is, for people and programs."""
    return {
        "issue": found.issue,
        "town": found.name,
        "made": found.made.isoformat(),
        "fingerprint": found.fingerprint,
        "profile": found.content.profile is not None,
        "measures": len(found.content.measures),
        "blocks": len(found.content.blocks),
    }
