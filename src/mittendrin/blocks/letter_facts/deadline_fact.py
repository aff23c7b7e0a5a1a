# SPDX-License-Identifier: EUPL-1.2
"""The day by which the town is to act, among all days that a letter names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.dates.reading import Found
from mittendrin.core.dates.relative import find_named
from mittendrin.core.text import sentence

_UNTIL = label("deadline.until")
_BIS = re.compile(_UNTIL.pattern + rf"[\s,.]{{0,2}}(?:{label('deadline.between').pattern}[\s,.]{{0,3}}){{0,4}}$")
_LATEST = label("deadline.latest")
_DUE = label("deadline.due")
_TERM = label("deadline.term")
_ASK = label("deadline.ask")
_HEARING = label("deadline.hearing")
_NOT_OURS = label("deadline.not_ours")
_SKONTO = label("deadline.skonto")
_EVENT = label("deadline.event")
_NO_SKONTO = label("deadline.no_skonto")
_THREAT = label("deadline.threat")
_MINE = label("deadline.mine")
# "bis zum Ferienende am 23.10."
_BIS_EVENT = re.compile(r"(?<![a-z])bis (?:zu[mr]? )?(?:[a-z]{4,24} ){1,2}am (?:[a-z]{2,10}[,.]? (?:den |dem )?)?$")
_UNTIL_THEN = re.compile(r"^[^.!?]{0,60}(?<![a-z])(?:bis dahin|bis zu diesem|davor|vorher)(?![a-z])")
_LABEL = re.compile(_DUE.pattern + r"[a-z]{0,8}(?:\s(?:am|bis|zum))?[\s:.]{0,4}$")
_BECAUSE = re.compile(r"\W*(?:weii|da|denn|faiis|wenn|nachdem|obwohi|seii|because|since|if)\s")
_CLAUSE = re.compile(r"[,;:–(]\s(?=[^\W\d])|[.!?]\s(?=[A-ZÄÖÜ])")
_WEEKDAY_END = re.compile(r"(?:iag|woch|mo|di|mi|do|fr|sa|so)\.?$")
_RANGE = re.compile(r"\d[\d.\s]{1,10}(?:\s*20\d\d)?\s*(?:bis|-|–)\s?(?:zum )?$")
_RANGE_BEGIN = re.compile(r"\s?(?:bis|-|–)\s?(?:zum )?\d")
_FAR = 200

QUESTION = Question(
    "deadline",
    sentence("Kein Tag wird genannt, bis zu dem die Stadt handeln soll."),
    {
        "*": -2.6,
        "bis": 2.2,
        "latest": 1.6,
        "due": 1.6,
        "term": 1.5,
        "ask": 1.3,
        "hearing": 2.6,
        "event": -0.9,
        "quoted": -2.5,
        "past": -5.0,
        "same_day": -0.8,
        "far": -0.9,
        "not_ours": -1.4,
        "skonto": -1.8,
        "no_skonto": 0.8,
        "range": -2.0,
        "named": -0.6,
        "weekday_named": -0.6,
        "near_named": -0.4,
        "no_year": -0.2,
        "head": -0.4,
        "body": 0.3,
        "last": 0.3,
        "soon": 0.3,
        "mended": -0.1,
        "birth": -4.0,
        "range_begin": -1.0,
        "fax_line": -4.0,
        "threat": -1.2,
        "bis_ask": 0.8,
        "due_label": 1.5,
        "ask_clause": 0.8,
        "mine": -1.2,
        "because": -0.8,
        "latest_ask": 0.5,
        "quoted_mail": -1.5,
    },
    {
        "bis": sentence("steht hinter ‚bis‘"),
        "latest": sentence("steht neben ‚spätestens‘"),
        "due": sentence("steht neben ‚fällig‘ oder ‚zahlbar‘"),
        "term": sentence("steht neben ‚Frist‘"),
        "ask": sentence("im Satz wird um etwas gebeten"),
        "due_label": sentence("steht hinter ‚fällig‘ oder ‚Zahlungsziel‘"),
        "ask_clause": sentence("im selben Satzteil wird um etwas gebeten"),
        "hearing": sentence("ist ein Termin, zu dem geladen wird"),
        "no_skonto": sentence("ist der Tag für die Zahlung ohne Abzug"),
    },
)


def candidates(layout: Layout, dates: Sequence[Found], letter_day: date | None) -> list[Candidate]:
    """Return the days by which the town may have to act, with features; ``letter_day`` is the date of the letter."""
    found = []
    for one in dates:
        day = one.on(letter_day)
        if day is not None:
            found.append(_candidate(layout, one.start, one.end, day, letter_day))
            found[-1].mark("no_year", not one.year)
            found[-1].mark("mended", one.mended)
    if letter_day is not None:
        for named in find_named(layout.text, letter_day):
            if all(named.end <= one.start or named.start >= one.end for one in dates):
                found.append(_candidate(layout, named.start, named.end, named.day, letter_day))
                found[-1].mark("named")
                found[-1].mark(f"{named.kind}_named")
    return found


def _candidate(layout: Layout, start: int, end: int, day: date, letter_day: date | None) -> Candidate:
    candidate = Candidate(day.isoformat(), start, end)
    before, after = layout.before(start, 90), layout.after(end, 70)
    begin, stop = layout.sentence(start, end)
    sentence = layout.skeleton[begin:stop].replace("\n", " ")
    in_range = _RANGE.search(layout.read_before(start, 26))
    until_then = _UNTIL_THEN.match(after)
    candidate.mark("bis", not in_range and (_BIS.search(before[-44:]) or _BIS_EVENT.search(before[-60:]) or until_then))
    candidate.mark("due_label", _LABEL.search(before[-34:]) or _LABEL.search(layout.lead(start)[-34:]))
    candidate.mark("latest", _LATEST.search(before[-32:]) or _LATEST.search(after[:18]))
    candidate.mark("due", _DUE.search(before[-44:]) or _DUE.search(after[:22]))
    candidate.mark("term", _TERM.search(before[-44:]))
    candidate.mark("ask", _ASK.search(sentence))
    clause = _clause(layout, start, end, begin, stop)
    candidate.mark("ask_clause", _ASK.search(clause) or until_then)
    candidate.mark("because", _BECAUSE.match(clause))
    candidate.mark("latest_ask", {"latest", "ask_clause"} <= candidate.features.keys())
    candidate.mark("mine", _MINE.search(sentence))
    candidate.mark("quoted_mail", layout.in_quoted_mail(start))
    candidate.mark("hearing", _HEARING.search(layout.skeleton, max(start - 130, 0), min(end + 90, len(layout.text))))
    candidate.mark("not_ours", "due_label" not in candidate.features and _NOT_OURS.search(sentence))
    candidate.mark("skonto", _SKONTO.search(after[:46].split(";")[0]) or _SKONTO.search(before[-30:]))
    candidate.mark("no_skonto", _NO_SKONTO.search(before[-36:]))
    candidate.mark("event", not {"bis", "due"} & candidate.features.keys() and _ends_with(_EVENT, before[-12:]))
    candidate.mark("bis_ask", {"bis", "ask"} <= candidate.features.keys() and "skonto" not in candidate.features)
    piece = layout.piece_at(start)
    candidate.mark("fax_line", piece.y0 < 0.035 and re.search(r"\d\d:\d\d", piece.text))
    candidate.mark("threat", _THREAT.search(sentence))
    candidate.mark(
        "quoted", re.search(r"(?:vom|von|v\.|seii|zugesieiii am|daiieri|eingang)\s{0,2}(?:den )?$", before[-14:])
    )
    candidate.mark("birth", re.search(r"(?:geb|geboren|born|dogum|\*)[\s.]{0,3}(?:am )?$", before[-14:]))
    candidate.mark("range", in_range)
    candidate.mark("range_begin", _RANGE_BEGIN.match(layout.text, end))
    candidate.mark("head", layout.in_head(start))
    candidate.mark("body", layout.in_body(start))
    if letter_day is not None:
        _mark_distance(candidate, (day - letter_day).days)
    if "same_day" in candidate.features:
        candidate.features.pop("hearing", None)
    return candidate


def _clause(layout: Layout, start: int, end: int, begin: int, stop: int) -> str:
    """Return the part of the sentence, between commas, in which the date stands."""
    for match in _CLAUSE.finditer(layout.text, begin, start):
        if not _WEEKDAY_END.search(layout.skeleton, max(match.start() - 12, 0), match.start()):
            begin = match.end()
    after = _CLAUSE.search(layout.text, end, stop)
    return layout.skeleton[begin : after.start() if after else stop].replace("\n", " ")


def _mark_distance(candidate: Candidate, days: int) -> None:
    candidate.mark("past", days < 0)
    candidate.mark("same_day", days == 0)
    candidate.mark("soon", 1 <= days <= 45)
    candidate.mark("far", days > _FAR)


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    words = text.rstrip(" :,.").split(" ")
    return any(pattern.fullmatch(word) for word in words[-1:])
