# SPDX-License-Identifier: EUPL-1.2
"""From files to a result: for the command line, without server and database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.utils import timezone

from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.services.next_steps import Sliders
from mittendrin.apps.standort.sources import answers, knowledge, questionnaire
from mittendrin.apps.standort.sources.answers import Answers
from mittendrin.apps.standort.sources.questionnaire import Questionnaire
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound


def read_questions(path: Path | None = None) -> Questionnaire:
    """Return the questionnaire in ``path``, or the shipped one; raises ProblemsFound, OSError."""
    return questionnaire.load(path) if path else questionnaire.shipped()


def read_answers(path: Path, questions: Questionnaire, sliders: Sliders | None = None) -> Assessment:
    """Return the result of the answers in ``path``; raises ProblemsFound with all that is wrong, OSError."""
    return _assessed(answers.read(path, questions), path.name, questions, sliders)


def read_upload(content: bytes, name: str, questions: Questionnaire) -> Assessment:
    """Return the result of an answer file that somebody uploaded; ``name`` is how messages call it.

    Raises ProblemsFound with all that is wrong.
    """
    return _assessed(
        answers.parse(yaml_strict.from_bytes(content, name, floats=False), name, questions), name, questions
    )


def _assessed(found: Answers, file: str, questions: Questionnaire, sliders: Sliders | None = None) -> Assessment:
    known = [step.id for step in knowledge.steps()]
    problems = [
        Problem(f"{file}: measures[{number}].step", "unknown-step", measure.step)
        for number, measure in enumerate(found.measures, start=1)
        if measure.step and measure.step not in known
    ]
    if found.on and found.on > timezone.localdate():
        problems.append(Problem(f"{file}: date", "future-day", found.on.isoformat()))
    if problems:
        raise ProblemsFound(problems)
    return assess(questions, with_titles(found), sliders=sliders)


def with_titles(found: Answers) -> Answers:
    """Return the answers with a title for each measure that only names its step."""
    titles = {step.id: step.title["de"] for step in knowledge.steps()}
    named = tuple(
        measure if measure.title else replace(measure, title=titles.get(measure.step, "")) for measure in found.measures
    )
    return replace(found, measures=named)
