# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort``: questionnaire, result and papers of a town, without server and database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.services import (
    answer_file,
    papers,
    problem_words,
    published,
    report,
    step_words,
    twin_deeds,
    wording,
)
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.next_steps import Sliders
from mittendrin.apps.standort.services.reading import read_answers, read_questions
from mittendrin.apps.standort.services.survey import charts as survey_charts
from mittendrin.apps.standort.services.survey import reading as surveys
from mittendrin.apps.standort.services.wording import say as words
from mittendrin.cli.answer import json_option, refuse, refuse_io, say, say_error
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.exit_codes import ExitCode

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
SHOWN_STEPS, MOST_OTHERS = 5, 5
LONGEST_NAME = 24

questions_option = click.option(
    "--questions", type=FILE, default=None, help=_("Eigener Fragebogen einer Region; sonst der mitgelieferte.")
)


@click.group(help=_("Standort: wo eine Stadt steht, was als Nächstes zu tun ist, und die Vorlage für den Rat."))
def standort() -> None:
    """Group of the verbs."""


@standort.command(help=_("Eine leere Antwortdatei mit allen Fragen und erlaubten Antworten schreiben."))
@click.option("--out", type=FILE, required=True, help=_("Wohin; - ist die Ausgabe."))
@questions_option
@json_option
def questionnaire(out: Path, questions: Path | None, as_json: bool) -> None:
    """Write an answer file in which everything is unknown; a file that is there stays."""
    try:
        text = answer_file.empty(read_questions(questions))
        if str(out) == "-":
            click.echo(text, nl=False)
            return
        with out.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except ProblemsFound as error:
        _refuse_file(as_json, error.problems)
    except FileExistsError:
        refuse(as_json, _("„%(file)s“ gibt es schon; nichts wurde überschrieben.") % {"file": out})
    except OSError as error:
        refuse_io(as_json, error, out)
    say(as_json, {"status": "written", "file": str(out)}, [_("Geschrieben: %(file)s") % {"file": out}])


@standort.command(help=_("Aus einer Antwortdatei berechnen, wo die Stadt steht und was als Nächstes zu tun ist."))
@click.argument("answers", type=FILE)
@questions_option
@click.option(
    "--effect", type=click.FloatRange(0, 2), default=1.0, show_default=True, help=_("Wie sehr die Wirkung zählt.")
)
@click.option(
    "--effort", type=click.FloatRange(0, 2), default=1.0, show_default=True, help=_("Wie sehr der Aufwand zählt.")
)
@json_option
def assess(answers: Path, questions: Path | None, effect: float, effort: float, as_json: bool) -> None:
    """Print the result; all mistakes of the file are named at once."""
    found = _assessed(answers, questions, as_json, Sliders(effect, effort))
    say(as_json, report.as_data(found), _lines(found))


@standort.command(help=_("Aus einer Antwortdatei ein Papier schreiben: DOCX oder PDF, je nach Endung."))
@click.argument("answers", type=FILE)
@click.option("--out", type=FILE, required=True, help=_("Wohin: FILE.docx oder FILE.pdf."))
@click.option(
    "--kind",
    type=click.Choice((*papers.KINDS, papers.COMPARISON)),
    default=papers.KINDS[0],
    show_default=True,
    help=_("Beschlussvorlage, Steckbrief, Entwurf der Strategie, Sachstandsbericht, Diagramm oder Vergleich."),
)
@click.option(
    "--with",
    "others",
    type=FILE,
    multiple=True,
    help=_("Antwortdatei einer anderen Stadt, für den Vergleich; bis fünf."),
)
@click.option(
    "--twins",
    is_flag=True,
    help=_(
        "Auch, was ähnliche Städte taten; beim Vergleich die nach Einwohnern nächsten, die ihren Steckbrief"
        " veröffentlicht haben. Braucht den Atlas der Datenbank."
    ),
)
@click.option("--template", type=FILE, default=None, help=_("DOCX-Vorlage der Stadt mit eigenen Formatvorlagen."))
@questions_option
@json_option
def paper(
    answers: Path,
    out: Path,
    kind: str,
    others: tuple[Path, ...],
    twins: bool,
    template: Path | None,
    questions: Path | None,
    as_json: bool,
) -> None:
    """Write a paper in German; what nobody filled in stays marked as to be filled in."""
    form = out.suffix.lower().removeprefix(".")
    if form not in papers.FORMS:
        refuse(as_json, _("Die Endung „%(suffix)s“ passt nicht. Erlaubt: .docx, .pdf.") % {"suffix": out.suffix})
    _check_others(kind, len(others), twins, as_json)
    found = [_assessed(one, questions, as_json) for one in (answers, *others)]
    try:
        made = _compared(found, twins, as_json) if kind == papers.COMPARISON else papers.make(kind, found[0])
        if twins and kind != papers.COMPARISON:
            made = _with_twins(made, found[0], as_json)
        content = papers.render(made, form, template.read_bytes() if template else None)
        out.write_bytes(content)
    except papers.PdfNotPossible as error:
        refuse(as_json, str(error), ExitCode.NOT_READY)
    except papers.BadTemplate:
        refuse(as_json, _("„%(file)s“ ist keine DOCX-Vorlage.") % {"file": template})
    except OSError as error:
        refuse_io(as_json, error, out)
    data = {"status": "written", "file": str(out), "kind": kind, "bytes": len(content)}
    say(as_json, data, [_("Geschrieben: %(file)s") % {"file": out}])


def _check_others(kind: str, others: int, twins: bool, as_json: bool) -> None:
    compared = kind == papers.COMPARISON
    if others > MOST_OTHERS or compared != bool(others or (compared and twins)):
        refuse(as_json, _("--with gehört zu --kind comparison, ein bis fünf Mal."), ExitCode.WRONG_USE)
    if twins and not compared and kind not in twin_deeds.IN_PAPERS:
        refuse(as_json, _("--twins gehört zu --kind council, sheet oder comparison."), ExitCode.WRONG_USE)


def _compared(found: list[Assessment], twins: bool, as_json: bool) -> papers.Paper:
    """Return the comparison; ``twins``: also with the towns nearest in population that published a profile."""
    try:
        known = published.towns(found[0].answers.town, found[0].questions) if twins else []
    except DatabaseError:
        refuse(as_json, _no_atlas(), ExitCode.NOT_READY)
    names = {one.answers.town.name for one in found}
    public = [one for one in known if one.name not in names][: MOST_OTHERS + 1 - len(found)]
    if len(found) + len(public) == 1:
        refuse(as_json, _("Im Atlas hat noch keine andere Stadt ihren Steckbrief veröffentlicht. Nehmen Sie --with."))
    return papers.compare(found, public)


def _with_twins(made: papers.Paper, found: Assessment, as_json: bool) -> papers.Paper:
    """Return the paper with what the Atlas knows of similar towns; end when there is none to ask."""
    if found.answers.town.population is None:
        refuse(as_json, _("--twins braucht die Einwohnerzahl: town.population."))
    try:
        return twin_deeds.with_twins(made, found.answers.town)
    except DatabaseError:
        refuse(as_json, _no_atlas(), ExitCode.NOT_READY)


def _no_atlas() -> str:
    return _("Der Atlas ist noch nicht geladen. Einmal: mittendrin run --prepare-only")


@standort.command(help=_("Eine Umfrage auszählen: CSV mit Codebuch; Anteile mit Unsicherheit, Vergleich, Gruppen."))
@click.argument("table", type=FILE)
@click.option("--codebook", type=FILE, required=True, help=_("YAML: was die Spalten und Codes bedeuten."))
@click.option("--compare", type=FILE, default=None, help=_("Frühere Umfrage mit demselben Codebuch."))
@click.option(
    "--groups", type=click.IntRange(2, 12), default=None, help=_("In so viele Gruppen ähnlicher Kommunen teilen.")
)
@click.option(
    "--classes",
    type=click.IntRange(1, 8),
    default=None,
    help=_("Bis zu so viele latente Klassen versuchen; die Zahl wird nach BIC gewählt."),
)
@click.option("--charts", type=FOLDER, default=None, help=_("Ordner, in den die Diagramme als SVG geschrieben werden."))
@json_option
def survey(
    table: Path,
    codebook: Path,
    compare: Path | None,
    groups: int | None,
    classes: int | None,
    charts: Path | None,
    as_json: bool,
) -> None:
    """Count a survey; no percentage is given under five cases."""
    try:
        data = surveys.count(table, codebook, compare, groups or 0, classes or 0)
        if charts:
            data["charts"] = _write_charts(data, table, charts)
    except ProblemsFound as error:
        _refuse_file(as_json, error.problems)
    except OSError as error:
        refuse_io(as_json, error, table)
    say(as_json, data, _survey_lines(data))


def _write_charts(data: dict[str, Any], table: Path, folder: Path) -> list[str]:
    """Write the charts as SVG; return their paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chart in survey_charts.charts(data, survey_charts.source_words(table.name, data["simulated"])):
        path = folder / f"{chart.key}.svg"
        path.write_text(chart.standalone(), encoding="utf-8")
        written.append(str(path))
    return written


def _survey_lines(data: dict[str, Any]) -> Iterator[str]:
    yield _("%(rows)s Zeilen") % {"rows": data["rows"]}
    if data["simulated"]:
        yield _("Simulierte Daten: Die Antworten sind erfunden.")
    for question in data["questions"]:
        yield ""
        yield f"{question['title']} (n = {question['answered']})"
        for value in question.get("values", ()):
            yield f"  {value['words']}: {_share_words(value)}"
        if question["kind"] == "number" and question["mean"] is None:
            yield "  " + _("zu wenige Antworten für einen Mittelwert")
        elif question["kind"] == "number":
            values = {name: wording.number(question[name], 2) for name in ("mean", "low", "high")}
            yield "  " + _("im Mittel %(mean)s (%(low)s bis %(high)s)") % values
    if data.get("groups"):
        words = {
            "sizes": ", ".join(map(str, data["groups"]["sizes"])),
            "stable": wording.number(data["groups"]["stability"], 2),
        }
        yield ""
        if data["groups"]["sampled"]:
            yield _("Gruppen aus einer Stichprobe von %(used)s Kommunen:") % {
                "used": wording.number(data["groups"]["used"], 0)
            }
        yield _("Gruppen: %(sizes)s Kommunen; Stabilität %(stable)s (1 ist fest, 0 Zufall)") % words
    if data.get("classes"):
        yield ""
        yield survey_charts.classes_sentence(data["classes"])
    for path in data.get("charts", ()):
        yield _("Geschrieben: %(file)s") % {"file": path}


def _share_words(value: dict[str, Any]) -> str:
    if value["share"] is None:
        return _("%(count)s von %(base)s (zu wenige für Prozent)") % value
    numbers = {name: wording.number(100 * value[name]) for name in ("share", "low", "high")}
    return _("%(share)s %% (%(low)s bis %(high)s)") % numbers


def _assessed(path: Path, questions: Path | None, as_json: bool, sliders: Sliders | None = None) -> Assessment:
    try:
        return read_answers(path, read_questions(questions), sliders)
    except ProblemsFound as error:
        _refuse_file(as_json, error.problems)
    except OSError as error:
        refuse_io(as_json, error, path)


def _refuse_file(as_json: bool, problems: list[Problem]) -> NoReturn:
    described = [problem_words.describe(problem) for problem in problems]
    entries: list[dict[str, Any]] = [
        {"where": one.where, "kind": problem.kind, "message": one.what, "mend": one.mend}
        for one, problem in zip(described, problems, strict=True)
    ]
    last = _("Nichts wurde berechnet.")
    say_error(as_json, {"status": "refused", "problems": entries}, [*map(str, described), last])
    sys.exit(ExitCode.BAD_INPUT)


def _lines(found: Assessment) -> Iterator[str]:
    yield f"{found.answers.town.name}: {found.headline}"
    yield found.lead
    yield ""
    for one in found.standings:
        name = words(one.field.name).ljust(LONGEST_NAME)
        span = wording.stages(one.score, one.high)
        low, high = (wording.number(report.percent(value), 1).rjust(5) for value in (one.score, one.high))
        yield f"{name} {low} – {high}  {span}"
    yield ""
    yield _("Zahlen von 0 bis 100: belegt – möglich, wenn offene Antworten günstig ausfallen.")
    points = {"points": wording.span(found.card.points, found.card.possible), "count": found.card.fulfilled}
    yield _("Profilkarte: %(points)s von 3 Punkten, %(count)s von 8 Kriterien erfüllt.") % points
    yield _("Welche Art Stadt? %(sentence)s") % {"sentence": found.kind.sentence}
    if found.plan.ready:
        yield ""
        yield _("Als Nächstes:")
    for number, proposal in enumerate(found.plan.ready[:SHOWN_STEPS], start=1):
        step = proposal.step
        yield f"{number}. {words(step.title)} ({_('Aufwand')}: {wording.effort(step.effort)})"
        yield f"   {_('Erster Schritt')}: {words(step.first)}"
        yield "   " + " ".join(step_words.reasons(proposal, found))
        if proposal.rests_on_open:
            yield "   " + _("Beruht auf offenen Antworten.")
    if (more := len(found.plan.ready) - SHOWN_STEPS) > 0:
        yield ngettext("%(count)s weiterer Schritt: --json", "%(count)s weitere Schritte: --json", more) % {
            "count": more
        }
    yield from _waiting_lines(found)
    if found.doubts:
        yield ""
        yield _("Das passt schwer zusammen:")
    yield from (f"-  {words(doubt.rule.text)}" for doubt in found.doubts)


def _waiting_lines(found: Assessment) -> Iterator[str]:
    """Return what has to wait, with the step after which it can begin by its name."""
    if found.plan.waiting:
        yield ""
        yield _("Noch nicht:")
    for proposal in found.plan.waiting:
        missing = " ".join(words(need.text) for need in proposal.missing)
        yield f"-  {words(proposal.step.title)}. {missing}"
        if proposal.freed_by:
            title = words(found.plan.ready[proposal.freed_by - 1].step.title)
            yield "   " + _("Wird frei nach: %(step)s") % {"step": title}
