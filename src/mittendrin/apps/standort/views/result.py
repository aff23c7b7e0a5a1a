# SPDX-License-Identifier: EUPL-1.2
"""The start, the result of a round, its answers, what changed, and the papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.beside import BesideForm
from mittendrin.apps.standort.services import (
    answer_file,
    card,
    export,
    own_template,
    page,
    papers,
    problem_words,
    published,
    publishing,
    reading,
    rounds,
    step_words,
    twin_deeds,
    wording,
)
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.next_steps import Sliders
from mittendrin.apps.standort.views.entry import for_owners, for_people
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
SHOWN, SHOWN_PROBLEMS = 3, 20
MOST = 2.0


@require_safe
@for_people
def start(request: HttpRequest, person: Person) -> HttpResponse:
    """Show owners the latest result, or how it begins; colleagues the sections shared with them."""
    if not rounds.owns(person):
        return render(request, "standort/shared.html", {"rows": rounds.shared_with(person)})
    latest = rounds.latest()
    if latest is None:
        return render(request, "standort/begin.html", {"questions": rounds.questions()})
    return redirect("standort:result", latest.uuid)


@require_POST
@for_owners
def begin(request: HttpRequest, person: Person) -> HttpResponse:
    """Begin a round and go to its first page."""
    found = rounds.begin(person)
    return redirect("standort:facts", found.uuid)


@require_safe
@for_owners
def result(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show where the town stands and what to do next."""
    found = rounds.find(uuid)
    sliders = Sliders(_slider(request, "wirkung"), _slider(request, "aufwand"))
    assessment = rounds.result(found, sliders)
    twins = page.twins(assessment)
    ready = [
        (number, one, page.step_facts(one), step_words.reasons(one, assessment))
        for number, one in enumerate(assessment.plan.ready, start=1)
    ]
    context = {
        "round": found,
        "assessment": assessment,
        "rows": page.rows(assessment, twins),
        "counts": page.counts(assessment),
        "open_words": page.open_items(page.counts(assessment)["open"]),
        "twins": twins[:SHOWN],
        "twin_count": len(twins),
        "matches": page.match_rows(assessment),
        "steps": ready[:SHOWN],
        "more": ready[SHOWN:],
        "stages": page.stage_places(),
        "sliders": sliders,
        "earlier": rounds.before(found),
        "rounds": rounds.rounds(),
        "card_rows": card.rows(assessment.card),
        "card_points": wording.span(assessment.card.points, assessment.card.possible),
        "papers": page.paper_names(),
        "public": publishing.published(found),
    }
    return render(request, "standort/result.html", context)


def _slider(request: HttpRequest, name: str) -> float:
    try:
        return min(MOST, max(0.0, float(request.GET.get(name, "1").replace(",", "."))))
    except ValueError:
        return 1.0


@require_safe
@for_owners
def answers(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show every answer with who gave it and its evidence."""
    found = rounds.find(uuid)
    context = {"round": found, "sections": page.answer_rows(rounds.result(found), rounds.given(found))}
    return render(request, "standort/answers.html", context)


@require_safe
@for_owners
def answers_yaml(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Hand out the answer file of a round."""
    found = rounds.find(uuid)
    text = answer_file.write(export.answer_data(rounds.questions(), rounds.answers(found)))
    return _download(text.encode(), "application/yaml", f"standort-{slugify(found.label)}.yaml")


@require_safe
@for_owners
def compare(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show what changed since the round before."""
    found = rounds.find(uuid)
    earlier = rounds.before(found)
    if earlier is None:
        raise rounds.NotYours
    context = {"round": found, "earlier": earlier, "changes": rounds.changes(found, earlier)}
    return render(request, "standort/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def beside(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Hand out the paper that sets the town beside others, by published profiles or by answer files."""
    found = rounds.find(uuid)
    towns = {one.key: one for one in published.towns(rounds.answers(found).town, rounds.questions())}
    choices = [(key, published.label(one)) for key, one in towns.items()]
    form = BesideForm(request.POST or None, request.FILES or None, published=choices)
    context: dict[str, Any] = {"round": found, "form": form}
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            others = [
                reading.read_upload(content, name, rounds.questions()) for content, name in form.cleaned_data["others"]
            ]
            chosen = [towns[key] for key in form.cleaned_data.get("published", ())]
            made = papers.render(papers.compare([rounds.result(found), *others], chosen), kind, own_template.content())
            return _download(made, MIMES[kind], f"vergleich-{slugify(found.label)}.{kind}")
        except ProblemsFound as error:
            context["problems"] = [str(problem_words.describe(one)) for one in error.problems[:SHOWN_PROBLEMS]]
        except papers.PdfNotPossible as error:
            form.add_error("kind", str(error))
    status = 422 if form.errors or "problems" in context else 200
    return render(request, "standort/beside.html", context, status=status)


@require_safe
@for_owners
def paper(request: HttpRequest, person: Person, uuid: UUID, kind: str, form: str) -> HttpResponse:
    """Hand out a paper; where PDF is not possible the page says what to do."""
    if kind not in papers.KINDS:
        raise rounds.NotYours
    found = rounds.find(uuid)
    try:
        content = papers.render(_paper(kind, rounds.result(found)), form, own_template.content())
    except papers.PdfNotPossible as error:
        return render(request, "standort/no_pdf.html", {"reason": str(error), "round": found}, status=503)
    return _download(content, MIMES[form], f"{slugify(_PAPER_FILES[kind])}-{slugify(found.label)}.{form}")


def _paper(kind: str, assessment: Assessment) -> papers.Paper:
    """Return a paper; the council's and the Steckbrief say what similar towns did as well."""
    made = papers.make(kind, assessment)
    return twin_deeds.with_twins(made, assessment.answers.town) if kind in twin_deeds.IN_PAPERS else made


_PAPER_FILES = {
    "council": "beschlussvorlage",
    "sheet": "steckbrief",
    "strategy": "strategie-entwurf",
    "progress": "sachstandsbericht",
    "chart": "diagramm",
}


def _download(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
