# SPDX-License-Identifier: EUPL-1.2
"""Messages of network servers that can be read but not stored are refused; they never end as an error of the server."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.test import Client

from mittendrin.apps.stadtdaten.models import Device, DeviceMessage
from mittendrin.apps.stadtdaten.services import tokens
from mittendrin.apps.stadtdaten.tests.test_lorawan import CHIRPSTACK, TTN
from mittendrin.core import instants

ADDRESS = "/stadtdaten/api/uplinks"


@pytest.fixture
def token(db: None) -> str:
    return tokens.new_token("server", writes=True)[1]


def post(token: str, body: str, **head: Any) -> Any:
    known = {"HTTP_AUTHORIZATION": f"Bearer {token}", **head}
    return Client().generic("POST", ADDRESS, body, content_type="application/json", **known)


@pytest.mark.parametrize("value", ['"\\ud800"', '"a\\u0000"', "1e999", "NaN", "[" * 150 + "]" * 150])
def test_what_cannot_be_stored_is_refused(token: str, value: str) -> None:
    for raw in (json.dumps(TTN), json.dumps(CHIRPSTACK)):
        assert post(token, f'{raw[:-1]}, "deviceName": {value}, "object": {{"a": {value}}}}}').status_code == 400
    assert not Device.objects.exists()


def test_packed_values_that_cannot_be_stored_are_left_out(token: str) -> None:
    old = {"devEUI": "AgICAgICAgI=", "fCnt": 1, "fPort": 5, "data": "AQ=="}
    for number, value in enumerate(("NaN", "1e999", '"\\ud800"')):
        body = json.dumps({**old, "fCnt": number, "objectJSON": f'{{"t": {value}}}'})
        assert post(token, body).status_code == 200
    assert list(DeviceMessage.objects.values_list("decoded", flat=True)) == [{}, {}, {}]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_outside_of_the_calendar_is_none(token: str, moment: str) -> None:
    body = copy.deepcopy(CHIRPSTACK) | {"time": moment}
    before = instants.now()
    assert post(token, json.dumps(body)).status_code == 200
    assert DeviceMessage.objects.get().time >= before


def test_a_length_that_is_no_number(token: str) -> None:
    for length in ("abc", "²", "-5"):
        assert post(token, json.dumps(TTN), CONTENT_LENGTH=length).status_code == 400
