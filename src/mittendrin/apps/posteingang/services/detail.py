# SPDX-License-Identifier: EUPL-1.2
"""One letter on the desk: its facts with reasons and places, its pages, what happened to it, what Enter would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.ingest import document_store
from mittendrin.apps.posteingang.models import FileRole, Letter, LetterEvent, LetterFile, LetterState, Proposal
from mittendrin.apps.posteingang.services import access, asking, documents, history, words
from mittendrin.apps.posteingang.services.queue import Item, item, items
from mittendrin.contracts.block import Reason
from mittendrin.contracts.document import Document, Mark
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.services import answer_json

MUST = frozenset({"unit", "kind"})
_MOST_REASONS = 4


@dataclass(frozen=True)
class ReasonWords:
    """Why something is proposed, in the language of the page, with its places."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Another value for a fact."""

    value: str
    shown: str
    certainty_word: str = ""
    reasons: tuple[ReasonWords, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One row of the desk. state: ``open``, ``confirmed`` or ``corrected``; was: what had been proposed.

    needs_key: unsure, and no person has looked at it on purpose yet: Enter for all waits for it.
    """

    number: int
    name: str
    title: str
    value: str
    shown: str
    certainty: str
    certainty_word: str
    confidence: float
    state: str
    was: str
    reasons: tuple[ReasonWords, ...]
    marks: tuple[Mark, ...]
    alternatives: tuple[Choice, ...]
    choices: tuple[Choice, ...]
    empty: bool
    needs_key: bool
    input: str


@dataclass(frozen=True)
class PageInfo:
    """One page: number from 0, size in points, quality from 0 to 1."""

    number: int
    width: float
    height: float
    quality: float


@dataclass(frozen=True)
class FileInfo:
    """A stored file that may be opened."""

    uuid: UUID
    name: str
    role: str
    role_word: str
    media_type: str
    size: int


@dataclass(frozen=True)
class EventWords:
    """One thing that happened to a letter, in words."""

    at: datetime
    person: str
    sentence: str


@dataclass(frozen=True)
class LetterDetail:
    """Everything the desk shows of one letter. confirm_line: what Enter does. open_unsure: titles Enter waits for."""

    letter: Letter
    item: Item
    facts: list[Fact]
    remarks: list[str]
    poor_pages: list[int]
    pages: list[PageInfo]
    files: list[FileInfo]
    events: list[EventWords]
    duplicate: Item | None
    near_duplicate: Item | None
    batch: list[Item]
    proposed_cuts: list[int]
    confirm_line: str
    open_unsure: list[str]
    can_confirm: bool
    can_undo: bool
    attachments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class WordBox:
    """A word with its place on the page as shares of width and height; line: number of its line."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: int


def detail(person: Person, uuid: UUID | str) -> LetterDetail:
    """Return the letter as the desk shows it, and write into its access log. Raises NotVisible."""
    letter = access.letter(person, uuid)
    document = documents.opened(letter)
    problem = documents.problem(letter, document)
    rows = facts(letter)
    unsure = [fact.title for fact in rows if fact.needs_key]
    reading = getattr(letter, "reading", None)
    return LetterDetail(
        letter=letter,
        item=item(letter),
        facts=rows,
        remarks=([problem] if problem else [])
        + ([_(one["text"]) % one["values"] for one in reading.remarks] if reading else []),
        poor_pages=list(reading.poor_pages) if reading else [],
        pages=_pages(document),
        files=_files(person, letter),
        events=[_event(one) for one in letter.events.select_related("person")],
        duplicate=_shown(person, letter.duplicate_of),
        near_duplicate=_shown(person, letter.near_duplicate_of),
        batch=items(access.may_see(person).filter(arrival=letter.arrival).exclude(pk=letter.pk).order_by("part")),
        proposed_cuts=list(reading.proposed_cuts) if reading else [],
        confirm_line=confirm_line(letter),
        open_unsure=unsure,
        can_confirm=letter.state in {LetterState.WAITING, LetterState.SURE} and not unsure and letter.unit is not None,
        can_undo=history.last_step(person, letter) is not None,
        attachments=list(document.attachments) if document else [],
    )


def document_of(letter: Letter) -> Document | None:
    """Return what was read of a letter, None before that. Raises KeyMissing, SealBroken, ReadingDamaged."""
    reading = getattr(letter, "reading", None)
    return document_store.unpack(reading) if reading else None


def _shown(person: Person, other: Letter | None) -> Item | None:
    found = access.may_see(person).filter(pk=other.pk).first() if other else None
    return item(found) if found else None


def _pages(document: Document | None) -> list[PageInfo]:
    pages = document.pages if document else ()
    return [PageInfo(number, page.width, page.height, page.quality) for number, page in enumerate(pages)]


def _files(person: Person, letter: Letter) -> list[FileInfo]:
    found = list(LetterFile.objects.filter(letter=letter).exclude(role=FileRole.PAGE))
    if may_open_whole(person, letter):
        found = [*LetterFile.objects.filter(arrival=letter.arrival, role=FileRole.ORIGINAL), *found]
    return [
        FileInfo(one.uuid, one.name, one.role, str(FileRole(one.role).label), one.media_type, one.size) for one in found
    ]


def may_open_whole(person: Person, letter: Letter) -> bool:
    """Return whether the person may open the original: it holds all letters of the arrival."""
    letters = Letter.objects.filter(arrival_id=letter.arrival_id)
    return letters.count() == access.may_see(person).filter(arrival_id=letter.arrival_id).count()


def _event(event: LetterEvent) -> EventWords:
    return EventWords(event.at, event.person.name if event.person else "", history.sentence(event))


def facts(letter: Letter) -> list[Fact]:
    """Return the facts of a letter in the order of the desk, those without a proposal too."""
    known = {row.name: row for row in letter.proposals.all()}
    kinds = [kind for kind in words.FACTS if kind.column or kind.name in known]
    labels = asking.labels()
    return [_fact(number, kind, known.get(kind.name), labels) for number, kind in enumerate(kinds, start=1)]


def fact(letter: Letter, name: str) -> Fact:
    """Return one fact. Raises StopIteration for an unknown name."""
    return next(one for one in facts(letter) if one.name == name)


def _fact(number: int, kind: words.FactKind, row: Proposal | None, labels: Mapping[str, Sequence[str]]) -> Fact:
    output: Mapping[str, Any] = row.output if row else {}
    answer = answer_json.from_json(output)
    value, state = (row.value, row.state) if row else ("", "open")
    proposed = asking.value_text(kind.name, answer)
    level = _level(value, state, answer.confidence)
    reasons = tuple(reason_words(reason) for reason in answer.reasons[:_MOST_REASONS])
    return Fact(
        number=number,
        name=kind.name,
        title=str(kind.title),
        value=value,
        shown=words.shown(kind.name, value),
        certainty=level,
        certainty_word=words.certainty_word(level),
        confidence=answer.confidence,
        state=state,
        was=words.shown(kind.name, proposed) if state == "corrected" else "",
        reasons=reasons,
        marks=tuple(mark for reason in reasons for mark in reason.marks) if value == proposed else (),
        alternatives=tuple(_choices(kind.name, answer.alternatives)),
        choices=tuple(Choice(one, words.shown(kind.name, one)) for one in labels.get(kind.name, ())),
        empty=not value,
        needs_key=_needs_key(kind, row, level),
        input=kind.input,
    )


def _level(value: str, state: str, confidence: float) -> str:
    if not value:
        return ""
    return words.certainty(confidence) if state == "open" else "sure"


def _needs_key(kind: words.FactKind, row: Proposal | None, level: str) -> bool:
    if row is not None and (row.checked or row.state != "open"):
        return False
    if not level:
        return kind.name in MUST
    return level == "unsure" and bool(kind.column)


def _choices(name: str, alternatives: Sequence[Any]) -> list[Choice]:
    found = []
    for other in alternatives[:6]:
        value = "" if other.value is None else str(other.value)
        level = words.certainty(other.confidence)
        reasons = tuple(reason_words(reason) for reason in other.reasons[:2])
        found.append(Choice(value, words.shown(name, value), words.certainty_word(level), reasons))
    return found


def reason_words(reason: Reason) -> ReasonWords:
    """Return a reason in the language of the page; a sentence whose values do not fit is shown as it is."""
    try:
        text = _(reason.text) % _values(reason) if reason.values else _(reason.text)
    except (KeyError, ValueError, TypeError):
        text = reason.text
    return ReasonWords(text, reason.marks)


def _values(reason: Reason) -> dict[str, str]:
    """Return the values of a reason for the language of the page: quotes between words, names of kinds."""
    values = {name: str(value) for name, value in reason.values.items()}
    if not (get_language() or "de").startswith("de"):
        values = {name: value.replace("“, „", "”, “") for name, value in values.items()}
    return {name: _(value) if value in words.KINDS else value for name, value in values.items()}


def confirm_line(letter: Letter) -> str:
    """Return in one line what confirming does."""
    if letter.unit is None:
        return _("Es fehlt das Amt.")
    if letter.second_unit:
        line = _("Geht an %(unit)s und als eigener Vorgang an %(second)s.") % {
            "unit": letter.unit.name,
            "second": letter.second_unit.name,
        }
    else:
        line = _("Geht an %(unit)s.") % {"unit": letter.unit.name}
    if letter.deadline:
        line += " " + _("Frist: %(day)s.") % {"day": words.shown("deadline", letter.deadline.isoformat())}
    return line


def text_of(person: Person, uuid: UUID | str) -> list[str]:
    """Return the text of each page. Raises NotVisible."""
    document = documents.opened(access.letter(person, uuid))
    return [Document((page,)).text for page in document.pages] if document else []


def words_of(person: Person, uuid: UUID | str, page: int) -> list[WordBox]:
    """Return the words of a page (from 0) with their places. Raises NotVisible."""
    document = documents.opened(access.letter(person, uuid))
    if document is None or not 0 <= page < len(document.pages):
        return []
    return [WordBox(one.text, one.x0, one.y0, one.x1, one.y1, one.line) for one in document.pages[page].words]
