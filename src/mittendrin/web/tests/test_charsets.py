# SPDX-License-Identifier: EUPL-1.2
"""No charset that a request names makes it an error of the server; usual ones count, files keep their boundary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from mittendrin.web.charsets import usual_charsets


def seen(content_type: str, address: str = "/x?q=%C3%A4") -> WSGIRequest:
    """Return the request as Django sees it."""
    found: list[WSGIRequest] = []

    def application(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        found.append(WSGIRequest(environ))
        return []

    factory = RequestFactory()
    environ = factory.get(address).environ | {"CONTENT_TYPE": content_type}
    usual_charsets(application)(environ, lambda *_words: None)
    return found[0]


@pytest.mark.parametrize(
    "charset",
    ["hex", "base64", "rot13", "zip", "bz2", "idna", "punycode", "undefined", "utf-16", "utf-7", "unicode_escape",
     "nonsense", "", "\x00", '"', "hex; charset=utf-8", "utf-8; charset=hex", "x" * 9000, "ä"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text/plain; charset={}", 'application/json;CHARSET="{}"', "; charset={}"])
def test_odd_charsets_are_left_out(kind: str, charset: str) -> None:
    assert seen(kind.format(charset)).GET["q"] == "ä"


def test_usual_charsets_count_and_files_keep_their_boundary() -> None:
    assert seen("text/plain; charset=iso-8859-1", "/x?q=%E4").GET["q"] == "ä"
    kept = seen('multipart/form-data; charset=hex; boundary="a b"').environ["CONTENT_TYPE"]
    assert kept == 'multipart/form-data; boundary="a b"'
