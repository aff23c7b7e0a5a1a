# SPDX-License-Identifier: EUPL-1.2
"""Requests made up from the description of ``/api/v1`` are answered as it says, and never with an error of the server.

The tests try the same few examples each time; ``API_EXAMPLES=300`` hunts at the desk with so many new ones a path.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from mittendrin.apps.atlas import ingest
from mittendrin.web.api.site import openapi

schemathesis = pytest.importorskip("schemathesis")
WIDE = os.environ.get("API_EXAMPLES", "")
NOT_MEANT = [
    schemathesis.checks.positive_data_acceptance,  # a key of the right form may still name what does not exist
    schemathesis.checks.unsupported_method,
]
OPERATIONS = [(path, way) for path, ways in openapi()["paths"].items() for way in ways]


@pytest.fixture(scope="module")
def described() -> Any:
    schema = schemathesis.openapi.from_dict(openapi())
    schema.app = get_wsgi_application()
    return schema


@pytest.fixture
def atlas(db: None) -> None:
    ingest.load_content_if_changed()


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_requests_made_up_from_the_description(described: Any, atlas: None, path: str, method: str) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=int(WIDE or "8"),
        derandomize=not WIDE,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        cache.clear()  # how many may be asked a minute is another test's matter
        answer = case.call_and_validate(excluded_checks=NOT_MEANT)
        assert answer.status_code < 500

    ask()
