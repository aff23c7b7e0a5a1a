# SPDX-License-Identifier: EUPL-1.2
"""Following a case: it stands in a list of one's own. It gives no right: who may not see a case does not find it."""

from __future__ import annotations

from mittendrin.townhall.cases.errors import NotYours
from mittendrin.townhall.cases.models import Case, Follow
from mittendrin.townhall.cases.services.access import Viewer


def follow(who: Viewer, case: Case) -> None:
    """Let the person follow ``case``; a second time changes nothing. Raises NotYours."""
    if not who.sees(case):
        raise NotYours
    Follow.objects.get_or_create(case=case, person=who.person)


def unfollow(who: Viewer, case: Case) -> None:
    """Let the person no longer follow ``case``."""
    Follow.objects.filter(case=case, person=who.person).delete()


def follows(who: Viewer, case: Case) -> bool:
    """Return whether the person follows ``case``."""
    return Follow.objects.filter(case=case, person=who.person).exists()


def followed(who: Viewer) -> frozenset[int]:
    """Return the ids of the cases that the person follows, those out of sight too."""
    return frozenset(Follow.objects.filter(person=who.person).values_list("case_id", flat=True))
