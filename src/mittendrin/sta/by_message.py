# SPDX-License-Identifier: EUPL-1.2
"""What a broker brings, created as a POST would create it, with the right of a key."""

from __future__ import annotations

from django.conf import settings

from mittendrin.apps.stadtdaten.services import tokens
from mittendrin.apps.stadtdaten.services.access import viewer_with
from mittendrin.sta.answers import Call
from mittendrin.sta.dispatch import answer


def create(path: str, body: bytes, key: str) -> str:
    """Create the entity in ``body`` below ``path`` and return why not, empty when it is there.

    path: behind ``v1.1/``. key: name of a key that may write; it counts for grades and for what may be named.
    """
    token = tokens.writing_token(key)
    if token is None:
        return "no-right"
    found = answer(Call("POST", path, "", body, f"{settings.PUBLIC_ADDRESS}/sta/v1.1"), viewer_with(token))
    return "" if found.status == 201 else "bad-entity"
