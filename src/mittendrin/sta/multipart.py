# SPDX-License-Identifier: EUPL-1.2
"""Batches as ``multipart/mixed`` (OData 4.0, part 1, 11.7), to and from the requests and responses of JSON batches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from mittendrin.sta.errors import BadRequest
from mittendrin.sta.writing.bodies import load

Json = dict[str, Any]
TYPE = "multipart/mixed"
BOUNDARY, INNER = "batch-of-mittendrin", "changeset-of-mittendrin"
_LINE = re.compile(r"([A-Za-z]{3,7}) (\S{1,20000})(?: HTTP/\d(?:\.\d)?)?")


def requests_of(body: bytes, content_type: str, base: str) -> list[Json]:
    """Return the requests in ``body``, those of a changeset as a group. Raises BadRequest.

    base: address of the service.
    """
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\n", b" ") + b"\r\n\r\n"
    try:
        whole = BytesParser().parsebytes(head + body)
    except (MessageError, RecursionError, ValueError) as error:
        raise BadRequest("The batch is not multipart/mixed.") from error
    found: list[Json] = []
    for number, part in enumerate(_parts(whole)):
        if part.get_content_maintype() == "multipart":
            found += [_request(one, base, f"changeset {number}") for one in _parts(part)]
        else:
            found.append(_request(part, base, ""))
    return found


def _parts(message: Message) -> Sequence[Message]:
    parts = message.get_payload()
    if not message.is_multipart() or not isinstance(parts, list):
        raise BadRequest("The batch is not multipart/mixed with a boundary.")
    return [part for part in parts if isinstance(part, Message)]


def _request(part: Message, base: str, group: str) -> Json:
    if part.get_content_type() != "application/http":
        raise BadRequest("Each part of a batch is application/http.")
    payload = part.get_payload(decode=True)
    data = payload.lstrip(b"\r\n") if isinstance(payload, bytes) else b""
    head, _blank, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").strip().split("\n")
    line = _LINE.fullmatch(first.strip())
    if line is None:
        raise BadRequest("A part of a batch begins with a line like GET Things(1) HTTP/1.1.")
    headers = {name.strip(): value.strip() for name, _colon, value in (one.partition(":") for one in lines)}
    found: Json = {"id": part.get("Content-ID"), "method": line[1], "url": _url(line[2], base), "headers": headers}
    if body.strip():
        found["body"] = load(body)
    return found | ({"atomicityGroup": group} if group else {})


def _url(text: str, base: str) -> str:
    """Return an address behind that of the service, however it was written."""
    path = urlsplit(base).path
    return text.removeprefix(base) if text.startswith(base) else text.removeprefix(path)


def text_of(requests: Sequence[Json], responses: Sequence[Json]) -> str:
    """Return the responses as one text; a changeset that failed has one response."""
    parts: list[str] = []
    pairs = list(zip(requests, responses, strict=True))
    for group, members in groupby(pairs, key=lambda pair: pair[0].get("atomicityGroup")):
        answers = [answer for _request, answer in members]
        failed = [answer for answer in answers if answer["status"] >= 400]
        cause = [answer for answer in failed if answer["status"] != HTTPStatus.FAILED_DEPENDENCY] or failed
        if not group:
            parts += map(_http, answers)
        elif cause:
            parts.append(_http(cause[0]))
        else:
            inner = "".join(_framed(map(_http, answers), INNER))
            parts.append(f"Content-Type: {TYPE}; boundary={INNER}\r\n\r\n{inner}")
    return "".join(_framed(iter(parts), BOUNDARY))


def _framed(parts: Iterator[str], boundary: str) -> Iterator[str]:
    for part in parts:
        yield f"--{boundary}\r\n{part}\r\n"
    yield f"--{boundary}--\r\n"


def _http(answer: Json) -> str:
    """Return a response as a part. JSON holds no line of its own that could end it."""
    number = f"Content-ID: {_plain(answer['id'])}\r\n" if answer.get("id") else ""
    status = f"HTTP/1.1 {answer['status']} {HTTPStatus(answer['status']).phrase}"
    headers = [f"{name}: {_plain(value)}" for name, value in answer.get("headers", {}).items()]
    body = json.dumps(answer["body"], separators=(",", ":")) if "body" in answer else ""
    lines = [status, *headers, *(["Content-Type: application/json"] if body else []), "", body]
    return f"Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{number}\r\n" + "\r\n".join(lines)


def _plain(value: object) -> str:
    return re.sub(r"[^\x20-\x7e]", " ", str(value))[:2000]
