# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin ki``: the building blocks, tried and measured."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from django.utils.translation import gettext as _

from mittendrin.cli import ki_input, ki_words
from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.contracts import checks, evaluation, registry
from mittendrin.contracts.block import Block, Example, Extractor, ModelDamaged
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.manifest import Manifest, ManifestWrong
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.promise import Promise, settle

F = TypeVar("F", bound=Callable[..., Any])
PROMISED = 0.02
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MODEL = click.Path(exists=True, file_okay=False, path_type=Path)


def _units_option(command: F) -> F:
    text = _("Zuständigkeiten: welches Amt welche Aufgaben hat. Sonst die der Stadt.")
    return click.option("--units", type=FILE, help=text)(command)


@click.group(help=_("KI-Bausteine: zeigen, ausprobieren, messen, anlernen."))
def ki() -> None:
    """Group of the ki verbs."""


def _manifest(block_id: str, as_json: bool) -> Manifest:
    try:
        return registry.manifest(block_id)
    except registry.UnknownBlock:
        known = ", ".join(registry.packages()) or "–"
        sentence = _("Den Baustein „%(name)s“ gibt es nicht. Es gibt: %(known)s.")
        refuse(as_json, sentence % {"name": block_id[:80], "known": known}, ExitCode.NOTHING_FOUND)
    except ManifestWrong as error:
        refuse(as_json, _("Das Manifest passt nicht: %(error)s") % {"error": error}, ExitCode.FAILED)


def _plan(units: Path | None, as_json: bool) -> TownPlan:
    try:
        return ki_input.plan(units)
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)


def _refuse_series(manifest: Manifest, as_json: bool) -> None:
    """End when a block reads no texts."""
    if manifest.contract not in checks.KINDS:
        sentence = _("Dieser Baustein liest Messreihen, keine Texte. Siehe mittendrin stadtdaten --help.")
        refuse(as_json, sentence, ExitCode.WRONG_USE)


@ki.command("list", help=_("Alle Bausteine zeigen."))
@json_option
def list_blocks(as_json: bool) -> None:
    """Show id, version, title and metric of every block."""
    found = [_manifest(block_id, as_json) for block_id in registry.packages()]
    lines = [
        f"{one.id:<20} {one.version:<8} {ki_words.own_language(one, 'title'):<36} "
        f"{one.metric} ≥ {ki_words.number(one.floor)}"
        for one in found
    ]
    say(as_json, {"blocks": [ki_words.manifest_data(one) for one in found]}, lines or [_("Noch kein Baustein.")])
    if not found:
        sys.exit(ExitCode.NOTHING_FOUND)


@ki.command(help=_("Manifest und Karte eines Bausteins zeigen."))
@click.argument("block")
@json_option
def show(block: str, as_json: bool) -> None:
    """Show what a block says about itself."""
    manifest = _manifest(block, as_json)
    card = registry.folder(block) / "CARD.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    say(as_json, {**ki_words.manifest_data(manifest), "card": text}, [*ki_words.manifest_lines(manifest), "", text])


@ki.command("try", help=_("Einen Baustein an einem Text ausprobieren; nichts wird gespeichert."))
@click.argument("block")
@click.argument("words", nargs=-1)
@click.option("--file", type=FILE, help=_("Textdatei statt der Wörter."))
@click.option("--model", type=MODEL, help=_("Ordner mit dem, was er gelernt hat; sonst wie am ersten Tag."))
@_units_option
@json_option
def try_block(
    block: str, words: tuple[str, ...], file: Path | None, model: Path | None, units: Path | None, as_json: bool
) -> None:
    """Print the answer of a block with its reasons."""
    _refuse_series(_manifest(block, as_json), as_json)
    item = _item(words, file, as_json)
    answer = _made(block, model, _plan(units, as_json), as_json).predict(item)
    say(as_json, {"block": block, **ki_words.answer_data(answer)}, ki_words.answer_lines(answer))


def _item(words: tuple[str, ...], file: Path | None, as_json: bool) -> Document:
    if bool(words) == bool(file):
        refuse(as_json, _("Nennen Sie einen Text oder eine Datei mit --file."), ExitCode.WRONG_USE)
    try:
        return ki_input.document(file) if file else from_text(" ".join(words))
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)


def _made(block: str, model: Path | None, plan: TownPlan, as_json: bool) -> Block[Any]:
    found = registry.block_class(block)
    if model is None:
        return found(plan)
    try:
        return found.load(model, plan)
    except ModelDamaged as error:
        refuse(as_json, _("Das Modell ist beschädigt oder passt nicht zum Baustein: %(error)s") % {"error": error})


@ki.command(help=_("Messen, wie gut ein Baustein ist, und ob er erreicht, was er verspricht."))
@click.argument("block")
@click.option("--seeds", default=1, show_default=True, type=click.IntRange(1, 20), help=_("Zahl der Durchgänge."))
@json_option
def evaluate(block: str, seeds: int, as_json: bool) -> None:
    """Run the block's evaluation; ends with 1 when a run does not reach the floor."""
    manifest = _manifest(block, as_json)
    subject = checks.subject(block)
    reports = [checks.report(subject, seed) for seed in range(seeds)]
    figures = evaluation.spread(report.figures for report in reports)
    reached = all(report.reaches(manifest) for report in reports)
    data = {
        "block": block,
        "version": manifest.version,
        "data": reports[0].data,
        "count": reports[0].count,
        "metric": manifest.metric,
        "floor": manifest.floor,
        "reached": reached,
        "figures": {name: found._asdict() for name, found in figures.items()},
        "baseline": dict(reports[0].baseline),
        "peers": {name: dict(values) for name, values in reports[0].peers.items()},
    }
    least = figures[manifest.metric].least if manifest.metric in figures else 0.0
    verdict = _("Erreicht: %(metric)s %(value)s, verlangt %(floor)s.")
    if not reached:
        verdict = _("Nicht erreicht: %(metric)s %(value)s, verlangt %(floor)s und mehr als die Attrappe.")
    words = {"metric": manifest.metric, "value": ki_words.number(least), "floor": ki_words.number(manifest.floor)}
    say(as_json, data, [*ki_words.report_lines(reports, figures), verdict % words])
    if not reached:
        sys.exit(ExitCode.FAILED)


@ki.command(help=_("Aus bestätigten Beispielen lernen: CSV oder JSONL mit text und label."))
@click.argument("block")
@click.argument("file", type=FILE)
@click.option("--out", required=True, metavar="FOLDER", help=_("Neuer Ordner für das Modell."))
@_units_option
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 10**6), help=_("Startwert des Zufalls."))
@json_option
def train(block: str, file: Path, out: str, units: Path | None, seed: int, as_json: bool) -> None:
    """Learn, say how good the result is on what it has not seen, and write the model."""
    manifest, folder = _manifest(block, as_json), Path(out)
    _refuse_series(manifest, as_json)
    if not manifest.learns:
        refuse(as_json, _("Dieser Baustein lernt nicht."), ExitCode.WRONG_USE)
    if folder.exists():
        refuse(as_json, _("%(file)s gibt es schon. Nennen Sie einen neuen Ordner.") % {"file": folder})
    plan = _plan(units, as_json)
    found = registry.block_class(block)(plan)
    try:
        examples = ki_input.examples(file, found)
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    right, promise = _measured(found, examples, seed)
    found.learn(examples, seed)
    try:
        folder.mkdir(parents=True)
        found.save(folder)
    except OSError as error:
        refuse(as_json, _("Das Modell ließ sich nicht schreiben: %(error)s") % {"error": error}, ExitCode.FAILED)
    data = {
        "block": block,
        "folder": str(folder),
        "examples": len(examples),
        "accuracy": round(right, 4),
        "promised": PROMISED,
        "covered": round(promise.share, 4),
    }
    lines = [
        _("Gelernt aus %(count)s Beispielen: %(folder)s") % {"count": len(examples), "folder": folder},
        _("An Beispielen, die er nicht kannte: %(share)s richtig.") % {"share": ki_words.percent(right)},
        ki_words.promise_line(promise),
    ]
    say(as_json, data, lines)


def _measured(block: Block[Any], examples: Sequence[Example[Any]], seed: int) -> tuple[float, Promise]:
    """Return the share of right answers on held-back examples, and what they would allow."""
    scored = evaluation.cross_predictions(lambda: type(block)(block.plan), examples, seed=seed)
    if isinstance(block, Extractor):
        right = evaluation.fact_figures(scored, block.names)["exact"]
        return right, settle(evaluation.fact_cases(scored, block.names), PROMISED)
    return evaluation.accuracy(scored), evaluation.promise(scored, PROMISED)
