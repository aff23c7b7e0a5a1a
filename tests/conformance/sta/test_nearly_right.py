# SPDX-License-Identifier: EUPL-1.2
"""Writing what is nearly right ends in a status that the description names, and what was written can be read.

Made-up JSON seldom gets beyond the first check; these bodies do. ``STA_EXAMPLES=2000`` hunts wider at the desk.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.sta import nearly
from tests.conformance.sta.conftest import Api, Town

from mittendrin.sta.description import description
from mittendrin.sta.dispatch import JSON_PATCH
from mittendrin.sta.entities import SETS

EXAMPLES = int(os.environ.get("STA_EXAMPLES", "15"))
PATHS = description("")["paths"]
NEW = frozenset({"Sensor", "ObservedProperty", "FeatureOfInterest"})


def _checked(api: Api, method: str, address: str, path: str, body: Any, kind: str = "application/json") -> None:
    with transaction.atomic():
        raw = json.dumps(body).encode()
        response = api.call(method, address, raw, kind)
        assert str(response.status_code) in PATHS[path][method.lower()]["responses"], response.content[:300]
        found = response.json()
        if response.status_code < 300:
            assert api.get(found["@iot.selfLink"]) == found
        else:
            assert (found["code"], found["error"]["message"]) == (response.status_code, found["message"])
        transaction.set_rollback(True)


def _ask(asked: Any) -> None:
    settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )(asked)()  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_new_entities_that_are_nearly_right(api: Api, town: Town, name: str) -> None:
    @given(body=nearly.bodies(nearly.whole(town)[name]))
    def asked(body: Any) -> None:
        _checked(api, "POST", name, f"/{name}", body)

    _ask(asked)


@pytest.mark.parametrize("name", SETS)
def test_changes_that_are_nearly_right(api: Api, town: Town, name: str) -> None:
    number = api.values(name)[0]["@iot.id"]
    good = {
        key: [one for one in value if "@iot.id" in one] if isinstance(value, list) else value
        for key, value in nearly.whole(town)[name].items()
        if key not in NEW
    }
    address, path = f"{name}({number})", f"/{name}({{id}})"

    @given(body=nearly.bodies(good), way=st.sampled_from(["PUT", "PATCH", "one", "patch"]), pick=st.integers(0, 99))
    def asked(body: Any, way: str, pick: int) -> None:
        if way in {"PUT", "PATCH"} or not isinstance(body, dict) or not body:
            _checked(api, "PUT" if way == "PUT" else "PATCH", address, path, body)
            return
        key = list(body)[pick % len(body)]
        if way == "one":
            _checked(api, "PATCH", address, path, {key: body[key]})
            return
        operation = {"op": ("add", "replace", "test")[pick % 3], "path": f"/{key}", "value": body[key]}
        _checked(api, "PATCH", address, path, [operation], JSON_PATCH)

    _ask(asked)
