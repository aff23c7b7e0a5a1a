# SPDX-License-Identifier: EUPL-1.2
"""Wrong settings of the open data are named with id and mend."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from mittendrin.config import catalog_checks


def ids() -> set[str]:
    found = list(catalog_checks.catalogue())
    assert all(message.hint for message in found)
    return {str(message.id) for message in found}


def test_the_default_settings_are_fine() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    ("name", "value", "identity"),
    [
        ("OPEN_DATA_LICENCE", "meine", "mittendrin.E060"),
        ("CONTRIBUTOR_ID", "neu stadt", "mittendrin.E061"),
        ("REGIONAL_KEY", "0713100", "mittendrin.E062"),
        ("REGIONAL_KEY", "²71310077077", "mittendrin.E062"),
    ],
)
def test_each_wrong_setting_has_its_message(name: str, value: str, identity: str, settings: Settings) -> None:
    setattr(settings, name, value)
    assert ids() == {identity}


@pytest.mark.parametrize("value", ["neustadt", "https://www.dcat-ap.de/def/contributors/neustadt"])
def test_both_forms_of_the_id_are_fine(value: str, settings: Settings) -> None:
    settings.CONTRIBUTOR_ID = value
    assert ids() == set()
