# SPDX-License-Identifier: EUPL-1.2
"""Tells another program something by HTTP: one short POST by the one client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mittendrin.core.errors import MittendrinError
from mittendrin.core.fetch import BadStatus, FetchError, Wish, send

TIMEOUT = 10.0


class NotTold(MittendrinError):
    """The other program could not be reached or refused; the text says which kind of failure it was."""


def post_json(address: str, data: Mapping[str, Any], timeout: float = TIMEOUT) -> None:
    """Send ``data`` to ``address``, which may lie inside the own network. Raises NotTold."""
    body = json.dumps(data, ensure_ascii=False).encode()
    try:
        send(address, body, "application/json", Wish(seconds=timeout, private=True))
    except BadStatus as error:
        raise NotTold(f"status {error.status}") from error
    except FetchError as error:
        raise NotTold(error.kind) from error
