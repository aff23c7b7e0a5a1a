# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town backup`` and ``try-backup``: save the town as one file, and prove that it can be brought back."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.town import town
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.backups import services as backups
from mittendrin.townhall.backups.services import BackupRefused

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


def _words(error: BackupRefused | OSError) -> str:
    if isinstance(error, OSError):
        return _("Die Datei lässt sich nicht lesen oder schreiben: %(reason)s") % {"reason": error.strerror or error}
    words = {
        "not-sqlite": _("Diese Stadt liegt in PostgreSQL. Sichern und proben Sie mit pg_dump und pg_restore."),
        "exists": _("%(detail)s gibt es schon. Wählen Sie einen anderen Namen."),
        "no-backup": _("Die Datei ist keine Sicherung von Mittendrin, oder sie ist abgeschnitten."),
        "other-town": _("Die Sicherung gehört zu einer anderen Stadt: %(detail)s"),
        "file": _("Eine Datei in der Sicherung fehlt oder ist verändert: %(detail)s"),
        "database": _("Die Datenbank in der Sicherung ist beschädigt."),
    }
    return words[error.reason] % {"detail": error.detail}
