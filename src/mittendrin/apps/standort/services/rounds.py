# SPDX-License-Identifier: EUPL-1.2
"""Rounds of the town: begun, answered bit by bit, shared in sections, compared with the one before."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mittendrin.apps.standort.models import GivenAnswer, Round, Share
from mittendrin.apps.standort.services import measures, own_questions, readiness
from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.services.next_steps import Sliders
from mittendrin.apps.standort.services.wording import answer as in_words
from mittendrin.apps.standort.sources import answer_values
from mittendrin.apps.standort.sources.answer_values import Value, Wrong
from mittendrin.apps.standort.sources.answers import MAX_COMMENT, Answer, Answers, TownFacts
from mittendrin.apps.standort.sources.questionnaire import Field, Item, Questionnaire
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.town import town

OWNERS = (Role.EDITOR, Role.HEAD_OF_UNIT)
log = logging.getLogger(__name__)


class NotYours(MittendrinError):
    """The person may not see this; to them it is not there."""


@dataclass(frozen=True)
class Change:
    """An item whose answer is not what it was in the earlier round."""

    item: Item
    before: str
    after: str
    gain: float


def questions() -> Questionnaire:
    """Return the questionnaire that the town answers: its own one, or the shipped one."""
    return own_questions.current()


def owns(person: Person) -> bool:
    """Return whether a person sees the whole and may begin rounds: Redaktion, Leitung, Administration."""
    return person.has_role(*OWNERS)


def latest() -> Round | None:
    """Return the round that is being worked on."""
    return Round.objects.first()


def rounds() -> list[Round]:
    """Return all rounds, the youngest first."""
    return list(Round.objects.all())


def find(uuid: UUID) -> Round:
    """Return a round; raises NotYours when there is none."""
    found = Round.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def begin(person: Person) -> Round:
    """Return a new round; facts of the town are taken over from the last one, answers are not."""
    before = latest()
    found = Round.objects.create(
        label=_label(), questionnaire=questions().name, facts=before.facts if before else {}, started_by=person
    )
    log.info("standort.round_begun id=%s", found.pk)
    return found


def _label() -> str:
    year = str(timezone.localdate().year)
    taken = set(Round.objects.filter(label__startswith=year).values_list("label", flat=True))
    return next(label for number in range(1, len(taken) + 2) if (label := _numbered(year, number)) not in taken)


def _numbered(year: str, number: int) -> str:
    return year if number == 1 else f"{year} ({number})"


def before(found: Round) -> Round | None:
    """Return the round before ``found``."""
    return Round.objects.filter(pk__lt=found.pk).first()


# Sections ------------------------------------------------------------------------------------------------------------
def sections(person: Person, found: Round) -> list[Field]:
    """Return the sections that a person may see and answer."""
    if owns(person):
        return list(questions().fields)
    shared = set(Share.objects.filter(round=found, person=person).values_list("field", flat=True))
    return [field for field in questions().fields if field.id in shared]


def section(person: Person, found: Round, name: str) -> Field:
    """Return a section; raises NotYours when the person may not see it or there is none."""
    field = next((one for one in sections(person, found) if one.id == name), None)
    if field is None:
        raise NotYours
    return field


def shared_with(person: Person) -> list[tuple[Round, Field]]:
    """Return the sections of the latest round that were shared with a person."""
    found = latest()
    return [(found, field) for field in sections(person, found)] if found and not owns(person) else []


def share(found: Round, field: Field, colleague: Person) -> None:
    """Let a colleague see and answer a section."""
    Share.objects.get_or_create(round=found, field=field.id, person=colleague)
    log.info("standort.shared round=%s field=%s", found.pk, field.id)


def unshare(found: Round, field: Field, pk: int) -> None:
    """Take a section back."""
    Share.objects.filter(round=found, field=field.id, pk=pk).delete()


def shares(found: Round, field: Field) -> list[Share]:
    """Return with whom a section is shared."""
    return list(Share.objects.filter(round=found, field=field.id).select_related("person"))


def colleagues(found: Round, field: Field) -> list[Person]:
    """Return people with whom a section can be shared: those who do not see it yet."""
    there = {one.person_id for one in shares(found, field)}
    people = Person.objects.filter(is_active=True).exclude(pk__in=there)
    return [person for person in people if not owns(person)]


# Answers -------------------------------------------------------------------------------------------------------------
def save(found: Round, person: Person, item: Item, said: Any, comment: str) -> GivenAnswer:
    """Return the stored answer; what is stored is whole or not at all. Raises Wrong."""
    value = answer_values.value(item, said)
    text = answer_values.clean(comment)
    if len(text) > MAX_COMMENT:
        raise Wrong("too-long", str(MAX_COMMENT))
    stored = sorted(value) if isinstance(value, frozenset) else value
    made, _new = GivenAnswer.objects.update_or_create(
        round=found, item=item.id, defaults={"value": stored, "comment": text, "by": person}
    )
    return made


def given(found: Round) -> dict[str, GivenAnswer]:
    """Return the stored answers by item."""
    return {one.item: one for one in GivenAnswer.objects.filter(round=found).select_related("by")}


def answers(found: Round, *, with_measures: bool = True) -> Answers:
    """Return all that the town says in a round."""
    known = questions().by_id
    said = {
        name: Answer(_value(known[name], one.value), one.comment) for name, one in given(found).items() if name in known
    }
    planned = measures.as_sources() if with_measures else ()
    return Answers(_facts(found), said, planned, timezone.localdate())


def _value(item: Item, stored: Any) -> Value | None:
    """Return a stored answer; one that a newer questionnaire does not know any more is open."""
    try:
        return answer_values.value(item, stored)
    except Wrong:
        return None


def _facts(found: Round) -> TownFacts:
    facts = found.facts
    named = facts.get("challenges")
    return TownFacts(
        name=town().name,
        state=facts.get("state") or town().state,
        population=facts.get("population"),
        area_km2=facts.get("area_km2"),
        role=facts.get("role") or "",
        ags=town().ags,
        challenges=None if named is None else frozenset(named),
    )


def save_facts(found: Round, facts: dict[str, Any]) -> None:
    """Store what counts about the town itself."""
    found.facts = facts
    found.save(update_fields=["facts"])


def result(found: Round, sliders: Sliders | None = None) -> Assessment:
    """Return where the town stands in a round, with what the running program sees."""
    return assess(questions(), answers(found), offers.evidence(), sliders)


def changes(found: Round, earlier: Round) -> list[Change]:
    """Return what changed since the earlier round; evidence counts in neither."""
    now = readiness.by_item(readiness.standings(questions(), answers(found, with_measures=False)))
    then = readiness.by_item(readiness.standings(questions(), answers(earlier, with_measures=False)))
    return [
        Change(
            one.item,
            in_words(one.item, then[name].answer),
            in_words(one.item, one.answer),
            one.known - then[name].known,
        )
        for name, one in now.items()
        if one.answer != then[name].answer
    ]


def progress(found: Round, fields: Sequence[Field]) -> list[tuple[Field, int, int]]:
    """Return each section with the number of items that got an answer, "don't know" included, and of all."""
    said = set(GivenAnswer.objects.filter(round=found).values_list("item", flat=True))
    rows = [(field, questions().of_field(field.id)) for field in fields]
    return [(field, sum(item.id in said for item in items), len(items)) for field, items in rows]
