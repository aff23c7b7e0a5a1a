# SPDX-License-Identifier: EUPL-1.2
"""A vote by link: one each, and nothing that leads from the vote back to the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.models import Ballot, VoteLink, WeighedOption, Weighing
from mittendrin.apps.standort.services.weighing.making import Unknown, digest, is_open
from mittendrin.core.errors import MittendrinError

MOST_TOKEN = 100
PREFIX = "punkte-"


class Used(MittendrinError):
    """The link was used before."""


class Over(MittendrinError):
    """The weighing is over."""


class WrongPoints(MittendrinError):
    """The points do not fit; ``wrongs`` has a sentence by name of the field, empty name for the whole."""

    def __init__(self, wrongs: Mapping[str, str]) -> None:
        self.wrongs = dict(wrongs)
        super().__init__("points")


@dataclass(frozen=True)
class Link:
    """A link that somebody opened."""

    weighing: Weighing
    used: bool
    open: bool


def open_link(token: str) -> Link:
    """Return what a link leads to. Raises Unknown."""
    found = _find(token)
    return Link(found.weighing, found.used, is_open(found.weighing))


def _find(token: str) -> VoteLink:
    found = (
        VoteLink.objects.filter(digest=digest(token)).select_related("weighing") if len(token) < MOST_TOKEN else None
    )
    link = found.first() if found is not None else None
    if link is None:
        raise Unknown
    return link


def field_name(option: WeighedOption) -> str:
    """Return the name of the field of an option."""
    return f"{PREFIX}{option.pk}"


@transaction.atomic
def vote(token: str, said: Mapping[str, str]) -> Weighing:
    """Store one vote and mark its link as used, in one step. said: points by name of field.

    Raises Unknown, Used, Over, WrongPoints.
    """
    link = _find(token)
    if not is_open(link.weighing):
        raise Over
    points = _points(link.weighing, said)
    if not VoteLink.objects.filter(pk=link.pk, used=False).update(used=True):
        raise Used
    Ballot.objects.create(weighing=link.weighing, points=points)
    return link.weighing


def _points(weighing: Weighing, said: Mapping[str, str]) -> dict[str, int]:
    """Return the points by key of the option, without zeros. Raises WrongPoints."""
    wrongs: dict[str, str] = {}
    points: dict[str, int] = {}
    for option in weighing.options.all():
        name = field_name(option)
        text = str(said.get(name, "")).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 4) and text:
            wrongs[name] = _("Bitte eine ganze Zahl von 0 bis %(most)s eingeben.") % {"most": weighing.points}
        elif text and int(text):
            points[str(option.pk)] = int(text)
    total = sum(points.values())
    if total > weighing.points:
        over = total - weighing.points
        words = ngettext(
            "Sie haben %(total)s von %(most)s Punkten verteilt. Nehmen Sie einen Punkt weg.",
            "Sie haben %(total)s von %(most)s Punkten verteilt. Nehmen Sie %(over)s Punkte weg.",
            over,
        )
        wrongs[""] = words % {"total": total, "most": weighing.points, "over": over}
    elif not total and not wrongs:
        wrongs[""] = _("Sie haben noch keinen Punkt verteilt.")
    if wrongs:
        raise WrongPoints(wrongs)
    return points
