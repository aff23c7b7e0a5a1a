# SPDX-License-Identifier: EUPL-1.2
"""Was the promise kept? What came back, and what the drawn sample shows, over the last 90 days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.core.promise import lower_bound, upper_bound
from mittendrin.townhall.decisions.models import Decision, Outcome, Way
from mittendrin.townhall.decisions.services.promises import number, per_hundred

DAYS = 90
FEWEST = 50
"""With fewer cases nothing is drawn as "of 100"."""


@dataclass(frozen=True)
class Realised:
    """What happened to the proposals of the last 90 days.

    handled: went without a single look; returned: of those, came back as wrong. drawn: were sure, but were asked as a
    sample; drawn_wrong: of those, were changed. asked: were asked because the block was not sure, and decided.
    """

    promised: float
    since: datetime
    handled: int
    returned: int
    drawn: int
    drawn_wrong: int
    asked: int

    @property
    def total(self) -> int:
        """Return how many were decided."""
        return self.handled + self.drawn + self.asked

    @property
    def bound(self) -> float:
        """Return below which share of wrong ones the sample lies with 95 % probability; 1 without a sample."""
        return upper_bound(self.drawn_wrong, self.drawn)

    @property
    def verdict(self) -> str:
        """Return ``none``, ``kept``, ``so-far`` (too few to be sure) or ``broken``.

        Broken means that sample or returns are above the promise by more than chance explains (95 %).
        """
        if self.handled + self.drawn == 0:
            return "none"
        low = max(lower_bound(self.drawn_wrong, self.drawn), lower_bound(self.returned, self.handled))
        if low > self.promised:
            return "broken"
        return "kept" if self.drawn and self.bound <= self.promised else "so-far"

    @property
    def heading(self) -> str:
        """Return the verdict in a word or two."""
        words = {
            "none": _("Noch nichts ohne einzelne Ansicht."),
            "kept": _("Gehalten:"),
            "so-far": _("Bisher gehalten, aber noch nicht sicher:"),
            "broken": _("Nicht gehalten:"),
        }
        return words[self.verdict]

    @property
    def sentence(self) -> str:
        """Return the figures behind the verdict in words."""
        if self.verdict == "none":
            return _("In den letzten 90 Tagen hat ein Mensch jeden Vorschlag einzeln angesehen.")
        words = {
            "handled": number(self.handled),
            "returned": number(self.returned),
            "drawn": number(self.drawn),
            "wrong": number(self.drawn_wrong),
            "bound": per_hundred(self.bound),
        }
        returns = _("Von %(handled)s ohne einzelne Ansicht kamen %(returned)s als falsch zurück.") % words
        if not self.drawn:
            return f"{returns} " + _("Eine Stichprobe gibt es noch nicht.")
        sample = _(
            "In der Stichprobe waren %(wrong)s von %(drawn)s falsch. Mit 95 %% Sicherheit liegt der wahre Wert unter"
            " %(bound)s von 100."
        )
        return f"{returns} {sample % words}"

    def of_hundred(self) -> dict[str, int] | None:
        """Return how 100 of them divide into ``right``, ``wrong`` and ``asked``; None when they are too few.

        Rounded by largest remainders, so that they add up to 100; a single wrong one is never rounded away.
        """
        if self.total < FEWEST:
            return None
        wrong = self.returned + self.drawn_wrong
        counts = {"right": self.handled + self.drawn - wrong, "wrong": wrong, "asked": self.asked}
        exact = {name: 100 * count / self.total for name, count in counts.items()}
        shares = {name: int(value) for name, value in exact.items()}
        for name in sorted(exact, key=lambda name: shares[name] - exact[name])[: 100 - sum(shares.values())]:
            shares[name] += 1
        if wrong and not shares["wrong"]:
            most = max(("right", "asked"), key=lambda name: shares[name])
            shares[most] -= 1
            shares["wrong"] = 1
        return shares


def realised(block_id: str, promised: float) -> Realised:
    """Return what happened to the proposals of a block in the last 90 days, as far as people decided on them."""
    return of_all({block_id: promised})[block_id]


def of_all(promised: Mapping[str, float]) -> dict[str, Realised]:
    """Return the same of several blocks at the cost of one question. promised: block -> the share promised."""
    since = timezone.now() - timedelta(days=DAYS)
    decided = Decision.objects.filter(block__in=list(promised), decided_at__gte=since).exclude(outcome=Outcome.OPEN)
    changed = Q(outcome=Outcome.CORRECTED)
    alone = Q(way=Way.HANDLED) & (Q(looked=False) | changed)  # one that somebody looked at and found right was asked
    rows = (
        decided.order_by()
        .values("block")
        .annotate(
            handled=Count("pk", filter=alone),
            returned=Count("pk", filter=alone & changed),
            drawn=Count("pk", filter=Q(sampled=True)),
            drawn_wrong=Count("pk", filter=Q(sampled=True) & changed),
            asked=Count("pk", filter=~alone & Q(sampled=False)),
        )
    )
    found = {row.pop("block"): row for row in cast("Iterable[dict[str, Any]]", rows)}
    nothing = {"handled": 0, "returned": 0, "drawn": 0, "drawn_wrong": 0, "asked": 0}
    return {block: Realised(share, since, **found.get(block, nothing)) for block, share in promised.items()}
