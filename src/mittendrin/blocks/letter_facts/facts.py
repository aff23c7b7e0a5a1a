# SPDX-License-Identifier: EUPL-1.2
"""All facts of one letter: what is found for each, in the order in which one helps the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mittendrin.blocks.letter_facts import (
    amount_fact,
    date_fact,
    deadline_fact,
    iban_fact,
    invoice_no_fact,
    person_fact,
    reference_fact,
    sender_fact,
)
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.names import is_person, tidy
from mittendrin.blocks.letter_facts.ranking import Candidate, Question, Weights, best_by_value, shares
from mittendrin.blocks.letter_facts.stamp import find_stamps, received
from mittendrin.blocks.letter_facts.subject_fact import Subject, find_subject
from mittendrin.core.dates.reading import find_dates
from mittendrin.core.text import fold

QUESTIONS: Mapping[str, Question] = {
    module.QUESTION.name: module.QUESTION
    for module in (
        date_fact,
        sender_fact,
        deadline_fact,
        amount_fact,
        iban_fact,
        reference_fact,
        invoice_no_fact,
        person_fact,
    )
}


@dataclass(frozen=True)
class Gathered:
    """The candidates of each ranked fact, the subject, the dates of letter and receipt as far as they are known."""

    candidates: Mapping[str, list[Candidate]]
    subject: Subject
    letter_day: date | None
    received: date | None


def gather(layout: Layout, weights: Mapping[str, Weights]) -> Gathered:
    """Return the candidates of all facts with their features."""
    dates = find_dates(layout.text)
    stamps = find_stamps(layout, dates)
    own_dates = date_fact.candidates(layout, dates, stamps)
    date_fact.mark_latest(own_dates)
    sent = layout.document.known.get("sent", "")[:10]
    letter_day = _day(sent) or _day(_winner(own_dates, weights["date"]))
    stamped = {one.start for one in stamps}
    senders = sender_fact.candidates(layout)
    sender = sender_name(layout.document.known.get("sender", "")) or _winner(senders, weights["sender"])
    subject = find_subject(layout)
    accounts = iban_fact.candidates(layout)
    return Gathered(
        {
            "date": own_dates,
            "sender": senders,
            "deadline": deadline_fact.candidates(
                layout, [one for one in dates if one.start not in stamped], letter_day
            ),
            "amount": amount_fact.candidates(layout, subject.place, accounts),
            "iban": accounts,
            "reference": reference_fact.candidates(layout, dates),
            "invoice_no": invoice_no_fact.candidates(layout),
            "person": person_fact.candidates(layout, sender, subject.place),
        },
        subject,
        letter_day,
        received(stamps),
    )


def sender_name(known: str) -> str:
    """Return the name in ``Erika Sandmann <erika@post.example>``, empty when there is only an address."""
    name = re.sub(r"<[^>]*>|\([^)]*\)", "", known).strip(" \"',;")
    return "" if "@" in name else tidy(name)


def office_of(known: str, senders: list[Candidate]) -> Candidate | None:
    """Return the firm or authority below the greeting of an e-mail that a person sent for it, None when there is none.

    Its name must fit the address or web page in the letter.
    """
    if not is_person(known):
        return None
    signed = (one for one in senders if one.features.keys() & {"signed", "signed_far"})
    return next((one for one in signed if {"organisation", "domain"} <= one.features.keys()), None)


def same(name: str, one: str, other: str) -> bool:
    """Return whether two values of the fact ``name`` mean the same."""
    if name in ("reference", "invoice_no"):
        return re.sub(r"\s", "", one).casefold() == re.sub(r"\s", "", other).casefold()
    if name in ("sender", "person", "subject"):
        return re.findall(r"\w+", fold(one)) == re.findall(r"\w+", fold(other))
    return one == other


def _winner(candidates: list[Candidate], weights: Weights) -> str:
    ranked = best_by_value(candidates, weights)
    sure = shares([points for points, _ in ranked])
    return ranked[0][1].value if ranked and sure[0] >= 1 - sum(sure) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
