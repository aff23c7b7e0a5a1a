# SPDX-License-Identifier: EUPL-1.2
"""The account to pay to or to draw from."""

from __future__ import annotations

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.contracts.block import Reason
from mittendrin.core.iban import find_ibans
from mittendrin.core.text import sentence

_LABEL = label("iban.label")
_PAY_TO = label("iban.pay_to")
_NOT = label("iban.not")
_MONEY_LETTER = label("iban.money_letter")
_MANY = 3
_SLIPS = 2
# The letters of 'IBAN' alone say nothing about whose account it is.
_TELLING = 6

QUESTION = Question(
    "iban",
    sentence("Kein Konto wird genannt, auf das gezahlt oder von dem abgebucht werden soll."),
    {
        "*": 0.6,
        "label": 0.4,
        "pay_to": 1.6,
        "not": -2.6,
        "foot": -1.2,
        "body": 0.9,
        "money_letter": 1.0,
        "no_money": -1.6,
        "invoice_head": 1.4,
        "first": 0.2,
        "mended": -0.15,
        "after_greeting": -0.5,
        "only": 0.3,
        "quoted_mail": -0.5,
    },
    {
        "label": sentence("steht neben ‚IBAN‘ oder ‚Konto‘"),
        "pay_to": sentence("auf dieses Konto soll gezahlt oder von ihm abgebucht werden"),
        "invoice_head": sentence("der Brief ist eine Rechnung oder Mahnung und nennt dieses Konto"),
        "only": sentence("ist das einzige fremde Konto im Brief"),
    },
    value=lambda text: next((one.value for one in find_ibans(text)), ""),
)
_CHECKED = sentence("die Prüfziffer stimmt")
_MENDED = sentence("die Prüfziffer stimmt, nachdem %(count)s falsch gelesene Zeichen ersetzt wurden")
_HEAD = label("iban.head")


def candidates(layout: Layout) -> list[Candidate]:
    """Return the accounts in the letter with features, without the town's own."""
    own = set(layout.plan.ibans)
    found = [one for one in find_ibans(layout.text) if not any(_alike(one.value, mine) for mine in own)]
    money = len(_MONEY_LETTER.findall(layout.skeleton))
    invoice = _HEAD.search(layout.skeleton, 0, layout.head_end + 60)
    result = []
    for number, one in enumerate(found):
        left = layout.before(one.start, 110)
        near = _line(layout, one.start) or left[-60:]
        candidate = Candidate(one.value, one.start, one.end)
        candidate.mark("label", _LABEL.search(left[-30:]))
        candidate.mark("pay_to", _PAY_TO.search(left))
        behind = layout.skeleton[one.end : one.end + 28].partition("\n")[0]
        candidate.mark("not", _NOT.search(near) or _NOT.search(behind))
        candidate.mark("foot", layout.in_foot(one.start))
        candidate.mark("body", layout.in_body(one.start))
        candidate.mark("after_greeting", 0 <= layout.greeting < one.start)
        candidate.mark("money_letter", money >= _MANY)
        candidate.mark("no_money", money == 0)
        candidate.mark("invoice_head", invoice)
        candidate.mark("first", number == 0)
        candidate.mark("only", len({other.value for other in found}) == 1)
        candidate.mark("mended", min(one.mended, 4))
        candidate.mark("quoted_mail", layout.in_quoted_mail(one.start))
        values = {"count": str(one.mended)} if one.mended else {}
        candidate.also = (Reason("checksum", _MENDED if one.mended else _CHECKED, values, weight=0.5),)
        result.append(candidate)
    return result


def _line(layout: Layout, start: int) -> str:
    """Return the words before ``start`` in its own line, as a skeleton; empty when they say too little."""
    piece = layout.piece_at(start)
    before = layout.skeleton[piece.start : start]
    return before if sum(sign.isalpha() for sign in before) > _TELLING else ""


def _alike(one: str, own: str) -> bool:
    """Return whether ``one`` is ``own`` but for a sign or two: then it is the town's account, misread."""
    return one == own or (len(one) == len(own) and sum(a != b for a, b in zip(one, own, strict=True)) <= _SLIPS)
