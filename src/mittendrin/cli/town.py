# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town``: towns served from this machine, their people and units."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console

from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.core import csv_table
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall import town as towns
from mittendrin.townhall.accounts import ingest, services
from mittendrin.townhall.accounts.models import Person, Role, Unit

MAX_BYTES = 1_000_000
ROLES = click.Choice(list(Role.values))
CSV_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PREPARE = "from mittendrin.cli.main import main; main()"


@click.group(help=_("Städte anlegen, Personen und Ämter einlesen."))
def town() -> None:
    """Group of the town verbs."""


@town.command(help=_("Eine Stadt mit eigenem Ordner und eigener Datenbank anlegen."))
@click.argument("name")
@click.option("--slug", help=_("Name des Ordners; sonst aus dem Namen der Stadt."))
@click.option("--ags", default="", help=_("Amtlicher Gemeindeschlüssel, acht Ziffern."))
@json_option
def add(name: str, slug: str | None, ags: str, as_json: bool) -> None:
    """Create folder, settings and database of a town."""
    if not settings.DATABASE_PER_TOWN:
        sentence = _("MITTENDRIN_DATABASE_URL zeigt auf eine Datenbank für alle. Schreiben Sie {town} hinein.")
        refuse(as_json, sentence, ExitCode.NOT_READY)
    if ags and not (ags.isascii() and ags.isdigit() and len(ags) == 8):
        refuse(as_json, _("Der Gemeindeschlüssel hat acht Ziffern."))
    key = slug or services.unit_key(name)
    try:
        folder = towns.make_town(key, towns.Town(name=name.strip(), ags=ags))
    except towns.TownRefused as error:
        refuse(as_json, _TOWN_WORDS[error.reason]() % {"slug": key})
    command = [sys.executable, "-c", _PREPARE, "--town", key, "run", "--prepare-only"]
    environment = os.environ | {"MITTENDRIN_DEMO": "false"}
    with Console(stderr=True).status(_("Datenbank anlegen und Atlas laden ...")):
        done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    if done.returncode != 0:
        shutil.rmtree(folder)
        click.echo(done.stderr, err=True)
        refuse(as_json, _("Die Datenbank ließ sich nicht anlegen. Nichts wurde gespeichert."), ExitCode.FAILED)
    say(
        as_json,
        {"status": "added", "slug": key, "name": name, "folder": str(folder)},
        [
            _("%(name)s ist angelegt: %(folder)s") % {"name": name, "folder": folder},
            _("Weiter: mittendrin --town %(slug)s town add-person NAME --role administrator") % {"slug": key},
            _("Starten: mittendrin --town %(slug)s run") % {"slug": key},
        ],
    )


@town.command("list", help=_("Die Städte auf diesem Rechner zeigen."))
@json_option
def list_towns(as_json: bool) -> None:
    """Show all towns below the data folder."""
    found = towns.towns()
    data = {"towns": [{"slug": slug, "name": name} for slug, name in found]}
    say(as_json, data, [f"{slug:<24} {name}" for slug, name in found] or [_("Noch keine Stadt.")])
    if not found:
        sys.exit(ExitCode.NOTHING_FOUND)


@town.command(help=_("Die Stadt dieses Befehls zeigen."))
@json_option
def show(as_json: bool) -> None:
    """Show name, folder, people, units and what is still to be filled in."""
    current = towns.town()
    missing = towns.missing_values()
    data = {
        "slug": settings.TOWN,
        "name": current.name,
        "ags": current.ags,
        "folder": str(settings.TOWN_DIR),
        "people": Person.objects.filter(is_active=True).count(),
        "units": Unit.objects.filter(active=True).count(),
        "maintenance": Path(settings.MAINTENANCE_FILE).exists(),
        "missing": missing,
    }
    lines = [
        f"{current.name} ({settings.TOWN})",
        _("Ordner: %(folder)s") % {"folder": settings.TOWN_DIR},
        _("Personen: %(people)s, Ämter: %(units)s") % data,
        _("Wartung: an") if data["maintenance"] else _("Wartung: aus"),
        _("Noch auszufüllen in town.yaml: %(names)s") % {"names": ", ".join(missing) or "–"},
    ]
    say(as_json, data, lines)


@town.command("import-units", help=_("Ämter aus einer CSV-Datei einlesen: alles oder nichts."))
@click.argument("file", type=CSV_FILE)
@click.option("--dry-run", is_flag=True, help=_("Nur prüfen, nichts speichern."))
@json_option
def import_units(file: Path, dry_run: bool, as_json: bool) -> None:
    """Read units from CSV."""
    _say_report(_read(file, ingest.import_units, as_json, dry_run=dry_run), as_json)


@town.command("import-people", help=_("Personen aus einer CSV-Datei einlesen: alles oder nichts."))
@click.argument("file", type=CSV_FILE)
@click.option("--dry-run", is_flag=True, help=_("Nur prüfen, nichts speichern."))
@click.option(
    "--passwords",
    type=click.Path(exists=False, path_type=Path),
    help=_("Neue Datei für die vorläufigen Passwörter der neuen Personen."),
)
@json_option
def import_people(file: Path, dry_run: bool, passwords: Path | None, as_json: bool) -> None:
    """Read people from CSV."""
    if passwords and passwords.exists():
        refuse(as_json, _("%(file)s gibt es schon. Nennen Sie eine neue Datei.") % {"file": passwords})
    report = _read(file, ingest.import_people, as_json, dry_run=dry_run, passwords=passwords is not None)
    if passwords and report.stored:
        descriptor = os.open(passwords, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig") as out:
            out.write(csv_table.write([_("Benutzername"), _("Vorläufiges Passwort")], report.passwords.items()))
    _say_report(report, as_json)
    if report.count(ingest.NEW) and not passwords and not dry_run and not as_json:
        click.echo(_("Die neuen Personen haben noch kein Passwort: mittendrin town new-password NAME"))


@town.command("add-person", help=_("Eine Person anlegen; gibt ein vorläufiges Passwort aus."))
@click.argument("username")
@click.option("--first-name", default="", help=_("Vorname"))
@click.option("--last-name", required=True, help=_("Nachname"))
@click.option("--email", default="", help=_("E-Mail"))
@click.option("--unit", default="", help=_("Kürzel oder Name des Amts"))
@click.option(
    "--role", type=click.Choice(list(Role.values)), default=Role.STAFF.value, show_default=True, help=_("Rolle")
)
@json_option
def add_person(username: str, first_name: str, last_name: str, email: str, unit: str, role: str, as_json: bool) -> None:
    """Create one person through the same checks as an import."""
    if Person.objects.filter(username__iexact=username).exists():
        refuse(as_json, _("Den Benutzernamen „%(name)s“ gibt es schon.") % {"name": username})
    columns = [words[0] for words in ingest.PERSON_COLUMNS.values()]
    row = [username, first_name, last_name, email, unit, role]
    try:
        report = ingest.import_people(csv_table.write(columns, [row]).encode())
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    _say_password(username.lower(), report.passwords[username.lower()], as_json)


@town.command("new-password", help=_("Einer Person ein vorläufiges Passwort geben."))
@click.argument("username")
@json_option
def new_password(username: str, as_json: bool) -> None:
    """Give a temporary password and lift a lock of the login."""
    person = Person.objects.filter(username__iexact=username).first()
    if person is None:
        refuse(as_json, _("Niemand heißt „%(name)s“.") % {"name": username}, ExitCode.NOTHING_FOUND)
    _say_password(person.username, services.give_temporary_password(person), as_json)


@town.command(help=_("Die Wartungsseite an- oder abschalten."))
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--message", default="", help=_("Ein Satz, der auf der Wartungsseite steht."))
@json_option
def maintenance(state: str, message: str, as_json: bool) -> None:
    """Write or remove the town's maintenance file."""
    file = Path(settings.MAINTENANCE_FILE)
    if state == "on":
        file.write_text(message[:500], encoding="utf-8")
    else:
        file.unlink(missing_ok=True)
    sentence = _("Die Wartungsseite ist an.") if state == "on" else _("Die Wartungsseite ist aus.")
    say(as_json, {"maintenance": state == "on"}, [sentence])


_TOWN_WORDS: dict[str, Callable[[], str]] = {
    "exists": lambda: _("Die Stadt „%(slug)s“ gibt es schon."),
    "slug": lambda: _("„%(slug)s“ taugt nicht als Ordner. Erlaubt sind a-z, 0-9 und Bindestrich; siehe --slug."),
}


def _read(file: Path, read: Callable[..., ingest.Report], as_json: bool, **options: bool) -> ingest.Report:
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    try:
        return read(data, **options)
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)


def _say_report(report: ingest.Report, as_json: bool) -> None:
    counts = {action: report.count(action) for action in (ingest.NEW, ingest.CHANGED, ingest.SAME)}
    plans = [{"row": plan.row, "entry": plan.label, "action": plan.action} for plan in report.plans]
    sentence = _("%(new)s neu, %(changed)s geändert, %(same)s unverändert.") % counts
    if not report.stored:
        sentence += " " + _("Nichts wurde gespeichert.")
    say(as_json, {"status": "stored" if report.stored else "checked", **counts, "rows": plans}, [sentence])


def _say_password(username: str, password: str, as_json: bool) -> None:
    data = {"username": username, "temporary_password": password, "days": services.TEMPORARY_DAYS}
    sentence = _("%(username)s: vorläufiges Passwort %(temporary_password)s, gilt %(days)s Tage.")
    say(as_json, data, [sentence % data])
