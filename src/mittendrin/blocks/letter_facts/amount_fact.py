# SPDX-License-Identifier: EUPL-1.2
"""The amount that is asked, paid or disputed, among all sums of money in a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from mittendrin.blocks.letter_facts.amount_sums import Sums, column_totals
from mittendrin.blocks.letter_facts.amount_sums import sums as sums_of
from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.money import Money, find_money, read_money
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.text import sentence

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
# The same sum in words before it: "fünfundvierzigtausend Euro (45.000,-)".
_IN_WORDS = re.compile(r"[a-z]{8,}\s{1,2}eur[o0]\s{0,2}\(\s?$")
_IN_WORDS_BEHIND = re.compile(r"^\W{0,3}(?:in worien|in w\.)")
_INSTEAD = re.compile(r"^\W{0,3}(?:siaii|ansiaii|ansieiie)\s")
_RIGHT = label("amount.right")
_DISPUTE = label("amount.dispute")
_DISPUTED = label("amount.disputed")
OTHER = label("amount.other")
_OFF = label("amount.off")

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
        "before_total": -1.0,
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
        "in_words": 1.5,
        "instead": 0.6,
        "right": 0.8,
        "dispute": 0.6,
        "disputed": 0.8,
    },
    {
        "request": sentence("steht neben einem Wort wie ‚beantragen‘, ‚fordern‘ oder ‚festgesetzt‘"),
        "asked_near": sentence("daneben ist von Zahlen oder Erstatten die Rede"),
        "vat_total": sentence("ist die Summe aus Netto und Umsatzsteuer"),
        "remainder": sentence("ist der Rest nach Abzug"),
        "in_words": sentence("der Betrag steht auch in Worten da"),
        "right": sentence("steht neben einem Wort wie ‚richtig‘, ‚macht‘ oder ‚bleiben‘"),
        "disputed": sentence("daneben steht, worüber gestritten wird"),
        "dispute": sentence("im Brief wird einer Forderung widersprochen"),
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
    value=lambda text: next((f"{one.value:.2f}" for one in read_money(text)), ""),
)

_INVOICE = label("amount.invoice")
_PAY = label("amount.pay")


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
    sums = sums_of(found)
    largest = max((one.value for one in found if not one.negative), default=Decimal(0))
    head = layout.skeleton[: layout.head_end + 40]
    common = {
        "invoice_letter": bool(_INVOICE.search(head)),
        "money_letter": len(_PAY.findall(layout.skeleton)) >= 2,
        "only": len(values) == 1,
        "dispute": bool(_DISPUTE.search(layout.skeleton)),
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
    _mark_rests_before_totals(marked)
    return marked


def _mark_rests_before_totals(marked: Sequence[Candidate]) -> None:
    """Note what was left of a debt before costs came on top: the sum of both, named as one, is asked."""
    whole = max((one.start for one in marked if {"strong", "column_sum"} <= one.features.keys()), default=-1)
    for one in marked:
        if one.start < whole and "column_rest" in one.features:
            one.features.pop("column_rest")
            one.mark("before_total", True)


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


def _candidate(
    layout: Layout, one: Money, found: Sequence[Money], sums: Sums, common: dict[str, bool], edge: tuple[Decimal, int]
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
    if not earlier and (len(left.strip()) < 4 or layout.in_prose(one.start)):
        left = _above(layout, one, found)
    elif len(re.sub(r"[^a-z]", "", left)) < 3:
        left = layout.skeleton[first : one.start]
    near = left[-48:]
    candidate.mark("strong", STRONG.search(near))
    candidate.mark("total", TOTAL.search(near))
    candidate.mark("part", PART.search(near[-34:]) and not STRONG.search(near[-20:]))
    candidate.mark("former", FORMER.search(near))
    after = layout.after(one.end, 26)
    instead = _INSTEAD.match(_CURRENCY_BEHIND.sub("", after))
    candidate.mark("instead", instead)
    candidate.mark("former", candidate.features.get("former") or (not instead and FORMER.search(after[:14])))
    candidate.mark("part", candidate.features.get("part") or _PART_BEHIND.search(after[:14]))
    if "part" in candidate.features and layout.in_prose(one.start):
        candidate.features["part_prose"] = candidate.features.pop("part")
    piece = layout.piece_at(one.start)
    candidate.mark("table", piece.x0 > 0.55 and len(piece.text) < 16)
    candidate.mark("strong_behind", STRONG.match(_CURRENCY_BEHIND.sub("", layout.skeleton[one.end : one.end + 30])))
    candidate.mark("rest", _REST.search(near[-30:]))
    candidate.mark("noun", _NOUN.search(near[-40:]))
    candidate.mark("over", _OVER.search(near[-16:]))
    worded = _IN_WORDS.search(layout.before(one.start, 60)) or _IN_WORDS_BEHIND.match(_CURRENCY_BEHIND.sub("", after))
    candidate.mark("in_words", worded)
    candidate.mark("right", _RIGHT.search(near[-26:]))
    read = layout.read_before(one.start - (4 if one.currency else 0), 12)
    candidate.mark("vague", _VAGUE.search(near[-14:]))
    candidate.mark("each", _EACH.search(near[-8:]) or _TIMES.search(read) or _TIMES.search(near[-8:]))
    candidate.mark("last_of_table", one.start == table_end)


def _above(layout: Layout, one: Money, found: Sequence[Money]) -> str:
    """Return the words before a sum that begins its line, as far as they belong to no sum before it."""
    left = layout.before(one.start, 44)
    last = max((other.end for other in found if other.end <= one.start), default=-1)
    if last < one.start - len(left):
        return left
    return left[last - one.start :] if layout.in_prose(last) or layout.in_prose(one.start) else ""


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
    candidate.mark("disputed", _DISPUTED.search(left[-30:]) or _DISPUTED.search(right))
    candidate.mark("quoted_mail", layout.in_quoted_mail(one.start))
    candidate.mark("request", REQUEST.search(left))
    candidate.mark("request_near", REQUEST.search(left[-24:]))
    candidate.mark("other", OTHER.search(left[-40:]) or OTHER.search(right[:30]))
