# SPDX-License-Identifier: EUPL-1.2
"""The amount that is asked, paid or disputed, among all sums of money in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.text import sentence

_D = r"[0-9OolISB]"
_CURRENCY = r"(?:€|EUR[O0]?|Eur[o0]s?|eur[o0]s?|E[UO]R|Avro|avro|euro)"
_WHOLE = rf"(?:\d{_D}{{0,2}}(?:[.,'’ ]\s?{_D}{{3}})+|\d{_D}{{0,6}}|[lIOSB]{_D}*\d{_D}*)"
_CENTS = rf"(?:\s?[,.]\s?(?P<c>{_D}{{2}}|-{{1,2}}|–|—))"
_MONEY = re.compile(
    rf"(?<![\w,.])(?<!\d[/\-])(?P<before>{_CURRENCY}\s{{0,2}})?(?P<sign>[\-–−]\s?)?(?P<w>{_WHOLE}){_CENTS}?"
    rf"(?P<after>\s{{0,2}}{_CURRENCY}(?![a-zäöü]{{2}}))?(?!\w)(?![.,/\-]\d)(?!\s?%)",
)
# A year before an hour is no money.
_AFTER_YEAR = re.compile(r"20\d\d\s?,\s")
_MEND = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})
_MAX = Decimal(1_000_000_000)
_MOST_SUMMED = 24
_LEAST_ROWS, _MOST_ROWS = 2, 24
_MOST = 100  # of a long table the first and the last sums are enough

TOTAL = label("amount.total")
STRONG = label("amount.strong")
PART = label("amount.part")
_PART_BEHIND = label("amount.part_behind")
FORMER = label("amount.former")
ASKED = label("amount.asked")

REQUEST = label("amount.request")
_NOUN = label("amount.noun")
_REST = label("amount.rest")
_EACH = re.compile(label("amount.each", end=True).pattern + r"\s{0,2}$")
_VAGUE = re.compile(label("amount.vague", end=True).pattern + r"\W{0,3}(?:eur[o0]?\s)?$")
_PAID = label("amount.paid")
_THREAT = label("amount.threat")
_TIMES = re.compile(r"\d\s?[a-z]{0,4}\.?\s?[x×*]\s?$", re.IGNORECASE)
# "... auf unser Konto", "... an die Kasse", "... zurück auf DE12": skeletons.
_TO_ACCOUNT = re.compile(
    r"^\W{0,3}(?:(?:biiie|zuruck|bis|spaiesiens|ohne abzug|[a-z]{0,2}n)\s){0,2}[^.]{0,28}?"
    r"(?:(?:auf|an) (?:[a-z]+ ){0,3}(?:konio|de\w\w\b|die)|iban)"
)
_CURRENCY_BEHIND = re.compile(r"^\s{0,2}(?:€|eur[o0]?s?)[ ]?(?:\([^)]{0,40}\)\s?)?")
_UNTIL = re.compile(r"^\W{0,3}(?:biiie\s)?(?:bis|binnen|innerhaib|spaiesiens|zum|am)\s")
_OVER = re.compile(r"(?:uber|in hohe von|von|mii|for|of)\s(?:insgesami\s|eiwa\s|eur[o0]?\s)?$")
OTHER = label("amount.other")
_OFF = label("amount.off")
_VAT_RATES = tuple(Decimal(rate) for rate in ("0.19", "0.07", "0.2", "0.21", "0.16", "0.05", "0.10"))
_CENT = Decimal("0.02")

QUESTION = Question(
    "amount",
    sentence("Kein Betrag wird verlangt, gezahlt oder bestritten."),
    {
        "*": -2.6,
        "strong": 2.6,
        "total": 1.3,
        "asked": 0.8,
        "asked_right": 0.4,
        "currency": 0.9,
        "cents": 0.5,
        "largest": 0.7,
        "only": 0.9,
        "sum": 1.6,
        "net_of": -1.2,
        "tax_of": -1.6,
        "last_of_table": 0.5,
        "part": -1.6,
        "former": -1.8,
        "subject": 1.2,
        "foot": -2.0,
        "repeated": 0.6,
        "invoice_letter": 1.2,
        "money_letter": 0.8,
        "negative": -1.4,
        "round_big": -0.8,
        "tiny": -0.5,
        "body": 0.2,
        "bare": -1.5,
        "table": -0.3,
        "mended": -0.3,
        "request": 1.0,
        "request_near": 0.6,
        "other": -0.9,
        "vat_total": 1.0,
        "remainder": 1.2,
        "before_remainder": -1.2,
        "asked_near": 0.6,
        "noun": 0.6,
        "over": 0.6,
        "rest": 1.2,
        "each": -1.5,
        "strong_behind": 1.0,
        "to_account": 1.2,
        "until": 0.6,
        "column_sum": 1.2,
        "column_rest": 1.5,
        "column_reduced": -1.5,
        "money_subject": 0.6,
        "account": 0.6,
        "prose_sum": 1.2,
        "part_prose": -0.8,
        "vague": -1.2,
        "paid": 0.3,
        "threatened": -0.8,
        "quoted_mail": -0.8,
    },
    {
        "request": sentence("steht neben einem Wort wie ‚beantragen‘, ‚fordern‘ oder ‚festgesetzt‘"),
        "asked_near": sentence("daneben ist von Zahlen oder Erstatten die Rede"),
        "vat_total": sentence("ist die Summe aus Netto und Umsatzsteuer"),
        "remainder": sentence("ist der Rest nach Abzug"),
        "rest": sentence("steht neben einem Wort für das, was noch zu zahlen ist"),
        "column_rest": sentence("ist der Rest, der nach allen Abzügen bleibt"),
        "column_sum": sentence("ist die Summe der Beträge darüber"),
        "prose_sum": sentence("ist die Summe anderer Beträge"),
        "to_account": sentence("dahinter steht das Konto, auf das gezahlt werden soll"),
        "until": sentence("dahinter steht, bis wann gezahlt werden soll"),
        "noun": sentence("steht neben ‚Gebühr‘, ‚Forderung‘ oder einem ähnlichen Wort"),
        "strong": sentence("steht neben einem Wort für die Gesamtsumme"),
        "total": sentence("steht neben ‚Betrag‘, ‚Summe‘ oder ‚Forderung‘"),
        "asked": sentence("im Satz ist von Zahlen, Fordern oder Erstatten die Rede"),
        "largest": sentence("ist der größte Betrag im Brief"),
        "only": sentence("ist der einzige Betrag im Brief"),
        "sum": sentence("ist die Summe anderer Beträge"),
        "subject": sentence("steht im Betreff"),
        "repeated": sentence("wird mehrmals genannt"),
        "last_of_table": sentence("steht am Ende der Aufstellung"),
    },
    value=lambda text: next((f"{one.value:.2f}" for one in _money(text)), ""),
)

_INVOICE = label("amount.invoice")
_PAY = label("amount.pay")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money in the text. sure: it has a currency or cents."""

    start: int
    end: int
    value: Decimal
    currency: bool
    cents: bool
    negative: bool
    mended: int


def find_money(text: str) -> list[Money]:
    """Return the sums of money in ``text``: those with a currency or with cents."""
    found = list(_money(text))
    return found if len(found) <= 2 * _MOST else [*found[:_MOST], *found[-_MOST:]]


def _money(text: str) -> Iterator[Money]:
    for match in _MONEY.finditer(text):
        currency = bool(match["before"] or match["after"])
        cents = match["c"] is not None
        whole = re.sub(r"[.,'’\s]", "", match["w"])
        bare = whole.translate(_MEND)
        fraction = (match["c"] or "00").translate(_MEND) if match["c"] not in ("-", "--", "–", "—") else "00"
        if not (currency or (cents and fraction.isdecimal())) or not bare.isdecimal() or len(bare) > 9:
            continue
        if not currency and (_AFTER_YEAR.match(match[0]) or text.startswith(":", match.end())):
            continue
        if not currency and match["c"] and "." in match[0] and "," not in match[0] and _like_date(text, match):
            continue
        value = Decimal(f"{bare}.{fraction}")
        if 0 < value < _MAX:
            mended = sum(before != after for before, after in zip(whole, bare, strict=True))
            yield Money(
                match.start("w"),
                match.end("c") if match["c"] else match.end("w"),
                value,
                currency,
                cents,
                bool(match["sign"]),
                mended,
            )


def _like_date(text: str, match: re.Match[str]) -> bool:
    """Return whether ``12.11`` rather is a day, an hour or a version than money."""
    around = text[match.end() : match.end() + 5]
    return bool(re.fullmatch(r"\d{1,2}\s?\.\s?\d\d", match[0].strip())) or around.lstrip().startswith(("Uhr", "."))


def candidates(
    layout: Layout, subject: tuple[int, int] = (0, 0), accounts: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Return the sums that may be the one in question, with features.

    subject: where the subject stands; accounts: the accounts of others in the letter.
    """
    found = find_money(layout.text)
    if not found:
        return []
    values = {one.value for one in found}
    sums = _sums(found)
    largest = max((one.value for one in found if not one.negative), default=Decimal(0))
    head = layout.skeleton[: layout.head_end + 40]
    common = {
        "invoice_letter": bool(_INVOICE.search(head)),
        "money_letter": len(_PAY.findall(layout.skeleton)) >= 2,
        "only": len(values) == 1,
        "account": any("foot" not in one.features for one in accounts),
        "money_subject": bool(_NOUN.search(layout.skeleton, *subject) or ASKED.search(layout.skeleton, *subject)),
    }
    marked = [_candidate(layout, one, found, sums, common, (largest, _table_end(layout, found))) for one in found]
    added, left, reduced = column_totals(_last_of_rows(layout, found))
    told = column_totals([(one.start, one.value) for one in found])[0] - added
    for candidate, one in zip(marked, found, strict=True):
        candidate.mark("column_sum", one.start in added)
        candidate.mark("prose_sum", one.start in told)
        candidate.mark("column_rest", one.start in left)
        candidate.mark("column_reduced", one.start in reduced)
    return marked


def _last_of_rows(layout: Layout, found: Sequence[Money]) -> list[tuple[int, Decimal]]:
    """Return place and value of the last sum in each row, what is taken off as a negative one."""
    rows: dict[tuple[int, int], Money] = {}
    for one in found:
        piece = layout.piece_at(one.start)
        rows[piece.page, piece.line] = one
    return [
        (one.start, -one.value if one.negative or _OFF.search(layout.row(one.start)) else one.value)
        for one in rows.values()
    ]


def column_totals(rows: Sequence[tuple[int, Decimal]]) -> tuple[frozenset[int], ...]:
    """Return the places of sums of what stands above, of what is left after deductions, and of what was reduced.

    rows: place and value in the order of the page; a total follows at least two others.
    """
    added, left, reduced = (set[int]() for _ in range(3))
    for at, (place, value) in enumerate(rows):
        total = Decimal(0)
        for back in range(at - 1, max(at - _MOST_ROWS, -1), -1):
            taken, total = total, total + rows[back][1]
            if at - back < _LEAST_ROWS:
                continue
            if total == value:
                added.add(place)
            if taken and rows[back][1] - abs(taken) == value:
                left.add(place)
                reduced.add(rows[back][0])
    return frozenset(added), frozenset(left), frozenset(reduced - left)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Which values are sums of others, which are their parts, which remain after a deduction."""

    totals: frozenset[Decimal]
    gross: frozenset[Decimal]
    nets: frozenset[Decimal]
    taxes: frozenset[Decimal]
    remainders: frozenset[Decimal]
    reduced: frozenset[Decimal]


def _sums(found: Sequence[Money]) -> _Sums:
    values = {one.value for one in found}
    first = {one.value: one.start for one in reversed(found)}
    totals, gross, nets, taxes, remainders, reduced = (set[Decimal]() for _ in range(6))
    ordered = sorted(values)[-_MOST_SUMMED:]
    for part in ordered:
        for rest in ordered:
            if part > rest or (whole := part + rest) not in values or part == whole:
                continue
            totals.add(whole)
            if any(abs(rest * rate - part) <= _CENT for rate in _VAT_RATES):
                gross.add(whole)
                nets.add(rest)
                taxes.add(part)
            for left, taken in ((part, rest), (rest, part)):
                if first[left] > max(first[whole], first[taken]) and first[taken] > first[whole]:
                    remainders.add(left)
                    reduced.add(whole)
    if len(ordered) > 3 and sum(ordered[:-1]) == ordered[-1]:
        totals.add(ordered[-1])
    remainders -= taxes
    return _Sums(
        *(
            frozenset(one)
            for one in (
                totals,
                gross,
                nets - gross,
                taxes,
                remainders,
                reduced - gross | (reduced & gross if remainders else set()),
            )
        )
    )


def _candidate(
    layout: Layout, one: Money, found: Sequence[Money], sums: _Sums, common: dict[str, bool], edge: tuple[Decimal, int]
) -> Candidate:
    largest, table_end = edge
    piece = layout.piece_at(one.start)
    candidate = Candidate(f"{one.value:.2f}", one.start, one.end)
    for name, holds in common.items():
        candidate.mark(name, holds)
    candidate.mark("currency", one.currency)
    candidate.mark("cents", one.cents)
    candidate.mark("bare", not one.currency and not one.cents)
    candidate.mark("negative", one.negative)
    candidate.mark("mended", one.mended)
    candidate.mark("largest", one.value == largest and len(found) > 1)
    candidate.mark("sum", one.value in sums.totals)
    candidate.mark("vat_total", one.value in sums.gross)
    candidate.mark("net_of", one.value in sums.nets)
    candidate.mark("tax_of", one.value in sums.taxes)
    candidate.mark("remainder", one.value in sums.remainders)
    candidate.mark("before_remainder", one.value in sums.reduced)
    candidate.mark("repeated", sum(other.value == one.value for other in found) > 1)
    candidate.mark("round_big", one.value >= 10_000 and one.value % 1000 == 0)
    candidate.mark("tiny", one.value < 3)
    candidate.mark("foot", layout.in_foot(one.start))
    candidate.mark("body", layout.in_body(one.start))
    candidate.mark("subject", layout.in_head(one.start) and piece.y0 > 0.2)
    _mark_row(candidate, layout, one, found, table_end)
    _mark_sentence(candidate, layout, one)
    return candidate


def _table_end(layout: Layout, found: Sequence[Money]) -> int:
    """Return where the last sum in the right column stands, -1 without a column of sums."""
    rows = [one.start for one in found if layout.piece_at(one.start).x0 > 0.55]
    return rows[-1] if len(rows) > 2 else -1


def _mark_row(candidate: Candidate, layout: Layout, one: Money, found: Sequence[Money], table_end: int) -> None:
    """Note what the words left of the sum say and whether it ends a table."""
    first = max(layout.skeleton.rfind("\n", 0, one.start), layout.skeleton.rfind("\f", 0, one.start)) + 1
    earlier = [other.end for other in found if first <= other.start < one.start]
    begin = max([first, *earlier])
    left = layout.skeleton[begin : one.start]
    if len(left.strip()) < 4 and not earlier:
        left = layout.before(one.start, 44)
    elif len(re.sub(r"[^a-z]", "", left)) < 3:
        left = layout.skeleton[first : one.start]
    near = left[-48:]
    candidate.mark("strong", STRONG.search(near))
    candidate.mark("total", TOTAL.search(near))
    candidate.mark("part", PART.search(near[-34:]) and not STRONG.search(near[-20:]))
    candidate.mark("former", FORMER.search(near))
    after = layout.after(one.end, 26)
    candidate.mark("former", candidate.features.get("former") or FORMER.search(after[:14]))
    candidate.mark("part", candidate.features.get("part") or _PART_BEHIND.search(after[:14]))
    if "part" in candidate.features and layout.in_prose(one.start):
        candidate.features["part_prose"] = candidate.features.pop("part")
    piece = layout.piece_at(one.start)
    candidate.mark("table", piece.x0 > 0.55 and len(piece.text) < 16)
    candidate.mark("strong_behind", STRONG.match(_CURRENCY_BEHIND.sub("", layout.skeleton[one.end : one.end + 30])))
    candidate.mark("rest", _REST.search(near[-30:]))
    candidate.mark("noun", _NOUN.search(near[-40:]))
    candidate.mark("over", _OVER.search(near[-16:]))
    read = layout.read_before(one.start - (4 if one.currency else 0), 12)
    candidate.mark("vague", _VAGUE.search(near[-14:]))
    candidate.mark("each", _EACH.search(near[-8:]) or _TIMES.search(read) or _TIMES.search(near[-8:]))
    candidate.mark("last_of_table", one.start == table_end)


def _mark_sentence(candidate: Candidate, layout: Layout, one: Money) -> None:
    begin, end = layout.sentence(one.start, one.end)
    candidate.mark("paid", _PAID.search(layout.skeleton, begin, end))
    candidate.mark("threatened", _THREAT.search(layout.skeleton, begin, end))
    candidate.mark("asked", ASKED.search(layout.skeleton, begin, one.start))
    candidate.mark("asked_right", ASKED.search(layout.skeleton, one.end, end))
    left, right = layout.before(one.start, 64), layout.after(one.end, 34)
    candidate.mark("asked_near", ASKED.search(left[-26:]) or ASKED.search(right))
    candidate.mark("to_account", _TO_ACCOUNT.match(_CURRENCY_BEHIND.sub("", layout.after(one.end, 70))))
    if "to_account" in candidate.features:  # a deposit or a rate that goes to an account is what is asked
        candidate.features.pop("part", None)
    candidate.mark("until", _UNTIL.match(_CURRENCY_BEHIND.sub("", layout.after(one.end, 34))))
    candidate.mark("quoted_mail", layout.in_quoted_mail(one.start))
    candidate.mark("request", REQUEST.search(left))
    candidate.mark("request_near", REQUEST.search(left[-24:]))
    candidate.mark("other", OTHER.search(left[-40:]) or OTHER.search(right[:30]))
