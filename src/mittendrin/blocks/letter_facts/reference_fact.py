# SPDX-License-Identifier: EUPL-1.2
"""The number under which the letter is filed: the town's own if it names one, else the sender's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.names import is_organisation
from mittendrin.blocks.letter_facts.numbers import behind, is_heading, mended, read_number
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.dates.reading import Found
from mittendrin.core.text import sentence

_BAD = label("reference.bad")
_ANY_NUMBER = re.compile(r"(?<![a-z])[a-z\-]{3,24}?(?:-?nu(?:m|rn){2}er|-?nr|-id|zeichen|-no)(?![a-z])")
_YOURS = label("reference.yours")
_OTHERS = label("reference.others")
_LABELS: dict[str, re.Pattern[str]] = {
    "cash_label": label("reference.cash_label"),
    "your_label": label("reference.your_label"),
    "any_label": _ANY_NUMBER,
    "under_label": label("reference.under_label"),
    "place_label": label("reference.place_label"),
    "file_label": label("reference.file_label"),
    "our_label": label("reference.our_label"),
    "customer_label": label("reference.customer_label"),
    "case_label": label("reference.case_label"),
}
_NAMED = frozenset({"cash_label", "your_label", "place_label", "our_label", "customer_label", "case_label"})
_CASH = re.compile(r"\d{1,3}(?:\.\d{2,7}){1,4}(?:[.\-]\d|/\d{1,2})?")
_FILE = re.compile(r"(?:[IVX]{1,4}\s?/\s?)?\d{1,4}(?:[.\-]\d{1,3})?[.\-–/][\w.\-–/]*\d[\w.\-/]*")
_COURT = re.compile(r"\d{1,4}\s[A-Z][A-Za-z]{0,4}\s(?:\d{2,4}\sJs\s)?\d{1,6}/\d\d(?:\s[A-Za-z]{1,5})?")
_BARE = re.compile(
    r"(?<![\w/+\-@])(?<!\w\.)(?=[\w./\-]{0,9}\d)[A-ZÄÖÜ0-9][\w]*(?:[./\-–]\w+){1,6}(?:\x20(?:/\x20)?[A-Za-z]{1,2}(?:-[a-z]{1,3})?(?=\n|$))?(?![\w/\-]|\.\d)"
)
# The town's own numbers begin with the number of the office, as its plan of units (KGSt) counts them.
# "20.3/Pi" goes on with the sign of whoever works on it.
_OFFICE = re.compile(
    r"(?:[IVX]{1,4}\s?/\s?)?(?:[13467][0-9]|2[0-3]|5[0-3]|8[0-2])(?:\.\d{1,2})?"
    r"(?:(?:-|/(?=[A-ZÄÖÜ]))(?=.*\d)[\w.\-/ ]{3,}|/[A-ZÄÖÜ][A-Za-zäöü]{1,2})"
)
# Numbers in the register of a notary: "UR 913/2026".
_DEED = re.compile(r"(?:UR|UVZ)[\s\-.].*")
_COURT_BARE = re.compile(r"(?<![\w./+\-])\d{1,4}\s[A-Z][A-Za-z]{0,3}\s\d{1,6}/\d\d(?:\s[A-Za-z]{1,5}(?=\n|$))?(?!\w)")
# Of bailiffs.
_BAILIFF = re.compile(r"(?<!\w)DR\s[IVXl1|]{1,4}\s\d{1,5}/\d\d(?!\w)")
# "51.2/UVG 0774-26": office, short name of the task, number.
_TASK_BARE = re.compile(
    r"(?<![\w./+\-])\d{2}(?:\.\d{1,2})?[/\-][A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,8}\s\d{3,7}[\-/]\d{2,4}(?![\w/\-])"
)
_NO_REFERENCE = re.compile(
    r"\d{1,2}[./\-]\d{1,2}[./\-](?:\d\d){0,2}|20\d\d/(?:20)?\d\d|\d{1,3}(?:\.\d{3})*,?\d*|\d{1,2}\.\d{1,2}|\d{4}-\d\d-\d\d|[\d.]+"
    r"|(?:A|CH|L|D|F|B|I|NL|DK|PL|CZ)-\d{4,5}|[A-Z]{2}\d{2}.*|\d{1,4}-\d{1,4}|\d{3,5}/\d{4,}(?:-\d+)?|\d+[.\-][A-Za-zäöüß]{3,}\w*|[A-Z]\d|\d{1,3}/\d{1,3}"
)
# Also with a sign before it that was read as a figure: a cross, a bracket.
_DATE = re.compile(r"\d{1,2}[./\-]\d{1,2}[./\-](?:\d\d){1,2}|\d{3}\.\d{1,2}\.20\d\d")
_CUT_DATE = re.compile(r"\d{1,4}\.(?:19|20)\d\d")
_PHONE = re.compile(r"0\d{2,5}[\s/\-]*\d[\d\s\-/]{3,}|\+\d.*")
# What stands behind the beginning of a sum of money or of a telephone number.
_MONEY_BEHIND = re.compile(r",(?:\d\d|-)(?!\d)|\s{0,2}(?:€|EUR|Euro|brutto|netto)(?!\w)")
_DIGITS_BEHIND = re.compile(r"\s?[/\-]?\s?\d{3}")
_DIALLING = re.compile(r"0\d{2,5}")
_FORM = re.compile(r"[A-Za-z]\s?\d[a-z]?")  # "Antrag U2": the name of a form
_PLATE = re.compile(r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}\s\d{1,4}[EH]?")
_QUOTE = label("reference.quote")
# An invoice of the town: "Ihre Rechnung Nr. ...".
_YOUR_INVOICE = re.compile(r"(?<![a-z])(?:ihre[rn]?|eure[rn]?|your)\s(?:rechnung|invoice)\W{0,2}(?:n[ro]\W{0,2})?$")
_HEAD = 0.32
_SMALL = 7
_COURT_HEAD = label("reference.court_head")


def number_in(text: str) -> str:
    """Return the number with which ``text`` begins, empty when it begins with none."""
    found = read_number(text, 0, len(text))
    return found[0] if found else ""


QUESTION = Question(
    "reference",
    sentence("Kein Aktenzeichen und keine andere Nummer zum Ablegen wird genannt."),
    {
        "*": -1.4,
        "cash_label": 3.6,
        "your_label": 3.4,
        "file_label": 1.4,
        "under_label": 0.4,
        "any_label": 0.6,
        "yours": 1.0,
        "others": -1.2,
        "file_in_text": 1.0,
        "number_only": -0.2,
        "place_label": 1.6,
        "our_label": 1.5,
        "customer_label": 1.2,
        "case_label": 0.9,
        "bad_label": -3.0,
        "cash_shape": 1.4,
        "file_shape": 0.9,
        "office_shape": 1.0,
        "court_shape": 0.4,
        "court_letter": 0.9,
        "lead": 0.5,
        "head": 0.4,
        "subject": 0.3,
        "foot": -1.6,
        "body": 0.0,
        "phone": -3.0,
        "repeated": 0.3,
        "short": -0.6,
        "bare": -0.2,
        "first": 0.2,
        "old": -0.6,
        "second_number": -0.4,
        "year": 0.3,
        "private": 0.6,
        "office_file": -0.4,
        "alone": 0.8,
        "plate": -3.0,
        "rival": -1.0,
        "third_party": -1.0,
        "quote": 2.0,
    },
    {
        "cash_label": sentence("steht neben ‚Kassenzeichen‘"),
        "your_label": sentence("steht neben ‚Ihr Zeichen‘, ist also unsere Nummer"),
        "file_label": sentence("steht neben ‚Aktenzeichen‘"),
        "place_label": sentence("steht neben einem Wort für eine Nummer, die die Stadt vergibt"),
        "our_label": sentence("steht neben ‚Unser Zeichen‘"),
        "customer_label": sentence("steht neben ‚Kundennummer‘"),
        "case_label": sentence("steht neben einem Wort für Vertrag oder Vorgang"),
        "yours": sentence("davor steht ‚Ihr‘ oder ‚Bescheid‘, es ist also unsere Nummer"),
        "any_label": sentence("steht neben einem Wort für eine Nummer"),
        "quote": sentence("daneben steht, dass man sie angeben soll"),
        "private": sentence("Privatleute nennen meist unsere Nummer"),
        "cash_shape": sentence("sieht aus wie ein Kassenzeichen"),
        "file_shape": sentence("sieht aus wie ein Aktenzeichen"),
        "office_shape": sentence("beginnt mit der Nummer eines Amtes wie unsere Aktenzeichen"),
        "court_shape": sentence("sieht aus wie ein Aktenzeichen eines Gerichts"),
    },
    value=number_in,
)


def candidates(layout: Layout, dates: Sequence[Found] = ()) -> list[Candidate]:
    """Return the numbers that may be the reference, with features; what is one of ``dates`` is none."""
    found = _labelled(layout)
    dated = [one for one in dates if one.year]
    for one in _bare(layout):
        if all(one.end <= other.start or one.start >= other.end for other in found.values()):
            found[one.start, one.value] = one
    private = _is_private(layout)
    court = bool(_COURT_HEAD.search(layout.skeleton, 0, layout.head_end))
    ordered = sorted((one for one in found.values() if not _is_other(one, layout, dated)), key=lambda one: one.start)
    for rank, one in enumerate(ordered):
        if not private and "case_label" in one.features:  # a firm's contract, not one of the town
            one.features.pop("place_label", None)
        _mark(one, layout, court=court)
        one.mark("first", rank == 0)
        labelled = one.features.keys() & {"file_label", "any_label", "place_label", "case_label", "bare", "under_label"}
        one.mark("private", private and labelled)
        one.mark("office_file", not private and "file_label" in one.features and "lead" in one.features)
        one.mark("repeated", layout.text.count(one.value) > 1)
    own = [one for one in ordered if _is_own(one)]
    for one in ordered:
        one.mark("rival", own and one not in own)
    return ordered


def _labelled(layout: Layout) -> dict[tuple[int, str], Candidate]:
    """Return the numbers behind labels by place and value; of two labels the closer one counts."""
    found: dict[tuple[int, str], Candidate] = {}
    for name, pattern in _LABELS.items():
        for number in behind(layout, pattern):
            place = number.start, number.value
            candidate = found.setdefault(place, Candidate(number.value, number.start, number.end))
            candidate.mark(name)
            candidate.mark("lead", number.lead)
    for candidate in found.values():
        if len(_LABELS.keys() & candidate.features.keys()) > 1:
            candidate.features.pop("any_label", None)
        if len(_LABELS.keys() & candidate.features.keys()) > 1:
            candidate.features.pop("file_label", None)
    return found


def _is_own(one: Candidate) -> bool:
    """Return whether there is good reason to take a number for the town's own."""
    marks = one.features.keys()
    if marks & {"bad_label", "others", "our_label", "customer_label", "phone", "plate", "short", "foot"}:
        return False
    named = marks & {"your_label", "cash_label", "office_shape"} or (
        "place_label" in marks and "case_label" not in marks
    )
    return bool(named or ("yours" in marks and marks & {"file_label", "under_label", "bare"}))


def _is_other(one: Candidate, layout: Layout, dated: Sequence[Found]) -> bool:
    """Return whether a number is a date, a sum of money, a form or the beginning of a telephone number."""
    behind_it = layout.text[one.end : one.end + 12].replace("\n", " ")
    dialled = _DIALLING.fullmatch(one.value) and _DIGITS_BEHIND.match(behind_it)
    form = _FORM.fullmatch(one.value)
    return bool(dialled or form or _MONEY_BEHIND.match(behind_it)) or _is_date(one, dated)


def _is_date(one: Candidate, dated: Sequence[Found]) -> bool:
    """Return whether most of a number is a date."""
    shared = (min(one.end, other.end) - max(one.start, other.start) for other in dated)
    return any(2 * signs > one.end - one.start for signs in shared)


def _is_private(layout: Layout) -> bool:
    """Return whether no firm or office stands in the head of the letter besides the recipient."""
    head = (piece for piece in layout.pieces if piece.start < layout.head_end and piece.number not in layout.recipient)
    return not any(is_organisation(layout.skeleton[piece.start : piece.end]) for piece in head if piece.y0 < _HEAD)


def _is_to_be_quoted(one: Candidate, layout: Layout) -> bool:
    """Return whether the letter asks right beside a number of its head to name it in the answer."""
    if not layout.in_head(one.start):
        return False
    asked_behind = _QUOTE.search(layout.after(one.end, 50))
    passed = layout.text[one.end : one.end + asked_behind.start()] if asked_behind else "0"
    asked = [*_QUOTE.finditer(layout.before(one.start, 34))]
    between = layout.before(one.start, 34)[asked[-1].end() :] if asked else "x"
    return not any(sign.isdigit() for sign in passed) or not any(sign.isalnum() for sign in between)


def _bare(layout: Layout) -> Iterator[Candidate]:
    for match in chain.from_iterable(one.finditer(layout.flow) for one in (_BAILIFF, _TASK_BARE, _COURT_BARE, _BARE)):
        cut = _CUT_DATE.fullmatch(match[0])
        cash = not cut and _CASH.fullmatch(match[0]) and sum(sign.isdigit() for sign in match[0]) > 6
        if _DATE.fullmatch(match[0]):
            continue
        if sum(sign.isdigit() for sign in match[0]) > 3 and (cash or not _NO_REFERENCE.fullmatch(match[0])):
            candidate = Candidate(mended(match[0]), *match.span())
            candidate.mark("bare")
            yield candidate


def _mark(one: Candidate, layout: Layout, *, court: bool) -> None:
    before = layout.before(one.start, 26)
    bad = list(_BAD.finditer(before))
    between = len(before) - bad[-1].end() if bad else 0
    taken = re.search(r"\d\W*$", layout.read_before(one.start, between)) if between else None  # by a number of its own
    above = layout.piece_at(max(one.start - between - 1, 0))
    over_row = above is not layout.piece_at(one.start) and is_heading(above.text)  # which heading it is under is open
    allowed = taken or over_row or _YOUR_INVOICE.search(before)
    one.mark("bad_label", bad and between < 12 and not allowed)
    digits = sum(sign.isdigit() for sign in one.value)
    one.mark("cash_shape", _CASH.fullmatch(one.value) and digits > 6)
    one.mark("file_shape", _FILE.fullmatch(one.value) and digits > 4)
    one.mark("yours", _YOURS.search(layout.before(one.start, 62)))
    one.mark("others", _OTHERS.search(layout.before(one.start, 40)))
    one.mark("office_shape", _OFFICE.fullmatch(one.value))
    one.mark("court_shape", _COURT.fullmatch(one.value))
    one.mark("third_party", not court and "court_shape" in one.features and "our_label" not in one.features)
    one.mark("court_letter", court and "court_shape" in one.features and layout.in_head(one.start))
    one.mark("head", layout.in_head(one.start))
    one.mark("body", layout.in_body(one.start))
    one.mark("foot", layout.in_foot(one.start))
    piece = layout.piece_at(one.start)
    one.mark(
        "alone", "bare" in one.features and layout.in_head(one.start) and len(one.value) > len(piece.text) - _SMALL
    )
    one.mark("file_in_text", "file_label" in one.features and "lead" not in one.features)
    one.mark("number_only", one.value.replace(" ", "").isdigit())
    labelled = one.features.keys() & (_NAMED | {"any_label"})
    one.mark("phone", _PHONE.fullmatch(one.value) and not labelled)
    one.mark("plate", _PLATE.fullmatch(one.value))
    if _DEED.fullmatch(one.value):  # a town is no notary
        for name in ("your_label", "yours", "place_label"):
            one.features.pop(name, None)
    one.mark("quote", _is_to_be_quoted(one, layout))
    one.mark("short", digits < 4)
    one.mark("year", re.search(r"(?:/|-|\b)(?:20)?2\d(?!\d)", one.value))
    one.mark("old", re.search(r"(?:fruhere|aiie|weiiere|und|sowie)\s{0,2}$", before[-10:]))
