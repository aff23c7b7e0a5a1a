# SPDX-License-Identifier: EUPL-1.2
"""Links that lead back to a server without a public address name the port on which it runs."""

from __future__ import annotations

import os

import pytest
from pytest_django import Settings

from mittendrin.cli import run


@pytest.mark.parametrize(
    ("is_set", "address"), [(False, "http://127.0.0.1:8399"), (True, "https://mittendrin.neustadt.example")]
)
def test_the_address_names_the_port(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, is_set: bool, address: str
) -> None:
    monkeypatch.setenv("MITTENDRIN_OWN_PORT", "8000")
    settings.PUBLIC_ADDRESS, settings.PUBLIC_ADDRESS_SET = "https://mittendrin.neustadt.example", is_set
    run.know_port(8399)
    assert (settings.PUBLIC_ADDRESS, os.environ["MITTENDRIN_OWN_PORT"]) == (address, "8399")
