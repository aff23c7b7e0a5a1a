# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort bundle``: signed bundles between towns; checking one needs neither server nor database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mittendrin.apps.standort.services.bundles import following, incoming, issuing, keys, words
from mittendrin.apps.standort.services.bundles.personal import Finding
from mittendrin.apps.standort.services.problem_words import describe
from mittendrin.apps.standort.services.reading import read_answers, read_questions
from mittendrin.cli.answer import json_option, refuse, refuse_io, say, say_error
from mittendrin.cli.standort import standort
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.signing import SigningKeyDamaged, same_fingerprint

FILE = click.Path(path_type=Path, dir_okay=False)


@standort.group(help=_("Unterschriebene Pakete zwischen Städten: Steckbrief, Maßnahmen, Erfahrung mit Bausteinen."))
def bundle() -> None:
    """Group of the verbs."""


@bundle.command(help=_("Ein unterschriebenes Paket schreiben: das öffentliche der Stadt, oder aus einer Antwortdatei."))
@click.argument("answers", type=FILE, required=False)
@click.option("--out", type=FILE, required=True, help=_("Wohin: FILE.zip; eine Datei, die es gibt, bleibt."))
@click.option(
    "--issue", type=click.IntRange(1, 1_000_000_000), default=1, help=_("Nummer des Pakets aus einer Antwortdatei.")
)
@json_option
def export(answers: Path | None, out: Path, issue: int, as_json: bool) -> None:
    """Write the last issued bundle, or with an answer file a new one without server and database."""
    try:
        data = _from_answers(answers, issue, as_json) if answers else _issued(as_json)
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError:
        refuse(as_json, _("„%(file)s“ gibt es schon; nichts wurde überschrieben.") % {"file": out})
    except OSError as error:
        refuse_io(as_json, error, out)
    except SigningKeyDamaged:
        refuse(as_json, words.key_sentence(), ExitCode.NOT_READY)
    fingerprint = keys.own_fingerprint()
    answer = {"status": "written", "file": str(out), "bytes": len(data), "fingerprint": fingerprint}
    lines = [
        _("Geschrieben: %(file)s") % {"file": out},
        _("Fingerabdruck Ihres Schlüssels: %(print)s") % {"print": fingerprint},
    ]
    say(as_json, answer, lines)


def _issued(as_json: bool) -> bytes:
    found = issuing.latest_public()
    if found is None:
        text = _("Ihre Stadt hat noch kein Paket ausgegeben. Das geht im Browser unter Standort, Pakete.")
        refuse(as_json, text, ExitCode.NOTHING_FOUND)
    return bytes(found.content)


def _from_answers(path: Path, issue: int, as_json: bool) -> bytes:
    try:
        found = read_answers(path, read_questions()).answers
    except ProblemsFound as error:
        _refuse(as_json, error.problems, [str(describe(one)) for one in error.problems])
    try:
        return issuing.from_answers(found, issue, timezone.localdate())
    except issuing.Personal as personal:
        _refuse_personal(as_json, personal.findings)
    except ProblemsFound as error:
        _refuse(as_json, error.problems)


@bundle.command(help=_("Ein Paket prüfen: Unterschrift, Prüfsummen, erlaubte Felder. Ohne Server und Datenbank."))
@click.argument("file", type=FILE)
@click.option("--fingerprint", default="", help=_("Fingerabdruck, den die andere Stadt genannt hat."))
@json_option
def check(file: Path, fingerprint: str, as_json: bool) -> None:
    """Say whether a bundle is whole and who signed it."""
    try:
        found = incoming.read_path(file)
    except ProblemsFound as error:
        _refuse(as_json, error.problems)
    except OSError as error:
        refuse_io(as_json, error, file)
    if fingerprint and not same_fingerprint(fingerprint, found.key):
        refuse(as_json, _("Der Fingerabdruck passt nicht zu diesem Paket."))
    data = {"status": "whole", "trusted": bool(fingerprint), **incoming.summary(found)}
    say(as_json, data, _check_lines(data))


def _check_lines(data: dict[str, Any]) -> list[str]:
    trust = (
        _("Der Fingerabdruck passt.")
        if data["trusted"]
        else _("Ob der Schlüssel dieser Stadt gehört, sagt erst der Vergleich mit dem Fingerabdruck.")
    )
    return [
        _("Das Paket ist unverändert: Nummer %(issue)s von %(town)s vom %(made)s.")
        % {**data, "made": date_format(date.fromisoformat(data["made"]), "SHORT_DATE_FORMAT")},
        _("Fingerabdruck: %(fingerprint)s") % data,
        trust,
        _("Steckbrief: %(profile)s, Maßnahmen: %(measures)s, Bausteine: %(blocks)s")
        % {**data, "profile": _("ja") if data["profile"] else _("nein")},
    ]


@bundle.command(name="import", help=_("Ein Paket in den Atlas einlesen; beim ersten Mal mit dem Fingerabdruck."))
@click.argument("file", type=FILE)
@click.option("--fingerprint", default="", help=_("Fingerabdruck, den die andere Stadt genannt hat."))
@json_option
def take_in(file: Path, fingerprint: str, as_json: bool) -> None:
    """Take in a bundle; an unknown key needs its fingerprint."""
    try:
        outcome = following.receive(incoming.bytes_of(file))
        if outcome.state == "waiting" and fingerprint:
            outcome = following.confirm(outcome.town.uuid, fingerprint, None)
    except ProblemsFound as error:
        _refuse(as_json, error.problems)
    except following.WrongFingerprint:
        refuse(as_json, _("Der Fingerabdruck passt nicht zu diesem Paket. Es bleibt ungelesen."))
    except following.KeyTaken:
        refuse(as_json, _("Diesen Schlüssel hat schon eine andere Stadt, der Sie folgen."))
    except OSError as error:
        refuse_io(as_json, error, file)
    data = {"status": outcome.state, "town": outcome.town.name, "records": dict(outcome.counts)}
    if outcome.state == "waiting":
        text = _("Der Schlüssel ist noch nicht bestätigt. Lassen Sie sich den Fingerabdruck von der Stadt nennen.")
        say_error(as_json, data, [text, _("Dann: mittendrin standort bundle import DATEI --fingerprint ...")])
        sys.exit(ExitCode.BAD_INPUT)
    counts = ", ".join(words.outcome_lines(outcome.counts)) or _("nichts Neues")
    say(as_json, data, [f"{outcome.town.name}: {counts}"])


def _refuse(as_json: bool, problems: Sequence[Problem], lines: list[str] | None = None) -> NoReturn:
    said = lines or [str(words.describe(one)) for one in problems]
    entries = [
        {"where": one.where, "kind": one.kind, "message": line} for one, line in zip(problems, said, strict=True)
    ]
    say_error(as_json, {"status": "refused", "problems": entries}, said)
    sys.exit(ExitCode.BAD_INPUT)


def _refuse_personal(as_json: bool, found: Sequence[Finding]) -> NoReturn:
    lines = [f"{one.where}: {one.text} ({words.finding_kind(one)})" for one in found]
    last = _("Nichts wurde geschrieben: Persönliche Angaben gehören in kein Paket. Ändern Sie diese Stellen.")
    entries = [{"where": one.where, "kind": one.kind} for one in found]
    say_error(as_json, {"status": "refused", "findings": entries}, [*lines, last])
    sys.exit(ExitCode.BAD_INPUT)
