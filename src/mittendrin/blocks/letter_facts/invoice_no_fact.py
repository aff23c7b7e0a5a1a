# SPDX-License-Identifier: EUPL-1.2
"""The number of the invoice that a letter is or is about."""

from __future__ import annotations

import re

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.numbers import behind
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.text import sentence

_NUMBER = label("invoice_no.number")
_BARE = label("invoice_no.bare")
_OTHER = label("invoice_no.other")
_OFFER = label("invoice_no.offer")
_INVOICE = label("invoice_no.invoice")

# Numbers that look like those of invoices, and "Nr." later in a row that speaks of an invoice.
_SHAPE = re.compile(r"(?<![\w./\-])(?:RE|RG|Re|Rg|RN|INV|FA|R)[\-/ ]?(?:20)?\d\d[\-/.]?\d[\w\-/]{1,12}(?![\w])")
_NUMBERED = re.compile(
    r"(?i:rechnung)(?:(?!(?i:bestell|auftr|lieferschein|vertrag|kunde|angebot))[^\n]){1,40}?\bNr\.?:?\s(?P<v>[A-Z0-9][\w\-/.]*\d[\w\-/]*)(?![\w])"
)

QUESTION = Question(
    "invoice_no",
    sentence("Keine Rechnungsnummer wird genannt."),
    {
        "*": -1.2,
        "number_label": 2.4,
        "bare_label": 1.4,
        "shape": 1.0,
        "number_in_row": 1.0,
        "lead": 0.5,
        "head": 0.6,
        "body": -0.3,
        "invoice_letter": 1.0,
        "other_invoice": -1.4,
        "offer": -1.0,
        "repeated": 0.6,
        "short": -0.9,
        "first": 0.4,
        "foot": -1.0,
        "subject": 0.3,
    },
    {
        "number_label": sentence("steht neben ‚Rechnungsnummer‘"),
        "shape": sentence("sieht aus wie eine Rechnungsnummer"),
        "number_in_row": sentence("steht in einer Zeile mit ‚Rechnung‘"),
        "bare_label": sentence("steht hinter ‚Rechnung‘"),
        "invoice_letter": sentence("der Brief ist eine Rechnung oder Mahnung"),
        "repeated": sentence("wird mehrmals genannt"),
    },
)


def candidates(layout: Layout) -> list[Candidate]:
    """Return the numbers that may be the invoice's, with features."""
    found: dict[tuple[int, str], Candidate] = {}
    for name, pattern in (("number_label", _NUMBER), ("bare_label", _BARE)):
        for number in behind(layout, pattern):
            place = number.start, number.value
            candidate = found.setdefault(place, Candidate(number.value, number.start, number.end))
            candidate.mark(name)
            candidate.mark("lead", number.lead)
    for match in _SHAPE.finditer(layout.flow):
        if all(match.end() <= one.start or match.start() >= one.end for one in found.values()):
            candidate = Candidate(match[0], *match.span())
            candidate.mark("shape")
            found[match.start(), match[0]] = candidate
    for match in _NUMBERED.finditer(layout.flow):
        place = match.start("v"), match["v"]
        candidate = found.setdefault(place, Candidate(match["v"], *match.span("v")))
        candidate.mark("number_in_row")
    invoice = bool(_INVOICE.search(layout.skeleton, 0, layout.head_end))
    offer = bool(_OFFER.search(layout.skeleton))
    ordered = sorted(found.values(), key=lambda one: one.start)
    for rank, one in enumerate(ordered):
        one.mark("invoice_letter", invoice)
        one.mark("offer", offer)
        one.mark("other_invoice", _OTHER.search(layout.before(one.start, 34)))
        one.mark("repeated", layout.text.count(one.value) > 1)
        one.mark("head", layout.in_head(one.start))
        one.mark("body", layout.in_body(one.start))
        one.mark("foot", layout.in_foot(one.start))
        one.mark("short", len(one.value) < 4)
        one.mark("first", rank == 0)
    return ordered
