# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town backup``, ``try-backup`` and ``restore``: save the town as one file, prove it, bring it back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import disposal
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.town import town
from mittendrin.contracts.app import Repeated
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.backups import ledger, restoring
from mittendrin.townhall.backups import services as backups
from mittendrin.townhall.backups.refused import BackupRefused

__all__ = ["town"]
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
OLD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@town.command("backup", help=_("Die Stadt als eine Datei sichern; sie enthält auch alle Geheimnisse."))
@click.argument("file", type=NEW_FILE, metavar=_("DATEI"))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write a backup."""
    try:
        made = backups.make(file)
    except (BackupRefused, OSError) as error:
        refuse(as_json, _words(error), ExitCode.FAILED)
    data = {"status": "made", "file": str(made.path), "files": made.files, "bytes": made.size}
    lines = [
        _("Gesichert: %(files)s Dateien, %(bytes)s Bytes in %(file)s") % data,
        _("Bewahren Sie die Datei verschlossen auf: Sie enthält Briefe, Personen und Schlüssel."),
        _("Proben Sie sie: mittendrin town try-backup %(file)s") % data,
    ]
    say(as_json, data, lines)


@town.command(
    "try-backup", help=_("Eine Sicherung neben der laufenden Stadt zurückspielen, prüfen und wieder löschen.")
)
@click.argument("file", type=OLD_FILE, metavar=_("DATEI"))
@json_option
def try_backup(file: Path, as_json: bool) -> None:
    """Bring a backup back beside the running town; a sound one is recorded as a trial."""
    try:
        trial = backups.try_out(file)
    except (BackupRefused, OSError) as error:
        refuse(as_json, _words(error), ExitCode.FAILED)
    data = {
        "status": "sound",
        "made_at": trial.made_at.isoformat(),
        "files": trial.files,
        "tables": trial.tables,
        "rows": trial.rows,
        "seconds": round(trial.seconds, 2),
    }
    sentence = _("Die Sicherung ist heil: %(files)s Dateien, %(tables)s Tabellen, %(rows)s Zeilen.") % data
    say(as_json, data, [sentence, _("Die Probe ist vermerkt und zählt in Standort als Beleg.")])


@town.command(
    "restore", help=_("Eine Sicherung zurückspielen; was seither vernichtet wurde, wird noch einmal vernichtet.")
)
@click.argument("file", type=OLD_FILE, metavar=_("DATEI"))
@click.option(
    "--deletions", multiple=True, type=OLD_FILE, help=_("Weitere Liste des Vernichteten, von anderer Platte.")
)
@json_option
def restore(file: Path, deletions: tuple[Path, ...], as_json: bool) -> None:
    """Bring a backup back for good."""
    _note_what_is_gone()
    try:
        back = restoring.bring_back(file, deletions)
    except (BackupRefused, OSError) as error:
        refuse(as_json, _words(error), ExitCode.FAILED)
    data = {
        "status": "restored",
        "made_at": back.made_at.isoformat(),
        "files": back.files,
        "set_aside": str(back.set_aside),
        "database_aside": back.database_aside,
        "destroyed_again": _counts(back.repeated),
    }
    lines = [
        _("Zurückgespielt: der Stand vom %(day)s, %(files)s Dateien.")
        % {"day": formats.date_format(timezone.localtime(back.made_at), "SHORT_DATETIME_FORMAT"), "files": back.files},
        *repeated_lines(back.repeated),
        _("Der bisherige Stand liegt in %(folder)s. Löschen Sie den Ordner, wenn alles stimmt: Er enthält Briefe.")
        % {"folder": back.set_aside},
        *(
            [
                _("Die bisherige Datenbank heißt jetzt %(name)s. Auch sie löschen Sie dann.")
                % {"name": back.database_aside}
            ]
            if back.database_aside
            else []
        ),
        _("Starten: mittendrin --town %(slug)s run") % {"slug": settings.TOWN},
    ]
    say(as_json, data, lines)


@town.command(
    "repeat-deletions",
    help=_("Nach einer von Hand zurückgespielten Sicherung noch einmal vernichten, was weg sein muss."),
)
@click.option(
    "--deletions", multiple=True, type=OLD_FILE, help=_("Weitere Liste des Vernichteten, von anderer Platte.")
)
@json_option
def repeat_deletions(deletions: tuple[Path, ...], as_json: bool) -> None:
    """Destroy again what the list names."""
    done = ledger.repeat(*deletions)
    data = {"status": "repeated", "list": str(ledger.path()), "destroyed_again": _counts(done)}
    say(as_json, data, repeated_lines(done) or [_("Nichts ist zurückgekommen, was vernichtet war.")])


def repeated_lines(done: Mapping[str, Repeated]) -> list[str]:
    """Return in words what was destroyed again."""
    names = {
        "letter": _("Briefe"),
        "case": _("Vorgänge"),
        "interview": _("Interviews"),
        "token": _("Zugänge von Programmen"),
        "subscription": _("Abonnements"),
        "person": _("abgeschaltete Personen"),
    }
    lines = [
        _("Wieder vernichtet oder abgeschaltet: %(count)s %(what)s.")
        % {"count": one.count, "what": names.get(kind, kind)}
        for kind, one in done.items()
        if one.count
    ]
    return lines + [str(remark) for one in done.values() for remark in one.remarks]


def _counts(done: Mapping[str, Repeated]) -> dict[str, int]:
    return {kind: one.count for kind, one in done.items()}


def _note_what_is_gone() -> None:
    """Add to the list what the database of now knows to be destroyed; it may be what is broken."""
    with suppress(DatabaseError):
        disposal.note_all()


def _words(error: BackupRefused | OSError) -> str:
    if isinstance(error, OSError):
        return _("Die Datei lässt sich nicht lesen oder schreiben: %(reason)s") % {"reason": error.strerror or error}
    words = {
        "running": _("Mittendrin läuft noch. Halten Sie den Dienst an und versuchen Sie es dann noch einmal."),
        "exists": _("%(detail)s gibt es schon. Wählen Sie einen anderen Namen."),
        "no-backup": _("Die Datei ist keine Sicherung von Mittendrin, oder sie ist abgeschnitten."),
        "other-town": _("Die Sicherung gehört zu einer anderen Stadt: %(detail)s"),
        "file": _("Eine Datei in der Sicherung fehlt oder ist verändert: %(detail)s"),
        "database": _("Die Datenbank in der Sicherung ist beschädigt."),
    }
    return {**words, **_postgres_words()}[error.reason] % {"detail": error.detail}


def _postgres_words() -> dict[str, str]:
    return {
        "other-store": _(
            "Sicherung und Stadt haben nicht dieselbe Art von Datenbank (SQLite oder PostgreSQL). Stellen Sie"
            " MITTENDRIN_DATABASE_URL so ein wie beim Sichern."
        ),
        "pg-missing": _("pg_dump und pg_restore fehlen. Unter Debian und Ubuntu: apt-get install postgresql-client"),
        "pg-version": _(
            "pg_dump und pg_restore sind älter als der Server. Unter Debian und Ubuntu: apt-get install"
            " postgresql-client-%(detail)s"
        ),
        "pg-rights": _(
            "Die Rolle %(detail)s darf keine Datenbank anlegen oder umbenennen. Als Verwalter des Servers, in psql:"
            " ALTER ROLE %(detail)s CREATEDB; die Datenbank der Stadt muss ihr gehören."
        ),
        "pg-failed": _("pg_dump meldet: %(detail)s"),
        "pg-restore": _(
            "Die Datenbank ließ sich nicht zurückspielen: Sie ist beschädigt, oder dem Server fehlt Platz. An der Stadt"
            " ist nichts geändert."
        ),
    }
