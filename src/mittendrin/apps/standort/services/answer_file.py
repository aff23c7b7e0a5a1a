# SPDX-License-Identifier: EUPL-1.2
"""The answer file: an empty one with comments to fill in, and the answers of a town written back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.answers import STATES
from mittendrin.apps.standort.sources.knowledge import cluster_rules
from mittendrin.apps.standort.sources.measures import STATES as MEASURE_STATES
from mittendrin.apps.standort.sources.questionnaire import UNKNOWN, Item, Questionnaire

_WIDTH = 100


def empty(questions: Questionnaire) -> str:
    """Return an answer file in which every answer is still unknown, with what each question means."""
    return "\n".join(_lines(questions)) + "\n"


def _lines(questions: Questionnaire) -> Iterator[str]:
    yield f"# {say(questions.title)}"
    yield f"# {_('Antworten eintragen, Rest stehen lassen: unknown heißt, dass es niemand weiß.')}"
    yield f"# {_('Kommentare sind möglich: frage: {value: antwort, comment: Warum}')}"
    yield f"questionnaire: {questions.name}"
    yield f"date:  # {_('Tag der Antworten, zum Beispiel 2026-11-30')}"
    yield "town:"
    yield f"  name:  # {_('Pflicht')}"
    yield f"  state:  # {', '.join(STATES)}"
    yield f"  population:  # {_('Zahl der Menschen')}"
    yield f"  area_km2:  # {_('Fläche in Quadratkilometern')}"
    yield "  role:  # independent_city, district_member, district"
    yield f"  challenges: unknown  # {_('Liste, zum Beispiel [money, demography]; erlaubt sind:')}"
    yield from (f"    # {one.key}: {say(one.label)}" for one in cluster_rules().challenges)
    yield "answers:"
    for field in questions.fields:
        yield f"  # --- {say(field.name)}"
        for item in questions.of_field(field.id):
            yield from _item(item)
    yield f"# {_('Maßnahmen sind freiwillig; ohne sie bleibt das Geld in der Vorlage „noch auszufüllen“.')}"
    yield "measures: []"
    yield "#  - title: E-Akte im Bauamt"
    yield "#    owner: Hauptamt"
    yield "#    start: 2027-01-01"
    yield "#    end: 2027-12-31"
    yield f"#    one_off: 40000  # {_('Euro, einmalig')}"
    yield f"#    yearly: 6000  # {_('Euro im Jahr')}"
    yield f"#    posts: 0.5  # {_('Stellen')}"
    yield f"#    status: planned  # {', '.join(MEASURE_STATES)}"


def _item(item: Item) -> Iterator[str]:
    yield f"  # {say(item.question)}"
    yield f"  # {say(item.help)}"
    if item.kind == "number":
        yield f"  #   {_('Zahl')} ({say(item.unit)})"
    if item.kind == "multiple":
        yield f"  #   {_('Liste aus:')}"
    yield from (f"  #   {choice.key}: {say(choice.label)}" for choice in item.choices)
    yield f"  {item.id}: {UNKNOWN}"


def write(data: dict[str, Any]) -> str:
    """Return ``data`` as YAML."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDTH)
