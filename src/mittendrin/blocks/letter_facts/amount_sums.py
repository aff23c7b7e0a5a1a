# SPDX-License-Identifier: EUPL-1.2
"""Which sums of money in a letter are sums of others, their parts, or what remains after a deduction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mittendrin.blocks.letter_facts.money import Money

_MOST_SUMMED = 24
_LEAST_ROWS, _MOST_ROWS = 2, 24
_VAT_RATES = tuple(Decimal(rate) for rate in ("0.19", "0.07", "0.2", "0.21", "0.16", "0.05", "0.10"))
_CENT = Decimal("0.02")


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
class Sums:
    """Which values are sums of others, which are their parts, which remain after a deduction."""

    totals: frozenset[Decimal]
    gross: frozenset[Decimal]
    nets: frozenset[Decimal]
    taxes: frozenset[Decimal]
    remainders: frozenset[Decimal]
    reduced: frozenset[Decimal]


def sums(found: Sequence[Money]) -> Sums:
    """Return how the values of ``found`` add up to one another."""
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
    return Sums(
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
