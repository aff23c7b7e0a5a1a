# SPDX-License-Identifier: EUPL-1.2
"""Style sheets, scripts and pictures are put where the server looks for them, anew when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from mittendrin.core.alone import alone, replace_text

STAMP = "collected"
NOT_SERVED = "licences.json"
"""Names exact versions; the page of licences reads it from the package."""


def collect() -> None:
    """Fill ``STATIC_ROOT`` when it does not hold the files as they are now; one process at a time."""
    root = Path(settings.STATIC_ROOT)
    now = _fingerprint()
    if _stamp(root) == now:
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    with alone(root.parent / "static.lock"):
        if _stamp(root) != now:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=[NOT_SERVED])
            replace_text(root / STAMP, now)


def _stamp(root: Path) -> str:
    try:
        return (root / STAMP).read_text(encoding="ascii")
    except OSError:
        return ""


def _fingerprint() -> str:
    digest = hashlib.sha256(NOT_SERVED.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
