# SPDX-License-Identifier: EUPL-1.2
"""The questions of a section as a page asks them, and what its form sends back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import GivenAnswer, Round
from mittendrin.apps.standort.services import rounds, wording
from mittendrin.apps.standort.services.problem_words import wrong_words
from mittendrin.apps.standort.services.readiness import Evidence, evidence_of
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.apps.standort.sources.questionnaire import UNKNOWN, Deed, Field, Item
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.town import town

COMMENT, NOTHING = "kommentar", "none"


@dataclass(frozen=True)
class Option:
    """One choice of an item."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """One item as the page asks it."""

    item: Item
    question: str
    why: str
    help: str
    options: tuple[Option, ...]
    number: str
    unit: str
    comment: str
    stored: GivenAnswer | None
    evidence: Evidence | None
    seen_words: str
    example: str
    example_place: str
    example_url: str
    sources: tuple[str, ...]
    wrong: str

    @property
    def several(self) -> bool:
        """Return whether more than one choice can be ticked."""
        return self.item.kind == "multiple"


def facts_initial(found: Round) -> dict[str, Any]:
    """Return what the form of the town's facts begins with."""
    facts = dict(found.facts)
    people = facts.get("population")
    area = facts.get("area_km2")
    return {
        **facts,
        "state": facts.get("state") or town().state,
        "population": wording.number(people, 0) if people else "",
        "area_km2": wording.number(area, 2) if area else "",
    }


def rows(found: Round, field: Field, wrongs: Mapping[str, str], sent: QueryDict | None) -> list[Asked]:
    """Return the items of a section with what is stored, or with what was sent when something of it was wrong."""
    given, seen = rounds.given(found), offers.evidence()
    return [
        _asked(
            item,
            given.get(item.id),
            evidence_of(item, seen.get(item.evidence.name) if item.evidence else None),
            wrongs,
            sent,
        )
        for item in rounds.questions().of_field(field.id)
    ]


def _asked(
    item: Item,
    stored: GivenAnswer | None,
    evidence: Evidence | None,
    wrongs: Mapping[str, str],
    sent: QueryDict | None,
) -> Asked:
    chosen, comment = _chosen(stored)
    if sent is not None and was_sent(item, sent):
        said, comment = read(item, sent)
        chosen = [str(one) for one in said] if isinstance(said, list) else [str(said or UNKNOWN)]
    example = item.example
    return Asked(
        item=item,
        question=say(item.question),
        why=say(item.why),
        help=say(item.help),
        options=_options(item, chosen),
        number=chosen[0] if item.kind == "number" and chosen and chosen[0] != UNKNOWN else "",
        unit=say(item.unit) if item.unit else "",
        comment=comment,
        stored=stored,
        evidence=evidence,
        seen_words=wording.answer(item, evidence.value) if evidence else "",
        example=say(example.text) if example else "",
        example_place=example.name if example else "",
        example_url=_place(example) if example else "",
        sources=tuple(wording.citation(source) for source in item.sources),
        wrong=wrongs.get(item.id, ""),
    )


def _place(example: Deed) -> str:
    try:
        return reverse("atlas:place", args=[example.place])
    except NoReverseMatch:
        return ""


def _chosen(stored: GivenAnswer | None) -> tuple[list[str], str]:
    if stored is None:
        return [], ""
    value = stored.value
    if value is None:
        return [UNKNOWN], stored.comment
    if isinstance(value, list):
        return [str(one) for one in value] or [NOTHING], stored.comment
    text = wording.number(value, 2) if isinstance(value, int | float) else str(value)
    return [text], stored.comment


def _options(item: Item, chosen: list[str]) -> tuple[Option, ...]:
    if item.kind == "number":
        return ()
    found = [Option(choice.key, say(choice.label), choice.key in chosen) for choice in item.choices]
    if item.kind == "multiple":
        found.append(Option(NOTHING, _("nichts davon"), NOTHING in chosen))
    return (*found, Option(UNKNOWN, _("weiß nicht"), UNKNOWN in chosen))


def was_sent(item: Item, sent: QueryDict) -> bool:
    """Return whether a form says anything on an item; untouched ones are left as they are."""
    said = "".join(sent.getlist(item.id))
    return bool(said.strip() or sent.get(f"{item.id}-{COMMENT}", "").strip())


def read(item: Item, sent: QueryDict) -> tuple[Any, str]:
    """Return what a form says on an item, and its comment."""
    comment = sent.get(f"{item.id}-{COMMENT}", "")
    if item.kind == "multiple":
        ticked = sent.getlist(item.id)
        if UNKNOWN in ticked or not ticked:
            return None, comment
        return [one for one in ticked if one != NOTHING], comment
    return sent.get(item.id, ""), comment


def store(found: Round, person: Person, item: Item, sent: QueryDict) -> str:
    """Store what a form says on an item; return in words what is wrong with it, nothing when it is stored."""
    said, comment = read(item, sent)
    try:
        rounds.save(found, person, item, said, comment)
    except Wrong as wrong:
        return wrong_words(wrong)
    return ""


def store_all(found: Round, person: Person, field: Field, sent: QueryDict) -> dict[str, str]:
    """Store all that a form says on a section, item by item; return what is wrong by item."""
    items = [item for item in rounds.questions().of_field(field.id) if was_sent(item, sent)]
    return {item.id: words for item in items if (words := store(found, person, item, sent))}
