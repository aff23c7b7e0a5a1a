# SPDX-License-Identifier: EUPL-1.2
"""What came out: points of each proposal with median, quartiles and distribution; nothing under five votes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import Ballot, WeighedOption, Weighing
from mittendrin.apps.standort.services.weighing.making import is_open

FEWEST = 5
AGREED, SPLIT = 0.2, 0.4
LEFT, WIDTH = 6, 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One proposal. low, high: quartiles (linear between neighbours). spread: points -> how many gave so many."""

    option: WeighedOption
    total: int
    share: float
    median: float
    low: float
    high: float
    spread: tuple[tuple[int, int], ...]
    most: int

    @property
    def title(self) -> str:
        """Return the proposal in the language of the page, German without another."""
        english = (get_language() or "de").startswith("en") and self.option.title_en
        return self.option.title_en if english else self.option.title

    @property
    def agreement(self) -> str:
        """Return ``agreed``, ``partly`` or ``split``, by the distance of the quartiles as a share of all points."""
        distance = (self.high - self.low) / self.most
        return "agreed" if distance <= AGREED else "split" if distance >= SPLIT else "partly"

    @property
    def words(self) -> str:
        """Return in words how far people agree on it."""
        names = {"agreed": _("weitgehend einig"), "partly": _("teils, teils"), "split": _("gehen auseinander")}
        return names[self.agreement]

    @property
    def told(self) -> str:
        """Return the distribution in words: how many gave how many points."""
        return ", ".join(
            _("%(people)s mal %(points)s") % {"people": count, "points": one} for one, count in self.spread
        )

    def place(self, points: float) -> float:
        """Return where a number of points stands in the drawing."""
        return LEFT + WIDTH * points / self.most

    @property
    def box(self) -> dict[str, float]:
        """Return the places of the drawing: band of the middle half, median."""
        low, high = self.place(self.low), self.place(self.high)
        return {"low": round(low - 2), "width": round(max(high - low, 0) + 4), "median": round(self.place(self.median))}


@dataclass(frozen=True)
class Result:
    """The lines by points, most first. too_few: fewer than five votes, so nothing is told."""

    votes: int
    lines: tuple[Line, ...]

    @property
    def too_few(self) -> bool:
        """Return whether there are too few votes to tell anything."""
        return self.votes < FEWEST

    @property
    def sentence(self) -> str:
        """Return what came out, in one sentence."""
        if not self.lines:
            return ""
        first = self.lines[0]
        ties = [line for line in self.lines if line.total == first.total]
        if len(ties) > 1:
            names = ", ".join(f"„{line.title}“" for line in ties)
            return _("Gleich viele Punkte haben %(names)s: je %(total)s.") % {"names": names, "total": first.total}
        how = {
            "agreed": _("Vorn liegt „%(title)s“ mit %(total)s Punkten; darin ist man sich weitgehend einig."),
            "partly": _("Vorn liegt „%(title)s“ mit %(total)s Punkten; darin ist man sich teils einig."),
            "split": _("Vorn liegt „%(title)s“ mit %(total)s Punkten; darüber gehen die Stimmen weit auseinander."),
        }
        return how[first.agreement] % {"title": first.title, "total": first.total}


def result(weighing: Weighing) -> Result | None:
    """Return what came out; None while votes still count: an interim result would steer the next votes."""
    if is_open(weighing):
        return None
    ballots = [one.points for one in Ballot.objects.filter(weighing=weighing)]
    if len(ballots) < FEWEST:
        return Result(len(ballots), ())
    given = sum(sum(points.values()) for points in ballots)
    lines = [
        _line(option, [int(points.get(str(option.pk), 0)) for points in ballots], given, weighing.points)
        for option in weighing.options.all()
    ]
    return Result(len(ballots), tuple(sorted(lines, key=lambda line: (-line.total, -line.median, line.option.order))))


def _line(option: WeighedOption, points: list[int], given: int, most: int) -> Line:
    ordered = sorted(points)
    spread = tuple(sorted(Counter(points).items(), reverse=True))
    quartiles = [quantile(ordered, part) for part in (0.25, 0.5, 0.75)]
    total = sum(points)
    return Line(option, total, total / given if given else 0.0, quartiles[1], quartiles[0], quartiles[2], spread, most)


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996)."""
    place = (len(ordered) - 1) * part
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def as_csv(found: Result) -> str:
    """Return the result as a table; a title that a spreadsheet would run as a formula gets an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(
        [_("Vorschlag"), _("Punkte"), _("Median"), _("unteres Viertel"), _("oberes Viertel"), _("Verteilung")]
    )
    for line in found.lines:
        title = f"'{line.title}" if line.title.startswith(_FORMULA) else line.title
        writer.writerow([title, line.total, line.median, line.low, line.high, line.told])
    return target.getvalue()
