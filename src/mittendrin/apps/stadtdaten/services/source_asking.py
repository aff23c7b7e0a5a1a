# SPDX-License-Identifier: EUPL-1.2
"""Asks for connectors, and only for what is new where the server can say so."""

from __future__ import annotations

from mittendrin.apps.stadtdaten.models import Source
from mittendrin.core.fetch import Wish, fetch

LAST = "last_answer"  # in the memory of a source: what is known of the address that decides


class Unchanged(Exception):
    """The address that decides says that nothing is new."""


class Asker:
    """Asks addresses for a connector; the one that decides with what is known of its last answer.

    last: address, etag and time of the last answer.
    """

    def __init__(self, source: Source, *, decides: bool) -> None:
        self.private = source.private
        self.known = source.memory.get(LAST, {}) if decides else {}
        self.last: dict[str, str] = {}

    def get(self, url: str) -> bytes:
        """Return what is at an address. Raises FetchError."""
        known = self.known if self.known.get("url") == url else {}
        words = {"etag": known.get("etag", ""), "last_modified": known.get("last_modified", "")}
        answer = fetch(url, Wish(private=self.private, **words))
        if answer.unchanged:
            raise Unchanged
        self.last = {"url": url, "etag": answer.etag, "last_modified": answer.last_modified}
        return answer.body
