# SPDX-License-Identifier: EUPL-1.2
"""Wrong settings are named with id and mend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from mittendrin.config import checks, secret, town_dir


def all_messages() -> list[CheckMessage]:
    return [message for check in checks.CHECKS for message in check()]


def ids() -> set[str]:
    return {str(message.id) for message in all_messages()}


def test_the_default_settings_are_fine() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    ("values", "identity"),
    [
        ({"DEBUG": True, "ALLOWED_HOSTS": ["stadt.example"]}, "mittendrin.E001"),
        ({"ALLOWED_HOSTS": ["*"]}, "mittendrin.E002"),
        ({"SECRET_KEY": "kurz"}, "mittendrin.E003"),
        ({"SECRET_KEY": "a" * 80}, "mittendrin.E003"),
        ({"ALLOWED_HOSTS": ["stadt.example"]}, "mittendrin.W004"),
        ({"ALLOWED_HOSTS": ["stadt.example"], "DEMO": True, "DEMO_SET": False}, "mittendrin.E016"),
        ({"ALLOWED_HOSTS": ["stadt.example"], "DEMO": True, "DEMO_SET": True}, "mittendrin.W017"),
        ({"ALLOWED_HOSTS": ["stadt.example"], "HTTPS": True, "BEHIND_PROXY": True}, "mittendrin.W005"),
        ({"HTTPS": True}, "mittendrin.W006"),
        ({"TOWN_DIR": Path("/gibt-es-nicht")}, "mittendrin.E009"),
        ({"BASEMAP_URL": "http://tiles.example/"}, "mittendrin.E010"),
        ({"AXES_FAILURE_LIMIT": 0}, "mittendrin.W011"),
        ({"LOGIN_FAILURES_ADDRESS": 0}, "mittendrin.W011"),
        ({"LOGIN_FAILURES_NAME": 5}, "mittendrin.W011"),
        ({"EMBED_ORIGINS": ["https://www.stadt.example/seite"]}, "mittendrin.E013"),
        ({"BUNDLE_HOSTS": ["https://nachbar.example"]}, "mittendrin.E018"),
        ({"EMAIL_USE_TLS": True, "EMAIL_USE_SSL": True}, "mittendrin.E014"),
        ({"PUBLIC_ADDRESS": "stadt.example/vorgaenge"}, "mittendrin.E015"),
    ],
)
def test_each_wrong_setting_has_its_message(values: dict[str, object], identity: str, settings: Settings) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert identity in ids()
    assert all(message.hint for message in all_messages())


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("name: A\nname: B\n", "mittendrin.E007"),
        ("name: [", "mittendrin.E007"),
        ("- Liste\n", "mittendrin.E007"),
        ("name: A\nstrasse: B\n", "mittendrin.W008"),
    ],
)
def test_a_wrong_town_file_is_named(text: str, identity: str, settings: Settings, tmp_path: Path) -> None:
    settings.TOWN_DIR = tmp_path
    (tmp_path / "town.yaml").write_text(text, encoding="utf-8")
    assert ids() == {identity}


def test_typing_errors_in_the_environment_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITTENDRIN_HTPPS", "true")
    found = checks.environment()
    assert [message.id for message in found] == ["mittendrin.W012"]
    assert "MITTENDRIN_HTPPS" in str(found[0].msg)


@pytest.mark.parametrize("slug", ["", "../x", "A", "a/b", "-a", "a" * 61, "static", "ä"])
def test_no_town_leads_out_of_the_data_folder(slug: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        town_dir.town_slug(slug)


def test_a_town_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(town_dir.UnknownTown):
        town_dir.make_town_dir(tmp_path / "nix", must_exist=True)
    assert not (tmp_path / "nix").exists()


def test_the_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = secret.secret_key(file)
    assert secret.secret_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(key) >= checks.SHORTEST_KEY


def test_a_town_without_demo_may_be_public(settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.DEMO = ["stadt.example"], False
    assert not {"mittendrin.E016", "mittendrin.W017"} & ids()


def test_nobody_finds_a_key_that_is_still_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, found = tmp_path / "key", []

    def late(count: int) -> str:
        found.append(file.exists())
        return "x" * count

    monkeypatch.setattr("mittendrin.config.secret.secrets.token_urlsafe", late)
    assert secret.secret_key(file) == "x" * 50
    assert found == [False]
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_whoever_makes_the_key_second_takes_the_first_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"

    def late(_count: int) -> str:
        file.write_text("first", encoding="ascii")
        return "second"

    monkeypatch.setattr("mittendrin.config.secret.secrets.token_urlsafe", late)
    assert secret.secret_key(file) == "first"


def test_only_the_owner_looks_into_the_folder_of_a_town(tmp_path: Path) -> None:
    town_dir.make_town_dir(tmp_path / "neustadt", must_exist=False)
    assert (tmp_path / "neustadt").stat().st_mode & 0o777 == 0o700


PLACES = """
from django.conf import settings
print(settings.LETTER_WORK_DIR, settings.LETTER_INDEX_DIR)
"""


@pytest.mark.slow
def test_towns_on_one_machine_do_not_share_folders(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MITTENDRIN_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "mittendrin.config.settings",
        "MITTENDRIN_DATA_DIR": str(tmp_path / "data"),
        "MITTENDRIN_LETTER_WORK_DIR": "/run/m",
        "MITTENDRIN_LETTER_INDEX_DIR": "/run/m/suche",
    }
    said = []
    for town in ("adorf", "bdorf"):
        command = [sys.executable, "-c", PLACES]
        done = subprocess.run(
            command, env={**environment, "MITTENDRIN_TOWN": town}, capture_output=True, text=True, check=True
        )
        said.append(done.stdout.split())
    assert said == [["/run/m/adorf", "/run/m/suche/adorf"], ["/run/m/bdorf", "/run/m/suche/bdorf"]]
