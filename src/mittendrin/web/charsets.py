# SPDX-License-Identifier: EUPL-1.2
"""What a request says of its charset, before Django believes it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

TAKEN = {"utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252"}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def usual_charsets(application: Application) -> Application:
    """Return ``application`` as it is asked without charsets that it cannot read addresses and forms with.

    Python knows codecs that are none for text (``hex``) or refuse everything (``undefined``). Django would take them
    for the address before any of our code runs, and the request would end as an error of the server.
    """

    def ask(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind, parameters = _read(environ.get("CONTENT_TYPE", ""))
        if "charset" in parameters and not _is_taken(parameters.pop("charset")):
            more = [f'; {name}="{value}"' for name, value in parameters.items() if '"' not in value]
            environ["CONTENT_TYPE"] = kind + "".join(more)
        return application(environ, start_response)

    return ask


def _read(given: str) -> tuple[str, dict[str, str]]:
    """Return the type and its parameters as Django reads them, nothing of what it cannot read."""
    try:
        kind, parameters = parse_header_parameters(given)
    except ValueError:
        return "", {"charset": ""}
    return kind, dict(parameters)


def _is_taken(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in TAKEN
    except (LookupError, ValueError):  # unknown; or with signs that no name of a codec may have
        return False
