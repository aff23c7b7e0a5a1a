# SPDX-License-Identifier: EUPL-1.2
"""What the pages of weighings show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import WeighedOption, Weighing
from mittendrin.apps.standort.services.weighing import making, results, voting
from mittendrin.apps.standort.services.weighing.making import Counts
from mittendrin.apps.standort.services.weighing.results import Result


@dataclass(frozen=True)
class Row:
    """A weighing with its state in words."""

    weighing: Weighing
    counts: Counts
    state: str


def rows() -> list[Row]:
    """Return all weighings with their state."""
    return [Row(one, making.counts(one), _state(one)) for one in making.listing()]


def _state(weighing: Weighing) -> str:
    return _("läuft") if making.is_open(weighing) else _("beendet")


def title(option: WeighedOption) -> str:
    """Return an option in the language of the page, German without another."""
    english = (get_language() or "de").startswith("en")
    return option.title_en if english and option.title_en else option.title


def options(weighing: Weighing) -> list[str]:
    """Return the proposals in their order."""
    return [title(one) for one in weighing.options.all()]


@dataclass(frozen=True)
class VoteRow:
    """One proposal with its field. wrong: what is wrong with it."""

    name: str
    title: str
    value: str
    wrong: str


def vote_rows(weighing: Weighing, said: Mapping[str, str], wrongs: Mapping[str, str]) -> list[VoteRow]:
    """Return the fields of the ballot with what was typed."""
    found = []
    for option in weighing.options.all():
        name = voting.field_name(option)
        found.append(VoteRow(name, title(option), str(said.get(name, "0"))[:10], wrongs.get(name, "")))
    return found


def places(weighing: Weighing) -> list[tuple[int, int]]:
    """Return marks of the scale of points with their places in the drawing: none, half, all."""
    marks = sorted({0, weighing.points // 2, weighing.points})
    return [(round(results.LEFT + results.WIDTH * one / weighing.points), one) for one in marks]


def roadmap_choices(found: Result | None) -> list[tuple[str, str]]:
    """Return the proposals that are no measure yet, best first."""
    return [(str(line.option.pk), line.title) for line in found.lines if line.option.measure is None] if found else []
