# SPDX-License-Identifier: EUPL-1.2
"""Tells another program something by HTTP: one short POST on a leash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mittendrin.core.errors import MittendrinError

TIMEOUT = 10.0


class NotTold(MittendrinError):
    """The other program could not be reached or refused; the text says which kind of failure it was."""


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: what is told goes to the address that a person wrote down, and nowhere else."""

    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        """Refuse."""


def post_json(address: str, data: Mapping[str, Any], timeout: float = TIMEOUT) -> None:
    """Send ``data`` to ``address``. Raises NotTold."""
    if not address.startswith(("http://", "https://")):
        raise NotTold("address")
    body = json.dumps(data, ensure_ascii=False).encode()
    request = Request(address, body, {"Content-Type": "application/json", "User-Agent": "Mittendrin"})  # noqa: S310
    try:
        with build_opener(_NoRedirect).open(request, timeout=timeout) as answer:
            answer.read(1000)
    except (URLError, HTTPException, OSError, ValueError) as error:
        code = getattr(error, "code", None)
        raise NotTold(f"status {code}" if code else type(error).__name__) from error
