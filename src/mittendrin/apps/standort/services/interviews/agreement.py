# SPDX-License-Identifier: EUPL-1.2
"""How far two coders agree: Cohen's kappa (Cohen 1960) with its standard error (Fleiss, Cohen and Everitt 1969)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from mittendrin.apps.standort.models import CodedPart, CodedSentence, Interview
from mittendrin.apps.standort.services.interviews import keeping, parts
from mittendrin.townhall.accounts.models import Person

NONE = ""
FEWEST = 5
_SURE = 1.959963984540054


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance. value None: both used one and the same category throughout, kappa is not defined.

    agreed: share of sentences with the same category. error: standard error of the value.
    """

    count: int
    agreed: float
    value: float | None
    error: float | None

    @property
    def low(self) -> float | None:
        """Return the lower end of the 95 % interval."""
        return None if self.value is None or self.error is None else max(-1.0, self.value - _SURE * self.error)

    @property
    def high(self) -> float | None:
        """Return the upper end of the 95 % interval."""
        return None if self.value is None or self.error is None else min(1.0, self.value + _SURE * self.error)


@dataclass(frozen=True)
class Agreement:
    """Two coders of a transcript. whole: all places, "no category" counting as one. both: those both coded.

    A place is a sentence, or a stretch of one where somebody coded only some of its words.

    by_category: used by the first, by the second, by both. apart: pairs of categories that were taken for one another.
    """

    first: Person
    second: Person
    whole: Kappa
    both: Kappa
    by_category: tuple[tuple[str, int, int, int], ...]
    apart: tuple[tuple[str, str, int], ...]


def kappa(first: Sequence[str], second: Sequence[str]) -> Kappa:
    """Return the agreement of two codings of the same sentences, in the same order."""
    count = len(first)
    if not count:
        return Kappa(0, 0.0, None, None)
    labels = sorted({*first, *second})
    cells = Counter(zip(first, second, strict=True))
    share = {pair: number / count for pair, number in cells.items()}
    row = {one: sum(share.get((one, other), 0.0) for other in labels) for one in labels}
    column = {one: sum(share.get((other, one), 0.0) for other in labels) for one in labels}
    agreed = sum(share.get((one, one), 0.0) for one in labels)
    chance = sum(row[one] * column[one] for one in labels)
    if chance >= 1:
        return Kappa(count, agreed, None, None)
    value = (agreed - chance) / (1 - chance)
    same = sum(share.get((one, one), 0.0) * (1 - (row[one] + column[one]) * (1 - value)) ** 2 for one in labels)
    other = (1 - value) ** 2 * sum(
        part * (column[one] + row[two]) ** 2 for (one, two), part in share.items() if one != two
    )
    variance = (same + other - (value - chance * (1 - value)) ** 2) / ((1 - chance) ** 2 * count)
    return Kappa(count, agreed, value, math.sqrt(max(variance, 0.0)))


def coders(interview: Interview) -> list[Person]:
    """Return the people who coded, most first."""
    numbers = Counter[int]()
    for rows in (CodedSentence.objects.exclude(category=""), CodedPart.objects.all()):
        counted = rows.filter(interview=interview).values("person").order_by().annotate(n=Count("pk"))
        numbers.update({row["person"]: row["n"] for row in counted})
    people = Person.objects.in_bulk(list(numbers))
    return [people[key] for key in sorted(people, key=lambda key: (-numbers[key], key))]


def between(interview: Interview, first: Person, second: Person) -> Agreement:
    """Return how far two people agree on a transcript."""
    one, two = _codings(interview, first, second)
    paired = [(a, b) for a, b in zip(one, two, strict=True) if a and b]
    uses = Counter(one), Counter(two), Counter(a for a, b in paired if a == b)
    names = sorted({*one, *two} - {NONE})
    apart = Counter((a, b) for a, b in zip(one, two, strict=True) if a != b)
    return Agreement(
        first,
        second,
        kappa(one, two),
        kappa([a for a, _b in paired], [b for _a, b in paired]),
        tuple((name, uses[0][name], uses[1][name], uses[2][name]) for name in names),
        tuple((a, b, number) for (a, b), number in sorted(apart.items(), key=lambda pair: (-pair[1], pair[0]))[:10]),
    )


def _codings(interview: Interview, first: Person, second: Person) -> tuple[list[str], list[str]]:
    """Return what each of two people says of the same places, in their order."""
    whole = [_whole(interview, person) for person in (first, second)]
    cut = [parts.of(interview, person) for person in (first, second)]
    pairs = [
        pair
        for number, text in enumerate(keeping.sentences(interview), start=1)
        for pair in parts.units(
            text,
            (whole[0].get(number, NONE), cut[0].get(number, ())),
            (whole[1].get(number, NONE), cut[1].get(number, ())),
        )
    ]
    return [one for one, _two in pairs], [two for _one, two in pairs]


def _whole(interview: Interview, person: Person) -> dict[int, str]:
    return dict(CodedSentence.objects.filter(interview=interview, person=person).values_list("number", "category"))
