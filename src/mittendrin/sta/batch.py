# SPDX-License-Identifier: EUPL-1.2
"""Several requests in one (JSON batch of OData): in order, groups as a whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import transaction

from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.core.json_text import MAX_NESTED
from mittendrin.sta import multipart
from mittendrin.sta.answers import Answer, Call, error
from mittendrin.sta.dispatch import READING, answer
from mittendrin.sta.errors import BadRequest, Forbidden, StaError, TooLarge
from mittendrin.sta.writing.bodies import MAX_BULK, load, shallow

MAX_REQUESTS = 500
Json = dict[str, Any]


class _Undone(Exception):
    """Takes back what a group has written."""


def run(call: Call, viewer: Viewer) -> Answer:
    """Return the answers to the requests in the body, in JSON or as ``multipart/mixed``, as they came."""
    mixed = call.content_type.partition(";")[0].strip().lower() == multipart.TYPE
    try:
        if len(call.body) > MAX_BULK:
            raise TooLarge(f"The body is larger than {MAX_BULK} bytes.")
        given = multipart.requests_of(call.body, call.content_type, call.base) if mixed else load(call.body, MAX_BULK)
        requests = _requests({"requests": given} if mixed else given)
    except StaError as refusal:
        return error(refusal.status, refusal.message)
    made: dict[str, str] = {}
    responses: list[Json] = []
    for group, members in groupby(requests, key=lambda one: one.get("atomicityGroup")):
        parts = list(members)
        responses += _group(call, parts, viewer, made) if group else _each(call, parts, viewer, made)
    if mixed:
        kind = f"{multipart.TYPE}; boundary={multipart.BOUNDARY}"
        return Answer(content=multipart.text_of(requests, responses), content_type=kind)
    return Answer(content={"responses": responses})


def _requests(body: Any) -> list[Json]:
    found = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadRequest("$batch takes an object with a list of requests.")
    if len(found) > MAX_REQUESTS:
        raise BadRequest(f"More than {MAX_REQUESTS} requests in one batch.")
    for one in found:
        if not isinstance(one.get("url"), str) or not isinstance(one.get("method"), str):
            raise BadRequest("Each request needs id, method and url.")
        if not isinstance(one.get("headers"), dict | None):
            raise BadRequest("headers of a request must be an object.")
        shallow("body of a request", one.get("body"), 2 * MAX_NESTED)
    return found


def _each(call: Call, parts: Iterable[Json], viewer: Viewer, made: dict[str, str]) -> list[Json]:
    return [_response(one, _one(call, one, viewer, made)) for one in parts]


def _group(call: Call, parts: list[Json], viewer: Viewer, made: dict[str, str]) -> list[Json]:
    done: list[Json] = []
    try:
        with transaction.atomic():
            for one in parts:
                done.append(_response(one, _one(call, one, viewer, made)))
                if done[-1]["status"] >= 400:
                    raise _Undone
    except _Undone:
        failed = error(424, "Another request of the group failed; nothing of the group was stored.")
        return [*(_response(one, failed) for one in parts[: len(done) - 1]), done[-1]] + [
            _response(one, failed) for one in parts[len(done) :]
        ]
    return done


def _one(call: Call, one: Json, viewer: Viewer, made: dict[str, str]) -> Answer:
    inside = one["url"].removeprefix(call.base).removeprefix(urlsplit(call.base).path)
    path, _mark, query = _referred(inside, made).lstrip("/").partition("?")
    method = one["method"].upper()
    if method not in READING and not viewer.writes:
        return error(Forbidden.status, "This person or token may not write.")
    body = _with_references(one.get("body"), made)
    headers = one.get("headers")
    kind = next((headers[name] for name in headers if name.lower() == "content-type"), "") if headers else ""
    found = answer(Call(method, unquote(path), query, json.dumps(body).encode(), call.base, str(kind)), viewer)
    if "Location" in found.headers:
        made[str(one.get("id"))] = found.headers["Location"].removeprefix(f"{call.base}/")
    return found


def _referred(url: str, made: dict[str, str]) -> str:
    found = re.match(r"/?\$([\w-]+)", url)
    return made[found[1]] + url[found.end() :] if found and found[1] in made else url


def _with_references(body: Any, made: dict[str, str]) -> Any:
    """Return ``body`` with links like ``{"@iot.id": "$1"}`` naming what an earlier request has made."""
    if isinstance(body, list):
        return [_with_references(one, made) for one in body]
    if not isinstance(body, dict):
        return body
    found = {name: _with_references(value, made) for name, value in body.items()}
    link = found.get("@iot.id")
    if isinstance(link, str) and link.startswith("$") and link[1:] in made:
        found["@iot.id"] = int(made[link[1:]].partition("(")[2].rstrip(")"))
    return found


def _response(one: Json, found: Answer) -> Json:
    response: Json = {"id": one.get("id"), "status": found.status}
    if found.headers:
        response["headers"] = {name.lower(): value for name, value in found.headers.items()}
    if found.content is not None:
        response["body"] = found.content
    return response
