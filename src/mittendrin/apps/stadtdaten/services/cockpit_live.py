# SPDX-License-Identifier: EUPL-1.2
"""New values for open pages, as server-sent events that end at once: see ADR "live values without open connections"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from django.core.cache import cache

from mittendrin.apps.stadtdaten.services.access import PUBLIC
from mittendrin.apps.stadtdaten.services.cockpit_tiles import Cockpit, cockpit, version

RETRY_SECONDS = 15
_KNOWN_FOR = 2
Parts = Mapping[str, str]


def event(language: str, seen: str, render: Callable[[Cockpit], Parts]) -> str:
    """Return the event for somebody who saw version ``seen``: new parts of the public cockpit, or when to ask again."""
    current = cache.get("stadtdaten-live-version")
    if current is None:
        current = version(PUBLIC)
        cache.set("stadtdaten-live-version", current, _KNOWN_FOR)
    head = f"retry: {RETRY_SECONDS * 1000}\n"
    if seen == current:
        return f"{head}: nichts Neues\n\n"
    key = f"stadtdaten-live-{language}-{current}"
    body = cache.get(key)
    if body is None:
        parts = render(cockpit(PUBLIC, language))
        body = f"id: {current}\nevent: cockpit\ndata: {json.dumps(parts, ensure_ascii=False)}\n\n"
        cache.set(key, body, 120)
    return f"{head}{body}"
