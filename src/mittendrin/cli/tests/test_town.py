# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation
from pytest_django import Settings

from mittendrin.cli import bootstrap
from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall import town as towns
from mittendrin.townhall.accounts import login_limits
from mittendrin.townhall.accounts.models import Person, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Let each test have a data folder of its own."""
    settings.DATA_ROOT = tmp_path
    settings.TOWN_DIR = tmp_path / "musterstadt"
    settings.TOWN_DIR.mkdir()
    settings.MAINTENANCE_FILE = settings.TOWN_DIR / "maintenance"
    towns.town.cache_clear()
    with translation.override("de"):
        yield
    towns.town.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["town", *arguments])


def answer(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def csv(tmp_path: Path, text: str) -> str:
    file = tmp_path / "liste.csv"
    file.write_bytes(text.encode("cp1252"))
    return str(file)


def test_a_town_gets_a_folder_and_its_own_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[list[str]] = []

    def prepared(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", prepared)
    code, data = answer("add", "Bad Nebenstadt/Süd", "--ags", "01234567")
    assert (code, data["slug"]) == (ExitCode.OK, "bad-nebenstadt-sued")
    assert started[0][-4:] == ["--town", "bad-nebenstadt-sued", "run", "--prepare-only"]
    assert "name: Bad Nebenstadt/Süd" in (tmp_path / "bad-nebenstadt-sued" / "town.yaml").read_text(encoding="utf-8")
    assert answer("add", "Bad Nebenstadt/Süd")[0] == ExitCode.BAD_INPUT
    assert answer("list")[1] == {"towns": [{"slug": "bad-nebenstadt-sued", "name": "Bad Nebenstadt/Süd"}]}


def test_a_town_that_cannot_be_prepared_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "kein Platz")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: failed)
    result = run("add", "Halbstadt")
    assert result.exit_code == ExitCode.FAILED
    assert "kein Platz" in result.stderr
    assert not (tmp_path / "halbstadt").exists()


@pytest.mark.parametrize("slug", ["../x", "A", "static", ""])
def test_wrong_slugs_are_refused(slug: str) -> None:
    result = run("add", "???", "--slug", slug)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "taugt nicht als Ordner" in result.stderr


def test_one_database_for_all_is_refused(settings: Settings) -> None:
    settings.DATABASE_PER_TOWN = False
    result = run("add", "Neustadt")
    assert result.exit_code == ExitCode.NOT_READY
    assert "{town}" in result.stderr


def test_no_town_is_an_exit_code_of_its_own() -> None:
    assert run("list").exit_code == ExitCode.NOTHING_FOUND


def test_show_names_what_is_missing() -> None:
    code, data = answer("show")
    assert (code, data["name"], data["people"]) == (ExitCode.OK, "Musterstadt", 0)
    assert "street" in data["missing"]


def test_units_and_people_are_read_in(tmp_path: Path) -> None:
    code, data = answer("import-units", csv(tmp_path, "Amt\nBürgerbüro\n"))
    assert (code, data["status"], data["new"]) == (ExitCode.OK, "stored", 1)
    people = csv(tmp_path, "Benutzername;Nachname;Amt\nneu;Grün;Bürgerbüro\n")
    passwords = tmp_path / "passwoerter.csv"
    dry = answer("import-people", people, "--dry-run", "--passwords", str(passwords))[1]
    assert (dry["status"], dry["new"], passwords.exists()) == ("checked", 1, False)
    result = run("import-people", people, "--passwords", str(passwords))
    assert result.exit_code == ExitCode.OK
    username, password = passwords.read_text(encoding="utf-8-sig").splitlines()[1].split(";")
    assert passwords.stat().st_mode & 0o777 == 0o600
    assert Person.objects.get(username=username).check_password(password)
    assert run("import-people", people, "--passwords", str(passwords)).exit_code == ExitCode.BAD_INPUT


def test_people_without_password_file_have_no_password(tmp_path: Path) -> None:
    result = run("import-people", csv(tmp_path, "Benutzername;Nachname\nneu;Neu\n"))
    assert "town new-password" in result.stdout
    assert not Person.objects.get(username="neu").has_usable_password()


def test_a_wrong_file_is_refused_in_words_and_json(tmp_path: Path) -> None:
    file = csv(tmp_path, "Amt;Reihenfolge\nGut;1\nSchlecht;x\n")
    result = run("import-units", file)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "Zeile 3, Spalte „Reihenfolge“: „x“ ist keine ganze Zahl" in result.stderr
    code, data = answer("import-units", file)
    problem = data["problems"][0]
    assert (code, problem["row"], problem["column"], problem["kind"]) == (3, "3", "Reihenfolge", "bad-number")
    assert not Unit.objects.exists()


def test_a_person_is_added_once() -> None:
    code, data = answer("add-person", "Chefin", "--last-name", "Groß", "--role", "administrator")
    person = Person.objects.get(username="chefin")
    assert (code, person.role) == (ExitCode.OK, Role.ADMINISTRATOR)
    assert person.check_password(data["temporary_password"])
    assert run("add-person", "CHEFIN", "--last-name", "Groß").exit_code == ExitCode.BAD_INPUT
    assert run("add-person", "a b", "--last-name", "Groß").exit_code == ExitCode.BAD_INPUT
    fresh = answer("new-password", "chefin")[1]["temporary_password"]
    assert Person.objects.get(username="chefin").check_password(fresh)
    assert run("new-password", "niemand").exit_code == ExitCode.NOTHING_FOUND


def test_maintenance_is_switched(settings: Settings) -> None:
    assert answer("maintenance", "on", "--message", "Bis 14 Uhr.")[1] == {"maintenance": True}
    assert Path(settings.MAINTENANCE_FILE).read_text(encoding="utf-8") == "Bis 14 Uhr."
    assert answer("maintenance", "off")[1] == {"maintenance": False}
    assert answer("maintenance", "off")[0] == ExitCode.OK
    assert run("maintenance", "vielleicht").exit_code == ExitCode.WRONG_USE


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--town", "a", "town", "show"], {"town": "a"}),
        (["--lang=en", "--town=b", "run"], {"lang": "en", "town": "b"}),
        (["town", "add", "--town", "c"], {}),
        (["--town"], {}),
        (["--version", "--town", "d"], {"town": "d"}),
        ([], {}),
    ],
)
def test_town_and_language_are_read_before_the_verb(arguments: list[str], expected: dict[str, str]) -> None:
    assert bootstrap.early_options(arguments) == expected


def test_a_lock_of_the_login_is_lifted_by_name_address_or_for_all() -> None:
    Person.objects.create_user("keller")
    tried = login_limits.attempt("2001:db8:1:2::", "Keller")
    login_limits.note_failure(tried)
    assert run("unlock", "KELLER").output == "Die Anmeldung ist wieder frei; vergessene Fehlversuche: 1\n"
    login_limits.note_failure(tried)
    assert json.loads(run("unlock", "--address", "2001:db8:1:2::99", "--json").output)["failures"] == 1
    assert run("unlock", "niemand").exit_code == ExitCode.NOTHING_FOUND
    for wrong in ((), ("keller", "--all"), ("--address", "rathaus")):
        assert run("unlock", *wrong).exit_code == ExitCode.BAD_INPUT
    login_limits.note_failure(tried)
    assert run("unlock", "--all").exit_code == ExitCode.OK
    assert login_limits.lock_of(tried) is None
