# SPDX-License-Identifier: EUPL-1.2
"""Cases as a table or as JSON: what one may see, nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.townhall.cases.models import Case, Priority, State, Step
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.finding import Inbox
from mittendrin.townhall.cases.services.kinds import Origin, origins

MOST = 20_000


def cases_of(who: Viewer, page: Inbox, *, whole: bool = False) -> Iterator[Case]:
    """Yield the cases of all pages of the inbox in their order, at most MOST; ``whole``: with what belongs to them."""
    wanted = list(page.order[:MOST])
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found = who.cases().filter(uuid__in=part)
        loaded = {case.uuid: case for case in (with_all(found) if whole else found)}
        yield from (loaded[uuid] for uuid in part if uuid in loaded)


def with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return ``cases`` with history, comments and files, read in a few questions for all of them."""
    return cases.select_related("unit", "person").prefetch_related("events__who", "comments__who", "attachments")


def as_csv(cases: Iterable[Case]) -> str:
    """Return semicolon separated text with byte order mark, which spreadsheets open as it is."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Nummer"),
            _("Vorgang"),
            _("Art"),
            _("Herkunft"),
            _("Amt"),
            _("Person"),
            _("Stand"),
            _("Frist"),
            _("Wiedervorlage"),
            _("Vorrang"),
            _("besonders geschützt"),
            _("angelegt"),
            _("erledigt"),
        ]
    )
    known = origins()
    for case in cases:
        writer.writerow([_harmless(cell) for cell in _row(case, known)])
    return "\N{BYTE ORDER MARK}" + target.getvalue()


def _row(case: Case, kinds: dict[str, Origin]) -> list[str]:
    known = kinds.get(case.kind)
    return [
        case.number,
        case.title,
        known.title if known else case.kind,
        known.app_title if known else "",
        case.unit.name,
        case.person.name if case.person else "",
        str(State(case.state).label),
        case.due.isoformat() if case.due else "",
        case.resubmission.isoformat() if case.resubmission else "",
        str(Priority(case.priority).label),
        _("ja") if case.special else _("nein"),
        timezone.localtime(case.created_at).strftime("%Y-%m-%d %H:%M"),
        timezone.localtime(case.done_at).strftime("%Y-%m-%d %H:%M") if case.done_at else "",
    ]


def _harmless(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def as_json(cases: Iterable[Case]) -> str:
    """Return the cases with history, comments and names of files."""
    return json.dumps({"cases": [document(case) for case in cases]}, ensure_ascii=False, indent=2)


def document(case: Case) -> dict[str, Any]:
    """Return everything that is held on a case as plain values; the caller has checked who asks."""
    return {
        "id": str(case.uuid),
        "number": case.number,
        "kind": case.kind,
        "title": case.title,
        "unit": case.unit.key,
        "person": case.person.username if case.person else None,
        "state": case.state,
        "due": case.due.isoformat() if case.due else None,
        "resubmission": case.resubmission.isoformat() if case.resubmission else None,
        "priority": Priority(case.priority).name.lower(),
        "source": case.source or None,
        "special": case.special,
        "created": case.created_at.isoformat(),
        "changed": case.changed_at.isoformat(),
        "done": case.done_at.isoformat() if case.done_at else None,
        "history": [
            {
                "at": event.at.isoformat(),
                "who": event.who.username if event.who else None,
                "what": Step(event.what).value,
                "note": event.note,
                "undone": event.undone,
            }
            for event in case.events.all()
        ],
        "comments": [
            {"at": comment.at.isoformat(), "who": comment.who.username if comment.who else None, "text": comment.text}
            for comment in case.comments.all()
        ],
        "attachments": [
            {"name": attachment.name, "size": attachment.size, "sha256": attachment.sha256}
            for attachment in case.attachments.all()
        ],
    }
