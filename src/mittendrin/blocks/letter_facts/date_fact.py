# SPDX-License-Identifier: EUPL-1.2
"""The date of the letter among all dates that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.blocks.letter_facts.stamp import Stamp, received
from mittendrin.contracts.block import Reason
from mittendrin.core.dates.months import WEEKDAYS, month
from mittendrin.core.dates.reading import Found, find_dates
from mittendrin.core.text import sentence

_LABEL = label("date.label", end=True)
_SENT = label("date.sent")
_OTHER = label("date.other")
_DIRECT = re.compile(label("date.direct", end=True).pattern + r"\W{0,3}(?:den\s|dem\s)?$")
_ITSELF = label("date.itself")
# The title of the paper itself: "Rechnung (380) Nr. 471113 vom".
_TITLE = re.compile(
    r"[a-z]{0,16}(?:rechnung|guischrifi|mahnung|angeboi|bescheinigung|zahiungserinnerung|rechnungskorrekiur)"
    r"[^\n:]{0,24}\bn(?:r|o|ummer)\b\.?:?\s?\S{2,24}\s(?:vom|v\.)\s?$"
)
_SUBJECT = re.compile(r"^beir(?:eff|iffi)?\W+")
_RANK = re.compile(r"^(?:[0-9i]\.|ersie|zweiie|driiie|ieizie)\s")  # "2. Mahnung vom"
_SIGNED = label("date.signed")
_TODAY = label("date.today")
_SENTENCE = re.compile(r"\s(?!und|bis|um|ab)[a-zäöü]{3,}\s")  # "Am 9. Dezember 2026 wird ..."
_ON = re.compile(r"\s?(?:-|–|bis(?:\szum)?)\s?\d{1,2}\.")  # the first day of a range
_UNTIL = re.compile(r"(?<![a-z])bis\s(?:zum\s|spaiesiens\s|einschi\S+\s)?$")
# A printed e-mail: its lines of subject and of who wrote to whom.
_MAIL_HEAD = re.compile(r"(?m)^\W{0,2}(?:subieci|beireff|von|from|an|io)\s?:\s")
# "Datum der Geburt:", "Tag der Aufgabe:" name no date of a letter.
_OF_SOMETHING = re.compile(r"\s(?:der|des|dieser|dieses|seiner|ihrer)\s[a-z]")
# What may follow the date of a form: who signed it.
_SIGNATURE = re.compile(r"\s{1,3}(?:[A-ZÄÖÜ][\w.\-]*\s?){1,3}$")
_SMALL_PLACE = re.compile(r"^\W*[a-zäöüß]{4,}(?:[ -][a-zäöüß]{2,})?,\s?(?:den\s)?$")
_NEAR_RECEIPT, _NEXT_DAYS = 21, 9
_FAX = re.compile(r"\+?\d{2,5}[\s/\-]\d{2,}|\bS\.\s?\d|\d\d:\d\d.*(?:von|from|fax|p\.|seite)", re.IGNORECASE)
_PLACE = re.compile(
    r"^\W*(?:[A-ZÄÖÜ][\w\-ß./]*[ ]?){1,5}(?:\([\w. ]+\)\s?)?(?:,\s*(?:am|im)|,?\s*(?:\w+,\s)?(?:de[nmr]\.?|le)?)\s*$"
)
# The word before a colon, and what it may be when it was misread: as skeletons.
_BEFORE = re.compile(r"([a-z]{4,14})\s?[:.]\s?$")
# "Musterstadt, im November 2026": such a letter names no day.
_MONTH_ONLY = re.compile(r"(?m)^\W*(?:[A-ZÄÖÜ][\w\-ß./ ]{2,40},?\s)?[Ii]m\s([A-ZÄÖÜ]\w{2,10})\s20\d\d\W*$")
_RECEIPT = re.compile(r"\W*(?:eingang|eingegangen)\s?\([^)]*\)")
_COLON = re.compile(r"[a-z]{4,}\)?\s?:\s?$")
_NEARLY, _NEARLY_ALIKE = ("daium", "faiiigkeii", "iieferdaium", "iermin", "eingang", "rechnung vom"), 72
_YEAR_ALONE = re.compile(r"(?<![\w./\-])20[1-4]\d(?![\w/\-])")
_OLD = 1_500
_WEEKS = 21
# Figures as which the last one of a year is misread. A letter of December may well speak of the next year only.
_MISREAD = dict(zip("0123456789", ("68", "47", "7", "58", "1", "36", "058", "12", "0369", "8"), strict=True))
_NAMED = frozenset({"label", "sent", "title", "itself", "signed"})
_OWN = frozenset({"label", "place", "alone", "title", "itself"})
# Where the date of a letter stands that has none in its head; what keeps a date in the head from being its own.
_BELOW = frozenset({"after_greeting", "today", "signed", "place", "last_line"})
_ELSEWHERE = frozenset({"other_label", "until", "range", "old", "fax_line"})
_ENOUGH_YEARS = 2
_SHORT = 9
_ENDING = 160  # signs of a name, attachments, a footer
_DAY = sentence("gelesen wurde %(read)s; das läge nach dem Eingang am %(came)s")
_YEAR = sentence("gelesen wurde %(year)s; die anderen Daten des Briefes sind meist von %(usual)s")


def day_in(text: str) -> str:
    """Return the one day that ``text`` names in full, as ISO, else an empty text."""
    found = [one for one in find_dates(text) if one.year]
    day = found[0].on() if len(found) == 1 else None
    return day.isoformat() if day else ""


QUESTION = Question(
    "date",
    sentence("Ein Briefdatum steht nicht da."),
    {
        "*": -1.2,
        "label": 2.6,
        "sent": 2.6,
        "place": 2.6,
        "alone": 1.6,
        "head": 1.2,
        "right": 0.4,
        "signed": 2.0,
        "after_greeting": 0.9,
        "top": 0.3,
        "first": 0.4,
        "last_line_of_head": 0.3,
        "other_label": -2.2,
        "itself": 2.4,
        "title": 3.0,
        "body": -1.2,
        "foot": -0.8,
        "fax_line": -0.6,
        "older": -1.5,
        "latest_past": 0.6,
        "old": -3.0,
        "no_year": -0.8,
        "range": -1.0,
        "only": 0.5,
        "today": 1.0,
        "mended": -0.1,
        "after_stamp": -3.0,
        "near_stamp": 1.0,
        "colon": -0.8,
        "month_only": -3.0,
        "until": -1.5,
        "instead": 2.0,
        "last_line": 1.0,
    },
    {
        "label": sentence("steht neben ‚Datum‘"),
        "sent": sentence("steht im Kopf der E-Mail als Tag des Versands"),
        "title": sentence("steht in der Überschrift des Schreibens hinter der Nummer"),
        "itself": sentence("steht im Kopf hinter ‚Rechnung vom‘ oder ‚vom‘"),
        "place": sentence("steht hinter dem Ort, wie es bei Briefen üblich ist"),
        "alone": sentence("steht allein in einer Zeile"),
        "head": sentence("steht über der Anrede"),
        "signed": sentence("steht bei der Unterschrift"),
        "after_greeting": sentence("steht unter dem Gruß"),
        "latest_past": sentence("ist das jüngste Datum im Kopf des Briefes"),
        "only": sentence("ist das einzige Datum im Brief"),
        "last_line": sentence("steht allein am Ende des Briefes"),
        "near_stamp": sentence("liegt kurz vor dem Eingangsstempel"),
        "today": sentence("steht bei ‚heute‘"),
        "fax_line": sentence("steht in der Kopfzeile des Faxgeräts"),
    },
    value=day_in,
)


def candidates(layout: Layout, dates: Sequence[Found], stamps: Sequence[Stamp] = ()) -> list[Candidate]:
    """Return the dates that may be the letter's own, with features; not those of a stamp of receipt."""
    stamped = {one.start for one in stamps}
    came = received(stamps)
    own = [one for one in dates if one.start not in stamped]
    near = came or _guess_year(dates, layout.text)
    known = [(one, day) for one in own if (day := one.on(near)) is not None]
    newest = max((day for one, day in known if one.year), default=None)
    quoted = [day for one, day in known if _is_quoted(layout, one)]
    only = len({day for one, day in known if one.year}) == 1
    found = [_candidate(layout, one, day, newest, quoted) for one, day in known]
    month_only = any(month(one[1]) for one in _MONTH_ONLY.finditer(layout.flow, 0, layout.head_end))
    for candidate, (one, day) in zip(found, known, strict=True):
        candidate.mark("month_only", month_only)
        candidate.mark("only", only and bool(one.year))
        candidate.mark("after_stamp", came is not None and day > came)
        near_stamp = came is not None and 0 <= (came - day).days <= _WEEKS
        candidate.mark("near_stamp", near_stamp and "other_label" not in candidate.features)
    if not any("head" in one.features and not _ELSEWHERE & one.features.keys() for one in found):
        for candidate in found:
            below = _BELOW & candidate.features.keys() and "other_label" not in candidate.features
            candidate.mark("instead", below)
    _mend_years(layout, found, dates)
    if came is not None and layout.document.source in ("scan", "fax"):
        for candidate in found:
            _mend_day(candidate, came)
    return found


def _mend_day(candidate: Candidate, came: date) -> None:
    """Put right the day of a date in its place that would lie shortly after the receipt: one figure was misread."""
    day = date.fromisoformat(candidate.value)
    if not (_OWN & candidate.features.keys() and 0 < (day - came).days <= _NEXT_DAYS):
        return
    figures = f"{day.day:02}"
    changed = {
        figures[:at] + other + figures[at + 1 :]
        for at in (0, 1)
        for true, misread in _MISREAD.items()
        for other in (true if figures[at] in misread else "")
    }
    others = (day_in(f"{one}.{day.month:02}.{day.year}") for one in changed)
    fitting = [one for one in others if one and 0 <= (came - date.fromisoformat(one)).days <= _NEAR_RECEIPT]
    if fitting:
        values = {"read": f"{day.day}.{day.month}.{day.year}", "came": f"{came.day}.{came.month}.{came.year}"}
        candidate.value = max(fitting)
        candidate.mark("mended")
        candidate.features.pop("after_stamp", None)
        candidate.also = (Reason("day", _DAY, values, weight=0.5),)


def _mend_years(layout: Layout, found: Sequence[Candidate], dates: Sequence[Found]) -> None:
    """Put right the year of dates in the head whose last figure was misread: most other dates name another one."""
    years = Counter(one.year for one in dates if one.year and one.exact).most_common(1)
    if layout.document.source not in ("scan", "fax") or not years or years[0][1] < _ENOUGH_YEARS:
        return
    usual = str(years[0][0])
    for candidate in found:
        year, mended = candidate.value[:4], usual + candidate.value[4:]
        misread = year[:3] == usual[:3] and year[3] in _MISREAD[usual[3]] and abs(int(year) - int(usual)) > 1
        # day_in: 2020 has a 29th of February, 2026 has none.
        if misread and _OWN & candidate.features.keys() and day_in(mended):
            candidate.value = mended
            candidate.mark("mended")
            candidate.features.pop("old", None)
            candidate.features.pop("older", None)
            candidate.also = (Reason("year", _YEAR, {"year": year, "usual": usual}, weight=0.5),)


def _guess_year(dates: Sequence[Found], text: str) -> date | None:
    """Return the middle of the year that the letter names most often, of several the latest.

    When it names the year before as often, the turn of these years. Without dates in full any year in the text counts.
    """
    years = Counter(one.year for one in dates if one.year) or Counter(map(int, _YEAR_ALONE.findall(text)))
    if not years:
        return None
    usual = max(years, key=lambda year: (years[year], year))
    return date(usual, 1, 1) if years[usual - 1] == years[usual] else date(usual, 7, 1)


def _is_quoted(layout: Layout, one: Found) -> bool:
    return bool(
        re.search(
            r"(?:bescheid|schreiben|rechnung|nachrichi|mail|brief|anfrage)\w*\s{0,2}vo[mn]\s*(?:den\s)?$",
            layout.before(one.start, 40),
        )
    )


def _candidate(layout: Layout, one: Found, day: date, newest: date | None, quoted: list[date]) -> Candidate:
    piece = layout.piece_at(one.start)
    lead, tail = layout.lead(one.start), layout.text[one.end : piece.end]
    found = Candidate(day.isoformat(), one.start, one.end)
    inside = layout.text[piece.start : one.start]
    _mark_words(found, layout, one, lead)
    bare = inside.strip(" :.,|-–").lower()
    without_time = re.sub(
        r"[\s,|–\-]*(?:um\s)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?(?:Uhr|h|AM|PM))?|\s[rR]\.|года|року", "", tail
    )
    at_end = not re.sub(r"[\s,.|)\-]", "", without_time)
    found.mark(
        "alone", at_end and (not bare or bare in WEEKDAYS or bare in ("den", "am", "mo", "di", "mi", "do", "fr"))
    )
    signed = layout.in_head(one.start) and not layout.in_body(one.start) and _SIGNATURE.match(tail)
    placed = (at_end or signed) and (_PLACE.match(inside) or _SMALL_PLACE.match(inside))
    found.mark("place", bare and placed and "other_label" not in found.features)
    found.mark("fax_line", piece.y0 < 0.035 and _FAX.search(layout.text[piece.start : piece.end + 60]))
    last = layout.text[one.end :].strip()
    found.mark("last_line", "alone" in found.features and len(last) < _ENDING and not layout.in_head(one.start))
    _mark_place(found, layout, one, piece.y0)
    found.mark("right", piece.x0 > 0.5 and piece.y0 < 0.45)
    found.mark("older", any(day < other for other in quoted))
    found.mark("old", newest is not None and (newest - day).days > _OLD)
    found.mark("no_year", not one.year)
    last_day = re.search(r"\d[\d.\s]{1,9}(?:-|bis|und)\s?$", layout.read_before(one.start, 14))
    found.mark("range", last_day or _ON.match(layout.text, one.end))
    found.mark("mended", one.mended)
    found.mark("until", _UNTIL.search(layout.before(one.start, 24)))
    _mark_text(found, layout, one, tail, at_end=at_end)
    return found


def _mark_text(found: Candidate, layout: Layout, one: Found, tail: str, *, at_end: bool) -> None:
    """Take back what the place of a date says when a sentence holds it, or when it is named as the day of another."""
    in_sentence = (not at_end and layout.in_prose(one.start)) or _SENTENCE.match(tail)
    told = _NAMED | {"place", "today", "alone"}
    if "head" in found.features and in_sentence and not told & found.features.keys():
        found.mark("body")  # a card without salutation: its text begins at the top
        found.features.pop("head")
        found.features.pop("top", None)
    # "Ihre Anfrage vom"; a label with a colon may be an odd word for the date itself.
    if "other_label" in found.features and "colon" not in found.features:
        found.features.pop("right", None)
        found.features.pop("top", None)


def _mark_words(found: Candidate, layout: Layout, one: Found, lead: str) -> None:
    near = lead[-34:]
    close = re.search(r"([a-z.\-/ ]+?)[\s:.,]*$", near)
    words = close[1].strip() if close else ""
    other = _OTHER.search(words) or _DIRECT.search(near) or _RECEIPT.match(lead)
    last = _LABEL.search(words)
    if last and _OF_SOMETHING.match(words, last.end()):
        last, other = None, other or last
    if not last and not other:
        last, other = _misread(lead)
    mailed = layout.document.source == "email" or _MAIL_HEAD.search(layout.skeleton, 0, layout.head_end)
    found.mark("sent", _SENT.match(lead.lstrip()) and len(lead) < 30 and mailed)
    heading = _SUBJECT.sub("", lead.strip(" :."))
    found.mark("itself", layout.in_head(one.start) and _ITSELF.fullmatch(_RANK.sub("", heading)))
    found.mark("title", layout.in_head(one.start) and _TITLE.match(heading + " "))
    found.mark("label", last and not (other and other.end() > last.end()) and not _OTHER.match(words.split(" ")[-1]))
    wrapped = not layout.text[layout.piece_at(one.start).start : one.start].strip() and _of_another(layout, one.start)
    found.mark("other_label", (other or wrapped) and not {"label", "title", "itself"} & found.features.keys())
    found.mark("signed", _SIGNED.search(layout.row(one.start)))
    found.mark("colon", _COLON.search(lead) and not _NAMED & found.features.keys())
    found.mark("today", _TODAY.search(layout.before(one.start, 30)))


def _of_another(layout: Layout, start: int) -> bool:
    """Return whether the line before the date, which begins a line, ends with "vom" and is no heading of the letter."""
    piece = layout.piece_at(start)
    above = layout.skeleton[layout.pieces[piece.number - 1].start : piece.start].strip() if piece.number else ""
    own = _ITSELF.fullmatch(above) or _TITLE.match(above + " ")
    return len(above) > _SHORT and above.endswith(" vom") and not own


def _misread(lead: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the label right before a date, and another one, when the scanner misread letters of it."""
    word = _BEFORE.search(lead)
    if not word:
        return None, None
    best = max(_NEARLY, key=lambda name: fuzz.ratio(word[1], name))
    if fuzz.ratio(word[1], best) < _NEARLY_ALIKE:
        return None, None
    return (word, None) if best == _NEARLY[0] else (None, word)


def _mark_place(found: Candidate, layout: Layout, one: Found, height: float) -> None:
    found.mark("head", layout.in_head(one.start))
    found.mark("foot", layout.in_foot(one.start))
    found.mark("body", layout.in_body(one.start))
    found.mark("after_greeting", 0 <= layout.greeting < one.start)
    found.mark("top", height < 0.3 and layout.piece_at(one.start).page == 0)


def mark_latest(found: Sequence[Candidate]) -> None:
    """Note which candidate in the head is the latest one."""
    heads = [
        one
        for one in found
        if "other_label" not in one.features and ("head" in one.features or one.features.keys() >= {"top", "alone"})
    ]
    if heads:
        newest = max(one.value for one in heads)
        for one in heads:
            one.mark("latest_past", one.value == newest)
        heads[0].mark("first")
