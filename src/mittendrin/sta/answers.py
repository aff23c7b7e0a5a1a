# SPDX-License-Identifier: EUPL-1.2
"""What the service answers, before it becomes HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json"


@dataclass
class Call:
    """One request: of HTTP, or of a batch. path: behind ``v1.1/``. base: address of the service."""

    method: str
    path: str
    query: str
    body: bytes
    base: str
    content_type: str = JSON_TYPE


@dataclass
class Answer:
    """Status, content and headers."""

    status: int = 200
    content: Any = None
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the content as text."""
        if self.content is None:
            return ""
        if isinstance(self.content, str) and not self.content_type.startswith(JSON_TYPE):
            return self.content
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def error(status: int, message: str) -> Answer:
    """Return the answer that says no: in the form of OData, and in that of FROST beside it."""
    content = {"code": status, "type": "error", "message": message, "error": {"code": str(status), "message": message}}
    return Answer(status, content)
