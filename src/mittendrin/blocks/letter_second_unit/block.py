# SPDX-License-Identifier: EUPL-1.2
"""Proposes a second unit when a letter holds a further request of its own; abstains as a rule."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text
from mittendrin.core.calibration import Calibrator
from mittendrin.core.letters import duties, reading, rules
from mittendrin.core.letters.office import Assessed, Office, office
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.routing import ADDRESSED, Routed, everyday
from mittendrin.core.letters.zones import BODY, CLOSING, INFO, RECIPIENT, SENDER, Letter, Line
from mittendrin.core.lookalike import any_of, skeleton
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence

_FORMAT = 1
_LEAST = 0.3
_RULE_SURE = 0.99
_FURTHER = sentence("Hier steht ein weiteres Anliegen für %(unit)s: „%(words)s“.")
# What opens a further request; the number is how clearly.
_OPENERS = (
    (2.0, (r"(?:noch|auch)\s+ein(?:e|en)?\s+(?:andere|zweite|weitere)\w*|zweites?\s+(?:anliegen|thema|frage|punkt)|"
           r"\bzweitens\b|\bnoch\s+(?:et)?was\b|\bnoch\s+eins\b|\bein(?:e)?\s+andere[rs]?\s+(?:sache|frage|thema)|"
           r"\bp\.?\s?s\.?\s?[:.]|\bnachtrag\b|\b2[.)]\s+\w|\bbei\s+(?:den|der|dem|ihren|ihrem)\s+kolleg\w+|"
           r"\b(?:leiten|geben|reichen)\s+sie\b.{0,60}\bweiter\b|\bweiter(?:leiten|geben|reichen)\b|"
           r"\beines\s+noch\b|\beine?\s+bitte\s+an\b|\bdrittens\b|\bintern\b|\bandere[ns]?\s+(?:amt|abteilung|stelle)\b|"
           r"\ban\s+die\s+(?:zuständige|andere)\s+(?:stelle|abteilung|kolleg\w+)|\bseparat(?:en|e)?\s+(?:antrag|anliegen)")),
    (1.2, (r"\baußerdem\b|\bausserdem\b|\bferner\b|\bdes\s+weiteren\b|\bdarüber\s+hinaus\b|\bzugleich\b|"
           r"\bgleichzeitig\b|"
           r"\bbei\s+(?:dieser|der)\s+gelegenheit\b|\bund\s+gleich\s+noch\b|\bim\s+übrigen\b|\bzudem\b|\bebenfalls\b|"
           r"\bund\s+wenn\s+(?:ich|sie|wir)\s+schon\b|\bwo\s+wir\s+schon\b|\bübrigens\b|\bauch\s+noch\b|\bnebenbei\b")),
    (0.8, r"\bbitte\b.{0,40}\bauch\b|\bauch\b.{0,30}\bbitte\b|\bund\s+dann\b|\bweiterhin\b|\bzusätzlich\b|\bsowie\b"),
)  # fmt: skip
_PATTERNS = tuple((strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in _OPENERS)
_SENTENCE = re.compile(r"(?<=[^\W\d][.!?:])\s+(?=[A-ZÄÖÜ„\"(])|\n\s*\n|\f")
_ASKED = re.compile(
    r"\b(?:bitte|bitten|beantrag\w*|ersuch\w*|möcht\w*|brauch\w*|erbitt\w*|könnten?|können sie|frage|widerruf\w*|"
    r"melde\w*|wünsch\w*|please|proszę|prosi\w*|lütfen|прошу)\b",
    re.IGNORECASE,
)
_LENGTH, _ENOUGH, _LEAST_PLACE = 420, 150, 0.12
_MOST, _WEIGHED = 60, 8
_MUCH, _EACH, _CLEAR, _SHORT = 4.0, 2, 1.2, 120
# Kinds of letters that hold one request as a rule.
_SINGLE = ("Werbung", "Rechnung", "Mahnung", "Bewerbung", "Presseanfrage")
_SHORTEST_NAME = 5


@dataclass(frozen=True)
class Passage:
    """What may be a further request: its unit, what speaks for it by name, its place, the words that speak."""

    unit: str
    features: Mapping[str, float]
    start: int
    end: int
    words: tuple[str, ...] = ()


@cache
def _weights() -> Mapping[str, float]:
    """Return the fitted weights (``python -m benchmarks.letters_second --write``)."""
    data = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
    return {str(name): float(value) for name, value in data.items()}


class Block(Classifier):
    """Which other unit has a request of its own in the same letter."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._curve = Calibrator()
        self._seen = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the units of the plan."""
        return tuple(unit.name for unit in self.plan.units)

    def predict(self, item: Document) -> Answer[str]:
        """Return the second unit with the passage that speaks for it, or abstain."""
        if not text.readable(item.text):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known)
        for match in rules.matching(self.plan.rules, "second_unit", read):
            if match.rule.value in self.labels and match.rule.certain:
                marks = tuple(mark for start, end in match.places for mark in item.marks(start, end))
                told = Reason("rule", "Ihre Regel %(rule)s gilt.", {"rule": match.rule.id}, _seen(marks), 10.0)
                return Answer(match.rule.value, _RULE_SURE, (told,))
        best, raw = self._best(read)
        confidence = self._curve(raw) if best else 0.0
        if best is None or confidence < _LEAST:
            return no_answer("one-request", "Es ist nur ein Anliegen zu erkennen.")
        values = {"unit": best.unit, "words": "“, „".join(best.words)}
        why = Reason("passage", _FURTHER, values, _seen(item.marks(best.start, best.end)))
        return Answer(best.unit, confidence, (why,))

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Learn how often such passages were right; an empty value means that there was no second request."""
        cases = []
        for one in examples:
            read = reading.read(one.item.text, (self.plan.name, *self.plan.names), one.item.known)
            best, raw = self._best(read)
            if best:
                cases.append((raw, best.unit == one.value))
        self._seen = len(cases)
        self._curve = Calibrator.fit(cases)

    def _best(self, read: Reading) -> tuple[Passage | None, float]:
        found = self.passages(read)
        unit, chance = likeliest(found, _weights())
        if not unit:
            return None, 0.0
        best = max((one for one in found if one.unit == unit), key=lambda one: points(one.features, _weights()))
        return replace(best, words=self._words(read, best)), chance

    def passages(self, read: Reading, known: Office | None = None) -> list[Passage]:
        """Return the passages that may hold a further request, each with the two other units it speaks for most.

        known: what the town hall knows when it is not what the house ships.
        """
        if len(self.labels) < 2:
            return []
        found = known or _office(self.plan)
        seen = found.assess(read)
        first = max(range(len(self.labels)), key=lambda at: seen.routed.chances[at])
        spots = [(unit, one) for unit, ones in seen.routed.evidence.items() for one in ones if one.sort != ADDRESSED]

        def promise(passage: tuple[float, int, int]) -> float:
            strength, start, end = passage
            return strength + sum(one.weight for unit, one in spots if unit != first and start <= one.found.start < end)

        best = sorted(_opened(read), key=promise, reverse=True)[:_WEIGHED]
        whole = _told_of_whole(found, read, seen, first)
        return [passage for one in best for passage in self._weighed(found, read, whole, one)]

    def _weighed(self, found: Office, read: Reading, whole: _Whole, place: tuple[float, int, int]) -> Iterator[Passage]:
        strength, start, end = place
        passage = read.letter.text[start:end]
        part = Reading(Letter(passage, (Line(0, len(passage), passage, BODY),)))
        like = found.router.by_unit(found.base.tasks_of(part))
        words = [
            sum(one.weight for one in whole.routed.evidence.get(at, ()) if start <= one.found.start < end)
            for at in range(len(self.labels))
        ]
        named = _named(self.plan, passage)
        rest = [at for at in range(len(self.labels)) if at != whole.first]
        rest.sort(key=lambda at: -(min(words[at], _MUCH) + 3 * like[at] + 2 * (at in named)))
        late, asked = start / max(len(read.letter.text), 1), float(bool(_ASKED.search(passage)))
        shared = {
            **whole.told,
            "opened": float(strength >= 2.0),
            "further": float(strength == _CLEAR),
            "also": float(strength == 0.8),
            "asked": asked,
            "late": late,
            "paragraph": float(_begins(read.letter.text, start)),
            "bracket": float(passage.lstrip().startswith("(")),
            "short": float(len(passage) < _SHORT),
            "words_first": min(words[whole.first], _MUCH),
            "like_first": like[whole.first],
        }
        for other in rest[:_EACH]:
            told = {
                **shared,
                "words": min(words[other], _MUCH),
                "like": like[other],
                "like_ratio": math.log((like[other] + 0.02) / (like[whole.first] + 0.02)),
                "like_opened": like[other] * (strength >= _CLEAR),
                "like_asked": like[other] * asked,
                "like_late": like[other] * late,
                "whole": whole.routed.chances[other],
                "whole_log": math.log(whole.routed.chances[other] + 0.003),
                "named": float(other in named),
            }
            yield Passage(self.labels[other], told, start, end)

    def _words(self, read: Reading, best: Passage) -> tuple[str, ...]:
        found = _office(self.plan)
        evidence = found.assess(read).routed.evidence.get(self.labels.index(best.unit), ())
        inside = [one.found for one in evidence if best.start <= one.found.start < best.end]
        words = [" ".join(read.letter.text[one.start : one.end].split())[:60] for one in inside]
        passage = " ".join(read.letter.text[best.start : best.end].split())
        return tuple(dict.fromkeys(words))[:3] or (passage[:60],)

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        files = ModelFiles({"seen": self._seen, "units": list(self.labels)}, {"curve": self._curve.array()})
        model_files.save(folder, self.manifest.id, _FORMAT, files)

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as saved. Raises ModelDamaged."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._curve = Calibrator.from_array(saved.arrays["curve"])
            block._seen = int(saved.data["seen"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        return block


def _office(plan: TownPlan) -> Office:
    tasks, kinds_file = registry.folder("letter_unit") / "pack", registry.folder("letter_kind") / "kinds.yaml"
    return office(tasks, kinds_file, tuple((unit.name, unit.tasks) for unit in plan.units))


def _named(plan: TownPlan, passage: str) -> set[int]:
    """Return the units that a passage calls by name, also misread."""
    bare = skeleton(passage)
    return {at for at, pattern in enumerate(_names(plan)) if pattern is not None and pattern.search(bare)}


@lru_cache(maxsize=8)
def _names(plan: TownPlan) -> tuple[re.Pattern[str] | None, ...]:
    """Return for each unit the pattern of its names; words that any letter may hold are no names."""
    found = []
    for unit in plan.units:
        parts = [part for part in duties.parts(unit.name) if len(part) >= _SHORTEST_NAME and not everyday(part)]
        found.append(any_of([f"{part} " for part in parts]) if parts else None)
    return tuple(found)


def points(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return how much speaks for a passage: the logarithm of its odds against "no further request"."""
    found = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return min(max(found, -30.0), 30.0)


def likeliest(passages: Sequence[Passage], weights: Mapping[str, float]) -> tuple[str, float]:
    """Return the unit that most likely has a further request, with its chance; an empty name without passages.

    At most one of all passages is taken to be the further request; what speaks for a unit in several adds up.
    """
    sums: dict[str, float] = {}
    for one in passages:
        sums[one.unit] = sums.get(one.unit, 0.0) + math.exp(points(one.features, weights))
    if not sums:
        return "", 0.0
    unit = max(sums, key=lambda name: sums[name])
    return unit, sums[unit] / (1 + sum(sums.values()))


@dataclass(frozen=True)
class _Whole:
    """What a letter tells as a whole. first: its own unit. told: what is the same for all passages."""

    routed: Routed
    first: int
    told: Mapping[str, float]


def _told_of_whole(found: Office, read: Reading, seen: Assessed, first: int) -> _Whole:
    body = max(sum(line.end - line.start for line in read.letter.of(BODY)), 1)
    kinds = dict(zip(found.kinds.names, seen.kind_chances, strict=True))
    told = {
        "*": 1.0,
        "first": seen.routed.chances[first],
        "long": min(body / 1500, 2.0),
        "headed": float(next(read.letter.of(SENDER, RECIPIENT, INFO), None) is not None),
        "single": sum(kinds.get(name, 0.0) for name in _SINGLE),
    }
    return _Whole(seen.routed, first, told)


def _begins(text: str, start: int) -> bool:
    """Return whether a passage opens a paragraph or line of its own."""
    return not text[max(start - 3, 0) : start].strip(" ") or text[:start].rstrip(" ").endswith("\n")


def _opened(read: Reading) -> list[tuple[float, int, int]]:
    """Return for each sentence how clearly a further request begins, and from where to where it may go."""
    lines = list(read.letter.of(BODY, CLOSING))
    if not lines:
        return []
    first, last = lines[0].start, lines[-1].end
    body = read.letter.text[first:last]
    starts = [0, *(match.end() for match in _SENTENCE.finditer(body))][:_MOST]
    found = {start: 0.0 for start in starts if start > len(body) * _LEAST_PLACE}
    for strength, pattern in _PATTERNS:
        for match in pattern.finditer(body[:20_000]):
            start = max((at for at in starts if at <= match.start()), default=0)
            if start in found:
                found[start] = max(found[start], strength)
    ends = [*starts[1:], len(body)]
    return [(strength, first + at, first + _end(at, ends)) for at, strength in found.items()]


def _end(start: int, ends: Sequence[int]) -> int:
    """Return where a passage ends: with a sentence, after some words."""
    later = [end for end in ends if end > start]
    enough = next((end for end in later if end - start >= _ENOUGH), later[-1])
    return min(enough, start + _LENGTH)


def _seen(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those that do not lie on the page."""
    return tuple(one for one in marks if 0 <= one.x0 <= one.x1 <= 1 and 0 <= one.y0 <= one.y1 <= 1)
