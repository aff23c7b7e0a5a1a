# SPDX-License-Identifier: EUPL-1.2
"""The file plan (Aktenplan), files (Akten), and which letters belong to them, with retention and disposal dates."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.models import Akte, FilePlanEntry, Letter, LetterState
from mittendrin.apps.posteingang.services import access, applying, deciding, history, plan_files
from mittendrin.apps.posteingang.services.errors import NotVisible, Refused
from mittendrin.apps.posteingang.services.plan_files import PlanLine
from mittendrin.townhall.accounts.models import Person

STANDARD = Path(__file__).parent.parent / "aktenplan.yaml"
MOST = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PlanRow:
    """One line of the file plan. level: 0 for main groups."""

    number: str
    title: str
    level: int
    retention: int | None
    basis: str
    files: int


@dataclass(frozen=True)
class ImportReport:
    """What an import did or would do. missing: lines of the plan that the file does not name; they stay."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    missing: list[str] = field(default_factory=list)


class SignTaken(Refused):
    """Another file has this sign."""

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return _("Das Aktenzeichen „%(sign)s“ ist schon vergeben.") % self.values


class FileClosed(Refused):
    """The file was closed: its term runs, and nothing new comes into it."""

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return _("Die Akte „%(sign)s“ ist geschlossen.") % self.values


class NoSuchEntry(Refused):
    """The file plan has no such line."""

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return _("Im Aktenplan gibt es „%(number)s“ nicht.") % self.values


def plan() -> list[PlanRow]:
    """Return the file plan in its order."""
    entries = list(FilePlanEntry.objects.filter(active=True).prefetch_related("files"))
    parents = {entry.pk: entry.parent_id for entry in entries}
    rows = [
        PlanRow(one.number, one.title, _level(one.pk, parents), one.retention_years, one.basis, len(one.files.all()))
        for one in entries
    ]
    return sorted(rows, key=lambda row: sort_key(row.number))


def sort_key(number: str) -> tuple[str, ...]:
    """Return what file plan numbers are sorted by: digit for digit, as they are filed."""
    return tuple(number.replace("-", ".").split("."))


def _level(pk: int | None, parents: dict[int, int | None]) -> int:
    level = -1
    while pk is not None and level < 10:
        level, pk = level + 1, parents.get(pk)
    return level


def import_plan(person: Person, data: bytes, name: str, *, dry_run: bool = False) -> ImportReport:
    """Return what importing a file plan (CSV or YAML) did. Raises NotAllowed, ProblemsFound."""
    access.demand(access.may_manage(person))
    return store_plan(plan_files.read(data, name), dry_run=dry_run)


def load_standard_plan() -> ImportReport:
    """Return what loading the plan that comes along did; lines that are there stay as they are."""
    known = set(FilePlanEntry.objects.values_list("number", flat=True))
    lines = plan_files.read(STANDARD.read_bytes(), STANDARD.name)
    return store_plan([line for line in lines if line.number not in known])


@transaction.atomic
def store_plan(lines: Sequence[PlanLine], *, dry_run: bool = False) -> ImportReport:
    """Return what changed or would change. Lines come after the line they belong to."""
    known = {entry.number: entry for entry in FilePlanEntry.objects.select_related("parent")}
    report = ImportReport(missing=sorted(set(known) - {line.number for line in lines}, key=sort_key))
    same = 0
    for line in lines:
        entry = known.get(line.number)
        if entry and _as_line(entry) == line:
            same += 1
            continue
        (report.changed if entry else report.new).append(line.number)
        if not dry_run:
            entry = entry or FilePlanEntry(number=line.number)
            entry.title, entry.retention_years, entry.basis = line.title, line.years, line.basis
            entry.parent = known.get(line.parent)
            entry.active = True
            entry.save()
            known[line.number] = entry
    return ImportReport(report.new, report.changed, same, report.missing)


def _as_line(entry: FilePlanEntry) -> PlanLine:
    parent = entry.parent.number if entry.parent else ""
    return PlanLine(entry.number, entry.title, parent, entry.retention_years, entry.basis)


def akten(person: Person, search: str = "", *, closed: bool = False) -> list[Akte]:
    """Return the files that ``person`` may use: those of the own unit and those of all units."""
    found = Akte.objects.select_related("entry", "unit")
    if not access.is_post_room(person):
        found = found.filter(Q(unit=None) | Q(unit_id=person.unit_id))
    if not closed:
        found = found.filter(closed_on=None)
    for word in search.split()[:5]:
        found = found.filter(Q(sign__icontains=word) | Q(title__icontains=word) | Q(entry__title__icontains=word))
    return list(found[:MOST])


def suggest_akten(person: Person, letter: Letter) -> list[Akte]:
    """Return files that may fit: the one whose sign the letter names, then those of letters of the same sender."""
    usable = Akte.objects.select_related("entry", "unit").filter(closed_on=None)
    found: list[Akte] = []
    if letter.reference:
        found += usable.filter(sign__iexact=letter.reference)
    if letter.sender:
        before = access.may_see(person).filter(sender__iexact=letter.sender, akte__isnull=False)
        found += usable.filter(pk__in=before.values("akte_id")[:20])
    allowed = {one.pk for one in akten(person)} if not access.is_post_room(person) else None
    return [one for one in dict.fromkeys(found) if allowed is None or one.pk in allowed][:5]


@transaction.atomic
def open_akte(person: Person, entry_number: str, sign: str, title: str) -> Akte:
    """Return a new file of the person's unit. Raises NoSuchEntry, SignTaken, NotVisible, NotAllowed."""
    access.demand(access.may_change_for(person, person.unit_id))
    entry = FilePlanEntry.objects.filter(number=entry_number.strip(), active=True).first()
    if entry is None:
        raise NoSuchEntry(number=entry_number[:20])
    sign, title = " ".join(sign.split())[:60], " ".join(title.split())[:200]
    if not sign or not title:
        raise NotVisible
    if Akte.objects.filter(sign__iexact=sign).exists():
        raise SignTaken(sign=sign)
    return Akte.objects.create(entry=entry, sign=sign, title=title, unit=person.unit, opened_on=timezone.localdate())


@transaction.atomic
def close_akte(person: Person, uuid: UUID | str, day: date | None = None) -> Akte:
    """Return the file, closed: from the end of this year on its retention counts.

    One that is closed already keeps its day. Raises NotVisible, NotAllowed.
    """
    akte = _usable(person, uuid)
    access.demand(access.may_change_for(person, akte.unit_id))
    if akte.closed_on is not None:
        return akte
    akte.closed_on = day or timezone.localdate()
    akte.save(update_fields=["closed_on"])
    for letter in akte.letters.all():
        letter.dispose_on = dispose_on(akte)
        letter.save(update_fields=["dispose_on"])
    return akte


def dispose_on(akte: Akte) -> date | None:
    """Return the day from which the letters of a file may be destroyed; None while it is open or without a term.

    Terms count from the end of the year in which the file was closed, as §§ 187, 188 BGB and KGSt advise.
    """
    years = akte.retention_years if akte.retention_years is not None else akte.entry.retention_years
    if akte.closed_on is None or years is None:
        return None
    return date(akte.closed_on.year + years + 1, 1, 1)


def assign(person: Person, uuid: UUID | str, akte_uuid: UUID | str | None) -> str:
    """Put a letter into a file, or out of its file when None, and say so. Raises NotVisible, WrongState, FileClosed."""
    akte = _usable(person, akte_uuid) if akte_uuid else None
    if akte and akte.closed_on:
        raise FileClosed(sign=akte.sign)
    with deciding.step(person, uuid, states=[*deciding.OPEN, LetterState.DONE]) as letter:
        before = {"letter": applying.snapshot(letter)}
        letter.akte = akte
        letter.dispose_on = dispose_on(akte) if akte else None
        history.note(letter, person, "assigned", before, sign=akte.sign if akte else "–")
        number = letter.number
    if akte is None:
        return _("Brief %(number)s gehört zu keiner Akte mehr.") % {"number": number}
    return _("Brief %(number)s gehört zur Akte %(sign)s.") % {"number": number, "sign": akte.sign}


def _usable(person: Person, uuid: UUID | str) -> Akte:
    try:
        akte = Akte.objects.select_related("entry").filter(uuid=uuid).first()
    except (ValueError, TypeError) as error:
        raise NotVisible from error
    if akte is None or not (access.is_post_room(person) or akte.unit_id in {None, person.unit_id}):
        raise NotVisible
    return akte
