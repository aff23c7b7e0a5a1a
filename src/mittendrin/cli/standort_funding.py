# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort funding``: funding programmes of the town from a list, and what is open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from mittendrin.apps.standort.services import funding, funding_words
from mittendrin.apps.standort.services.funding import Row
from mittendrin.apps.standort.services.wording import number
from mittendrin.cli.answer import json_option, refuse, say, say_error
from mittendrin.cli.standort import standort
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode

__all__ = ["standort"]
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MAX_BYTES = 1_000_000


@standort.group("funding", help=_("Förderprogramme der Stadt einlesen und zeigen."))
def group() -> None:
    """Group of the verbs on funding."""


@group.command("import", help=_("Eine Liste von Programmen einlesen: CSV, Excel oder JSON."))
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help=_("Nur zeigen, was geschähe."))
@json_option
def read_list(file: Path, dry_run: bool, as_json: bool) -> None:
    """Store a list, or say everything that is wrong with it and store nothing."""
    try:
        with file.open("rb") as stream:
            plans = funding.read_list(stream.read(MAX_BYTES + 1), dry_run=dry_run)
    except ProblemsFound as error:
        _refuse(error, as_json)
    except OSError as error:
        refuse(as_json, _("Die Datei lässt sich nicht lesen oder schreiben: %(reason)s") % {"reason": error.strerror})
    counts = {action: sum(plan.action == action for plan in plans) for action in ("new", "changed", "same")}
    sentence = _("%(new)s neu, %(changed)s geändert, %(same)s unverändert.") % counts
    if dry_run:
        sentence += " " + _("Nichts wurde gespeichert.")
    listed = [{"row": plan.row, "name": plan.name, "action": plan.action, "fields": plan.fields} for plan in plans]
    say(as_json, {"status": "checked" if dry_run else "stored", **counts, "rows": listed}, [sentence])


def _refuse(error: ProblemsFound, as_json: bool) -> None:
    lines = funding_words.describe(error.problems)
    found = [{"where": problem.where, "kind": problem.kind, "detail": problem.detail} for problem in error.problems]
    say_error(as_json, {"status": "refused", "problems": found}, [*lines, _("Nichts wurde gespeichert.")])
    sys.exit(ExitCode.BAD_INPUT)


@group.command("list", help=_("Die Programme zeigen, die nächste Frist zuerst."))
@click.option("--open", "only_open", is_flag=True, help=_("Nur die, die infrage kommen."))
@json_option
def show(only_open: bool, as_json: bool) -> None:
    """Print the programmes with what speaks for and against them."""
    rows = [row for row in funding.rows() if not (only_open and row.right.no)]
    say(as_json, {"programmes": [_data(row) for row in rows]}, [_line(row) for row in rows] or [funding.headline(rows)])
    if not rows:
        sys.exit(ExitCode.NOTHING_FOUND)


def _line(row: Row) -> str:
    one = row.programme
    day = one.deadline.isoformat() if one.deadline else "–"
    share = f"{number(one.share)} %" if one.share is not None else "–"
    return f"{day:<11}{share:>7}  {one.name} ({one.giver}): {row.right.word}"


def _data(row: Row) -> dict[str, Any]:
    one = row.programme
    plan = row.plan
    return {
        "name": one.name,
        "giver": one.giver,
        "state": one.state,
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "share": one.share,
        "most": one.most,
        "link": one.link,
        "for": list(row.right.yes),
        "against": list(row.right.no),
        "to_clarify": list(row.right.asked),
        "measures": [{"title": fit.measure.title, "reasons": list(fit.reasons)} for fit in row.fits],
        "watched": row.watch is not None,
        "plan": [{"on": step.on.isoformat(), "what": step.what} for step in plan.steps] if plan else [],
    }
