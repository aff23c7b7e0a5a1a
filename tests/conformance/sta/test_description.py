# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI description says what is there, and requests made up from it never end as an error of the server.

The tests try the same few examples each time; ``STA_EXAMPLES=300`` hunts at the desk with so many new ones a path.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from tests.conformance.sta.conftest import Api, Town

from mittendrin.sta.description import description
from mittendrin.sta.entities import SETS

schemathesis = pytest.importorskip("schemathesis")
WIDE = os.environ.get("STA_EXAMPLES", "")
BASE = "http://localhost/sta/v1.1"
# A random number of an entity leads nowhere nearly always; these meet what the town has, and what it has not.
NOT_MEANT = [
    schemathesis.checks.positive_data_acceptance,  # what has the right form may still name what does not exist
    schemathesis.checks.negative_data_rejection,  # options unknown to us are left alone
    schemathesis.checks.missing_required_header,
    schemathesis.checks.unsupported_method,
]
NUMBERS = {"type": "integer", "minimum": -3, "maximum": 20}


METHODS = ("get", "post", "patch", "put", "delete")
OPERATIONS = [(path, one) for path, ways in description(BASE)["paths"].items() for one in METHODS if one in ways]


@pytest.fixture(scope="module")
def described() -> Any:
    """Give the description with numbers that lead somewhere, asked without a network."""
    raw = description(BASE)
    for path in raw["paths"].values():
        for parameter in path.get("parameters", []):
            parameter["schema"] = NUMBERS
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = get_wsgi_application()
    return schema


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_requests_made_up_from_the_description(described: Any, town: Town, api: Api, path: str, method: str) -> None:
    """Each is answered with a status and a form that the description names, good ones and bad ones."""

    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=int(WIDE or "12"),
        derandomize=not WIDE,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        with transaction.atomic():
            case.call_and_validate(headers={"Authorization": f"Bearer {api.token}"}, excluded_checks=NOT_MEANT)
            transaction.set_rollback(True)

    ask()


def test_every_set_of_entities_is_described(public: Api, db: None) -> None:
    found = description(BASE)
    for name, entity in SETS.items():
        assert found["paths"][f"/{name}"]["get"]["operationId"] == f"list{name}"
        properties = found["components"]["schemas"][entity.name]["properties"]
        assert set(properties) >= {*entity.properties, *entity.navigations}
    labels = [one["operationId"] for path in found["paths"].values() for one in path.values() if "responses" in one]
    assert len(labels) == len(set(labels)) > 50


def test_description_has_an_address(client: Any, db: None) -> None:
    found = client.get("/sta/openapi.json").json()
    assert found["servers"] == [{"url": "http://testserver/sta/v1.1"}]
    assert found == description("http://testserver/sta/v1.1")
