# SPDX-License-Identifier: EUPL-1.2
"""What people decide about a letter: look at an unsure fact, correct one, confirm all, take the last step back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.posteingang.models import Letter, LetterState, Proposal, ProposalState
from mittendrin.apps.posteingang.services import access, applying, asking, detail, handing_over, history, words
from mittendrin.apps.posteingang.services.detail import Fact
from mittendrin.apps.posteingang.services.errors import (
    Changed,
    MissingUnit,
    NothingToUndo,
    NotVisible,
    Unsure,
    WrongState,
)
from mittendrin.apps.posteingang.services.handing_over import CaseLink
from mittendrin.apps.posteingang.services.queue import Item, next_after
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services as decisions
from mittendrin.townhall.decisions.models import Decision

OPEN = (LetterState.WAITING, LetterState.SURE)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What confirming did: a sentence, the cases made, the letter to look at next."""

    sentence: str
    cases: list[CaseLink] = field(default_factory=list)
    next: Item | None = None


@contextmanager
def step(
    person: Person, uuid: UUID | str, states: Sequence[str] = OPEN, version: int | None = None
) -> Iterator[Letter]:
    """Yield the letter, locked, and store it one version on. Raises NotVisible, NotAllowed, WrongState, Changed.

    Whoever sees an open letter only because it concerns the own unit as well does not decide about it.
    """
    with transaction.atomic():
        seen = access.letter(person, uuid, log="")
        locked = Letter.objects.select_for_update(of=("self",)).filter(pk=seen.pk)
        letter = locked.select_related("unit", "second_unit", "arrival").get()
        if version is not None and letter.version != version:
            raise Changed(letter)
        if letter.state not in states:
            raise WrongState(state=LetterState(letter.state).label)
        access.demand(letter.state not in OPEN or access.may_act(person, letter))
        yield letter
        letter.version += 1
        letter.save()


def check_unsure(person: Person, uuid: UUID | str, name: str) -> Fact:
    """Return the fact after a person has looked at an unsure one on purpose and takes it as it is.

    Raises NotVisible, WrongState.
    """
    with step(person, uuid) as letter:
        row = _row(letter, name)
        before = {"proposal": _kept(row), "letter": applying.snapshot(letter)}
        history.note(letter, person, "checked", before, name=name)
        row.checked = True
        row.save()
    return detail.fact(letter, name)


def correct(
    person: Person, uuid: UUID | str, name: str, value: str, *, reason: str = "", version: int | None = None
) -> Fact:
    """Return the fact with the value that a person gave; an empty one says that the letter does not hold it.

    Raises NotVisible, WrongState, WrongValue, Changed.
    """
    normal = words.normal(name, value)
    if words.BY_NAME[name].input == "unit" and normal:
        unit = access.unit_named(normal)
        if unit is None:
            raise MissingUnit
        normal = unit.name
    with step(person, uuid, version=version) as letter:
        put_right(letter, person, name, normal, reason)
    return detail.fact(letter, name)


def put_right(letter: Letter, person: Person, name: str, value: str, reason: str = "") -> None:
    """Give a fact of ``letter`` the ``value`` (in normal form) that a person says. Inside ``step`` only."""
    row = _row(letter, name)
    before = {"proposal": _kept(row), "letter": applying.snapshot(letter), "said": []}
    was = row.value
    before["said"] = _say(row, value, person, reason)
    row.value, row.state, row.checked = value, ProposalState.CORRECTED, True
    if value == asking.value_text(name, asking.answer_of(row)) and row.output:
        row.state = ProposalState.CONFIRMED
    row.save()
    applying.put(letter, name, value)
    if letter.state == LetterState.SURE:
        letter.state = LetterState.WAITING
    history.note(letter, person, "corrected", before, name=name, was=was, value=value, reason=reason)


def _row(letter: Letter, name: str) -> Proposal:
    """Return the proposal for a fact; one without a block when no block was asked."""
    return Proposal.objects.filter(letter=letter, name=name).first() or Proposal(
        letter=letter, name=name, block="", output={}
    )


def _kept(row: Proposal) -> dict[str, Any]:
    return {"name": row.name, "value": row.value, "state": row.state, "checked": row.checked}


def _say(row: Proposal, value: str, person: Person, reason: str) -> list[str]:
    """Put a correction on record; return the ids of the decisions it is about."""
    decision = Decision.objects.filter(uuid=row.decision).first() if row.decision else None
    if decision is None or not decision.subject:
        return []
    decisions.correct(decision, asking.learned_value(row.name, value), person, reason)
    return [str(decision.uuid)]


def confirm_line(person: Person, uuid: UUID | str) -> str:
    """Return in one line what confirming does. Raises NotVisible."""
    return detail.confirm_line(access.letter(person, uuid, log=""))


def confirm_all(person: Person, uuid: UUID | str, *, version: int | None = None) -> Done:
    """Confirm every fact as it stands and hand the letter over: a case for its unit, one more for the second.

    Raises NotVisible, WrongState, Changed, MissingUnit, Unsure, NoCase.
    """
    following = next_after(person, uuid)
    with step(person, uuid, version=version) as letter:
        done = hand_over(letter, person)
    other = following and str(following.uuid) != str(letter.uuid)
    return replace(done, next=following if other else None)


def hand_over(letter: Letter, person: Person) -> Done:
    """Confirm every fact of ``letter`` and make its cases. Inside ``step`` only. Raises MissingUnit, Unsure, NoCase."""
    unsure = [fact.title for fact in detail.facts(letter) if fact.needs_key]
    if letter.unit is None:
        raise MissingUnit
    if unsure:
        raise Unsure(names=", ".join(unsure))
    cases = _hand_over(letter, person, "confirmed", looked=True)
    sentence = _("Brief %(number)s ist an %(unit)s gegangen.") % {"number": letter.number, "unit": letter.unit.name}
    return Done(sentence, cases)


def confirm_stack(person: Person, uuids: Iterable[UUID | str]) -> Done:
    """Confirm sure letters of a stack that a person has gone through as a whole: all of them or none.

    Raises NotVisible, WrongState, NoCase.
    """
    cases: list[CaseLink] = []
    count = 0
    with transaction.atomic():
        for uuid in dict.fromkeys(map(str, uuids)):
            with step(person, uuid, states=[LetterState.SURE]) as letter:
                letter.handled_alone = True
                cases += _hand_over(letter, person, "stacked", looked=False)
                count += 1
    sentence = ngettext("%(count)s Brief ist übergeben.", "%(count)s Briefe sind übergeben.", count)
    return Done(sentence % {"count": count}, cases)


def _hand_over(letter: Letter, person: Person, what: str, *, looked: bool) -> list[CaseLink]:
    before = {"letter": {**applying.snapshot(letter), "handled_alone": False}, "said": [], "cases": []}
    rows = list(letter.proposals.filter(state=ProposalState.OPEN))
    before["said"] = _confirm(rows, person, looked=looked)
    before["open"] = [row.name for row in rows]
    letter.proposals.filter(pk__in=[row.pk for row in rows]).update(state=ProposalState.CONFIRMED)
    links = handing_over.make_cases(letter, person)
    before["cases"] = [str(link.uuid) for link in links]
    letter.case_uuids = before["cases"]
    letter.state, letter.confirmed_at, letter.confirmed_by = LetterState.DONE, timezone.now(), person
    letter.wiedervorlage_on = None
    history.note(letter, person, what, before, unit=letter.unit.name if letter.unit else "")
    log.info("letter.%s letter=%s cases=%s", what, letter.uuid, len(links))
    return links


def _confirm(rows: Sequence[Proposal], person: Person, *, looked: bool) -> list[str]:
    """Put the confirmation on record; return the ids of the decisions it is about.

    A block that abstained on a single answer cannot be confirmed: nothing was proposed.
    """
    wanted = [row.decision for row in rows if row.decision]
    known = Decision.objects.filter(uuid__in=wanted).exclude(subject="")
    found = [one for one in known if one.part or not one.abstained]
    answers = decisions.answers_of(found)
    sayable = [one for one in found if one.part or answers[one.pk].value is not None]
    if sayable:
        decisions.confirm_all(sayable, person, looked=looked)
    return [str(one.uuid) for one in sayable]


def take_out(person: Person, uuid: UUID | str) -> str:
    """Take a letter out of its stack, to be looked at singly. Raises NotVisible, WrongState."""
    with step(person, uuid, states=[LetterState.SURE]) as letter:
        history.note(letter, person, "taken out", {"letter": applying.snapshot(letter)})
        letter.state = LetterState.WAITING
    return _("Brief %(number)s liegt jetzt bei „Bitte ansehen“.") % {"number": letter.number}


def undo(person: Person, uuid: UUID | str) -> str:
    """Take the last step of ``person`` on a letter back, say which. Raises NotVisible, NothingToUndo, CaseTouched."""
    with transaction.atomic():
        letter = access.letter(person, uuid, log="")
        event = history.last_step(person, letter)
        if event is None:
            raise NothingToUndo
        with step(person, uuid, states=list(LetterState.values)) as locked:
            before = event.before
            handing_over.withdraw(before.get("cases", []), person)
            _unsay(before.get("said", []), person)
            _reopen(locked, before)
            applying.restore(locked, before["letter"])
            if locked.state != LetterState.DONE:
                locked.confirmed_at = None
            event.undone = True
            event.save(update_fields=["undone"])
            undone = history.note(locked, person, "undone", step=event.what)
    return _("Brief %(number)s: %(what)s") % {"number": letter.number, "what": history.sentence(undone)}


def _unsay(uuids: Iterable[str], person: Person) -> None:
    for decision in Decision.objects.filter(uuid__in=list(uuids)).exclude(subject=""):
        decisions.undo(decision, person)


def _reopen(letter: Letter, before: Mapping[str, Any]) -> None:
    letter.proposals.filter(name__in=before.get("open", [])).update(state=ProposalState.OPEN)
    if kept := before.get("proposal"):
        values = {name: kept[name] for name in ("value", "state", "checked")}
        letter.proposals.filter(name=kept["name"]).update(**values)


def last_letter(person: Person) -> UUID | None:
    """Return the letter on which ``person`` took the last step that can be taken back."""
    found = history.last_letter(person)
    return found.uuid if found else None


def value_at(person: Person, uuid: UUID | str, name: str, page: int, x: float, y: float) -> str:
    """Return the value for a fact from the place on a page (from 0) that a person chose, in normal form.

    x, y: shares of width and height. A date, an amount or an IBAN is looked for in the line; else the line counts.
    Raises NotVisible, WrongValue.
    """
    document = detail.document_of(access.letter(person, uuid))
    if document is None or not 0 <= page < len(document.pages):
        raise NotVisible
    chosen = min(
        document.pages[page].words,
        key=lambda word: (max(word.y0 - y, y - word.y1, 0), max(word.x0 - x, x - word.x1, 0)),
        default=None,
    )
    if chosen is None:
        return ""
    line = [word for word in document.pages[page].words if word.line == chosen.line]
    return words.in_line(name, " ".join(word.text for word in line), chosen.text)
