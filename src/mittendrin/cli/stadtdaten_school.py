# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten holidays``: school holidays for forecasts, from a file of the ministry."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import school
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.stadtdaten_demo import stadtdaten
from mittendrin.core.errors import ProblemsFound

__all__ = ["stadtdaten"]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@stadtdaten.command(help=_("Schulferien aus einer ICS- oder CSV-Datei übernehmen; ohne Datei: was bekannt ist."))
@click.argument("file", type=FILE, required=False)
@json_option
def holidays(file: Path | None, as_json: bool) -> None:
    """Store the file, if any, and say which years are known and which are missing."""
    if file is not None:
        try:
            school.store(file.read_bytes())
        except ProblemsFound as error:
            refuse(as_json, school.words_of(error))
        except OSError as error:
            words = {"file": file, "reason": error.strerror or type(error).__name__}
            refuse(as_json, _("„%(file)s“ lässt sich nicht lesen: %(reason)s.") % words)
    found = school.overview()
    known = [one.year for one in found.years if one.by]
    partly = [one.year for one in found.years if not one.by]
    data = {"status": "stored" if file else "shown", "known": known, "partly": partly, "missing": list(found.missing)}
    lines = [_("Schulferien sind bekannt für: %(years)s.") % {"years": _listed(known)}]
    if partly:
        lines.append(_("Nur zum Teil bekannt, deshalb ohne Wirkung: %(years)s.") % {"years": _listed(partly)})
    if found.missing:
        lines.append(_("Es fehlen: %(years)s.") % {"years": _listed(found.missing)})
    say(as_json, data, lines)


def _listed(years: object) -> str:
    words = ", ".join(map(str, years)) if isinstance(years, list) else ""
    return words or _("kein Jahr")
