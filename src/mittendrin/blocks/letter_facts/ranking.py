# SPDX-License-Identifier: EUPL-1.2
"""Candidates for a fact and which of them wins: a weighted sum of features that each have a name and a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.contracts.block import Alternative, Answer, Reason, no_answer
from mittendrin.core.text import sentence

_MAX_REASONS = 3
_STRONGEST = 5.0
_MAX_ALTERNATIVES = 4
_WORTH_SHOWING = 0.02
# A misread number is worth less than its place in the ranking says.
_UNSURE_READING = 0.55
# The same name in two places: how much surer the other reading must be, and how alike the two, in percent.
_CLEARER = 0.1
_SAME_NAME = 85
_READ_FIRST = 0.2
READ_TWICE = "read-twice"
_TWICE = sentence("zweimal gelesen, beim zweiten Mal ohne den Stempel darüber")
_FIRST = sentence("so las es sich beim ersten Mal, mit dem Stempel darüber")


@dataclass(slots=True)
class Candidate:
    """A value that may be the fact. start, end: where it stands. features: name -> strength, as a rule 0 or 1."""

    value: str
    start: int
    end: int
    features: dict[str, float] = field(default_factory=dict)
    also: tuple[Reason, ...] = ()

    def mark(self, name: str, holds: object = True) -> None:
        """Note feature ``name`` when ``holds``; a number is its strength."""
        if holds:
            self.features[name] = min(float(holds), _STRONGEST) if isinstance(holds, int | float) else 1.0


@dataclass(frozen=True)
class Question:
    """How one fact is ranked. nothing: sentence when no value wins. sentences: feature -> German sentence.

    weights: feature -> what it adds to the score before anything was learned; ``*`` is added to each candidate, whose
    score competes with 0 for "not in the letter". names: values are names, of which a slip of the pen makes no other.
    value: gives the value that a piece of text says, empty for none; only for values that are read from figures.
    """

    name: str
    nothing: str
    weights: Mapping[str, float]
    sentences: Mapping[str, str]
    names: bool = False
    value: Callable[[str], str] | None = None


Weights = Mapping[str, float]


def score(candidate: Candidate, weights: Weights) -> float:
    """Return the score of a candidate."""
    return weights.get("*", 0.0) + sum(
        weights.get(name, 0.0) * strength for name, strength in candidate.features.items()
    )


def best_by_value(candidates: Iterable[Candidate], weights: Weights) -> list[tuple[float, Candidate]]:
    """Return the best place of each value with its score, best first; the earlier place wins a tie."""
    best: dict[str, tuple[float, Candidate]] = {}
    for candidate in candidates:
        points = score(candidate, weights)
        if candidate.value not in best or points > best[candidate.value][0]:
            best[candidate.value] = points, candidate
    return sorted(best.values(), key=lambda one: (-one[0], one[1].start))


def shares(points: Sequence[float]) -> list[float]:
    """Return the probability of each candidate beside "nothing", whose score is 0."""
    top = max([0.0, *points])
    powers = [math.exp(one - top) for one in points]
    total = sum(powers) + math.exp(-top)
    return [power / total for power in powers]


def answer(layout: Layout, question: Question, candidates: Iterable[Candidate], weights: Weights) -> Answer[str]:
    """Return the winner with its reasons and the next best as alternatives; abstains when "nothing" wins."""
    ranked = best_by_value(candidates, weights)
    if not ranked:
        return no_answer("nothing", question.nothing)
    sure = shares([points for points, _ in ranked])
    nothing = 1 - sum(sure)
    ready = [(share, one) for (_, one), share in zip(ranked, sure, strict=True)]
    if nothing > sure[0]:
        shown = _options(layout, question, ready, weights)
        return Answer(None, 0.0, (Reason("nothing", question.nothing),), abstained=True, alternatives=shown)
    first = _clearer(layout, [one for _, one in ranked]) if question.names else ready[0][1]
    others = [one for one in ready[1:] if one[1] is not first]
    shown = _options(layout, question, others, weights)
    reasons = _reasons(layout, question, first, weights)
    before = first_reading(layout, question, first)
    if before:
        shown = _with_before(layout, first, before, [one for one in shown if one.value != before], 1 - sure[0])
        weight = max(one.weight for one in reasons) + 1
        reasons = (Reason(READ_TWICE, _TWICE, marks=layout.marks(first.start, first.end), weight=weight), *reasons)
    return Answer(first.value, _read(layout, first, sure[0]), reasons, alternatives=shown)


def first_reading(layout: Layout, question: Question, candidate: Candidate) -> str:
    """Return the other value that was read first at the place of ``candidate``, empty when there is none."""
    words = [word for _, word in layout.document.words(candidate.start, candidate.end)]
    if question.value is None or not any(word.also for word in words):
        return ""
    value = question.value(" ".join(word.also or word.text for word in words))
    return value if value != candidate.value else ""


def _with_before(
    layout: Layout, candidate: Candidate, value: str, others: Sequence[Alternative[str]], left: float
) -> tuple[Alternative[str], ...]:
    """Return ``value``, which was read first at the place of ``candidate``, before all other alternatives."""
    reason = Reason("read-first", _FIRST, marks=layout.marks(candidate.start, candidate.end))
    sure = max([min(left, _READ_FIRST), *(one.confidence for one in others)])
    return Alternative(value, sure, (reason,)), *others


def _clearer(layout: Layout, ranked: Sequence[Candidate]) -> Candidate:
    """Return the winner of ``ranked``, or the same name where it could be read better."""
    first = ranked[0]
    best, sure = first, layout.document.surety(first.start, first.end) + _CLEARER
    for one in ranked[1:]:
        if first.value[:1].islower() and one.value.endswith(first.value):
            return one
        alike = len(one.value.split()) >= len(first.value.split()) and one.value != first.value
        if alike and fuzz.ratio(one.value.casefold(), first.value.casefold()) >= _SAME_NAME:
            read = layout.document.surety(one.start, one.end)
            if read > sure:
                best, sure = one, read
    return best


def _options(
    layout: Layout, question: Question, ready: Sequence[tuple[float, Candidate]], weights: Weights
) -> tuple[Alternative[str], ...]:
    """Return the next best as alternatives, those that are hardly likely left out."""
    shown = [(share, one) for share, one in ready if share >= _WORTH_SHOWING][:_MAX_ALTERNATIVES]
    return tuple(
        Alternative(one.value, _read(layout, one, share), _reasons(layout, question, one, weights))
        for share, one in shown
    )


def _read(layout: Layout, candidate: Candidate, share: float) -> float:
    """Return the confidence: the share, less when the page could hardly be read there."""
    sure = layout.document.surety(candidate.start, candidate.end) if candidate.end > candidate.start else 1.0
    return share * (1.0 if sure >= _UNSURE_READING else 0.6 + 0.4 * sure / _UNSURE_READING)


def _reasons(layout: Layout, question: Question, candidate: Candidate, weights: Weights) -> tuple[Reason, ...]:
    marks = layout.marks(candidate.start, candidate.end)
    told = [
        (weights.get(name, 0.0) * strength, name)
        for name, strength in candidate.features.items()
        if name in question.sentences and weights.get(name, 0.0) * strength > 0
    ]
    told.sort(key=lambda one: (-one[0], one[1]))
    found = [Reason(name, question.sentences[name], marks=marks, weight=points) for points, name in told[:_MAX_REASONS]]
    if not found:
        found = [Reason("found", "steht so im Brief", marks=marks)]
    return (*found, *candidate.also)
