# SPDX-License-Identifier: EUPL-1.2
"""Says whether a letter must be seen today: danger, children, loss of home or supply, deadlines within days."""

from __future__ import annotations

import re
from datetime import date

from mittendrin.contracts.cue_classifier import CueClassifier, Places
from mittendrin.contracts.document import Document
from mittendrin.core.dates.reading import Found, find_dates
from mittendrin.core.dates.relative import find_named
from mittendrin.core.text import sentence

_SOON = 8
_LONGEST = 20_000
_QUOTED = re.compile(r"(?:vom|seit|geb\.?|geboren|am|von|zum|bis)\s(?:den\s)?$", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:bis|spätestens|Termin|Frist|by|before|until|fällig|Ladung|geladen|schluss|Sitzung|bestimmt auf|"
    r"beginnt|Uhrzeit|Verhandlung|Anhörung|jusqu'au|avant|Freitag|Montag|Dienstag|Mittwoch|Donnerstag)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_FAX_LINE = re.compile(r"\+\d\d[\s\d]{6}|\b(?:S|P|Seite|Page)\.?\s?\d{1,2}\s?/\s?\d|\bFax\b", re.IGNORECASE)
_BILL = re.compile(r"\b(?:Skonto|Rechnungsbetrag|Rechnung|zahlbar|Lieferung)\b", re.IGNORECASE)


class Block(CueClassifier):
    """Looks for words of danger and haste, and for days that come soon after the date of the letter."""

    target = "urgent"
    package = "mittendrin.blocks.letter_urgency"
    nothing = sentence("Kein Wort und kein Datum weist auf Eile hin.")
    lean = 0.5

    def more(self, item: Document) -> Places:
        """Return the days that come within about a week, and those of today and tomorrow."""
        body = item.text[:_LONGEST]
        dates = find_dates(body)
        written = _letter_day(item, body, dates)
        if written is None:
            return {}
        days = [(one.start, one.end, one.on(written)) for one in dates]
        taken = [(one.start, one.end) for one in dates]
        days += [
            (named.start, named.end, named.day)
            for named in find_named(body, written)
            if all(named.end <= start or named.start >= end for start, end in taken)
        ]
        found: Places = {}
        for start, end, day in days:
            if day is None or not 0 <= (day - written).days <= _SOON:
                continue
            before = body[max(start - 90, 0) : start].replace("\n", " ")
            if _UNTIL.search(before) and not _BILL.search(before):
                name = "today" if (day - written).days <= 1 else "soon"
                found.setdefault(name, []).append((start, end))
        return found


def _letter_day(item: Document, body: str, dates: list[Found]) -> date | None:
    """Return the day of the e-mail, else the first full date that is not quoted."""
    try:
        return date.fromisoformat(item.known.get("sent", "")[:10])
    except ValueError:
        pass
    full = [one for one in dates if one.year and one.exact]
    own = [
        one
        for one in full
        if not _QUOTED.search(body[max(one.start - 12, 0) : one.start]) and not _FAX_LINE.search(_line(body, one.start))
    ]
    return (own or full)[0].on() if full else None


def _line(body: str, place: int) -> str:
    first, last = body.rfind("\n", 0, place) + 1, body.find("\n", place)
    return body[first : last if last >= 0 else None]
