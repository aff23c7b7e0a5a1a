# SPDX-License-Identifier: EUPL-1.2
"""Right or wrong: what blocks say of a letter against its truth, compared after normalisation."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from benchmarks.letter_files import Read

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block, Example, no_answer
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.core.calibration import expected_error
from mittendrin.core.promise import Case

PLAN = demo_plan()
LABELS = {
    "letter.unit": "unit",
    "letter.kind": "kind",
    "letter.second_unit": "second_unit",
    "letter.language": "language",
    "letter.urgency": "urgent",
    "letter.special_data": "special_data",
}
FACTS = ("sender", "date", "subject", "reference", "deadline", "amount", "iban", "invoice_no", "person")
NOTHING: Answer[Any] = no_answer("nothing", "Es wurde nichts gefunden.")
_YES = frozenset({"true", "yes", "ja", "urgent", "dringend", "eilt", "special", "besondere", "1"})
_LOOSE = ("sender", "subject")


@dataclass(frozen=True)
class Score:
    """One answer beside its truth. loose: right enough for a person: half of the words are the same."""

    letter: str
    name: str
    wanted: str
    said: str
    right: bool
    loose: bool
    confidence: float
    top_3: bool


def make(question: str) -> Block[Any] | None:
    """Return a new block that answers the question and has learned nothing, None when there is none."""
    try:
        return registry.block_class(registry.answering(question))(PLAN)
    except registry.UnknownBlock:
        return None


def truth_of(read: Read, name: str) -> str:
    """Return the true value as text; a yes-or-no question as ``yes`` or nothing."""
    value = read.letter.truth[name]
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def predicted(block: Block[Any], reads: Iterable[Read]) -> list[Answer[Any]]:
    """Return the answer of a block for each letter."""
    return [block.predict(read.document) if read.document.pages else NOTHING for read in reads]


def label_scores(question: str, answers: Sequence[Answer[str]], reads: Sequence[Read]) -> list[Score]:
    """Return the scores of a classifier."""
    name = LABELS[question]
    return [_label_score(name, answer, read) for answer, read in zip(answers, reads, strict=True)]


def _label_score(name: str, answer: Answer[str], read: Read) -> Score:
    wanted = truth_of(read, name)
    yes_or_no = isinstance(read.letter.truth[name], bool)
    said = "" if answer.abstained or not answer.value else str(answer.value)
    if yes_or_no:
        said = "yes" if said.casefold() in _YES else ""
    proposals = [said, *(str(other.value) for other in answer.alternatives)][:3]
    right = said == wanted
    return Score(read.letter.id, name, wanted, said, right, right, answer.confidence, wanted in proposals)


def fact_scores(answers: Sequence[Answer[Any]], reads: Sequence[Read]) -> list[Score]:
    """Return the scores of the extractor, nine for each letter."""
    found = []
    for answer, read in zip(answers, reads, strict=True):
        facts: Mapping[str, Answer[str]] = {} if answer.abstained else (answer.value or {})
        for name in FACTS:
            fact = facts.get(name, NOTHING)
            said = "" if fact.abstained else (fact.value or "")
            wanted = truth_of(read, name)
            proposals = [said, *(other.value or "" for other in fact.alternatives)][:3]
            right = same(name, said, wanted)
            found.append(
                Score(
                    read.letter.id,
                    name,
                    wanted,
                    said,
                    right,
                    right or (name in _LOOSE and overlap(said, wanted) >= 0.5),
                    fact.confidence,
                    any(same(name, proposal, wanted) for proposal in proposals),
                )
            )
    return found


def same(name: str, one: str, other: str) -> bool:
    """Return whether two values of a fact are the same after normalisation."""
    return _normal(name, one) == _normal(name, other)


def _normal(name: str, value: str) -> str:
    if name in ("reference", "invoice_no", "iban"):
        return re.sub(r"[^0-9a-zäöüß]", "", value.casefold())
    return " ".join(_words(value))


def _words(value: str) -> list[str]:
    return re.findall(r"\w+(?:[.,]\d+)*", unicodedata.normalize("NFC", value).casefold())


def overlap(one: str, other: str) -> float:
    """Return how many words two texts share, as F1 from 0 to 1."""
    left, right = set(_words(one)), set(_words(other))
    if not left or not right:
        return float(left == right)
    shared = len(left & right)
    return 2 * shared / (len(left) + len(right))


def examples(question: str, reads: Sequence[Read]) -> list[Example[Any]]:
    """Return letters with what a person confirmed, to learn from."""
    day = {read.letter.id: truth_of(read, "date") or "2026-10-01" for read in reads}
    if question == "letter.facts":
        return [Example(read.document, _facts(read), day[read.letter.id]) for read in reads]
    name = LABELS[question]
    return [Example(read.document, _confirmed(read, name), day[read.letter.id]) for read in reads]


def _confirmed(read: Read, name: str) -> str:
    value = truth_of(read, name)
    return (value or "no") if isinstance(read.letter.truth[name], bool) else value


def _facts(read: Read) -> dict[str, Answer[str]]:
    return {
        name: Answer(value, 1.0) if (value := truth_of(read, name)) else Answer(None, 1.0, abstained=True)
        for name in FACTS
    }


def cases(scores: Iterable[Score]) -> list[Case]:
    """Return confidence and whether it was right, for what was proposed."""
    return [(score.confidence, score.right) for score in scores if score.said]


def error(scores: Iterable[Score]) -> float:
    """Return the expected calibration error of what was proposed."""
    return expected_error(cases(scores))


def error_by_chance(scores: Iterable[Score], runs: int = 200) -> float:
    """Return the calibration error that so many answers would show if every confidence were true: mean of ``runs``.

    With few cases in each bin the shares of right answers stray from true confidences too, so the error is never 0.
    """
    sure = [confidence for confidence, _ in cases(scores)]
    draw = random.Random(0)
    return fmean(expected_error((one, draw.random() < one) for one in sure) for _ in range(runs)) if sure else 0.0


def share(values: Iterable[bool]) -> float:
    """Return the share of what is true, 0 for nothing."""
    known = list(values)
    return fmean(known) if known else 0.0


def by_name(scores: Iterable[Score]) -> dict[str, list[Score]]:
    """Return the scores of each fact."""
    found: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        found[score.name].append(score)
    return found
