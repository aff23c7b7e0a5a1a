# SPDX-License-Identifier: EUPL-1.2
"""Following a case: a list of one's own that opens nothing."""

from __future__ import annotations

import pytest

from mittendrin.townhall.cases.errors import NotYours
from mittendrin.townhall.cases.models import Follow
from mittendrin.townhall.cases.services import handling
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.finding import Asked, View, inbox
from mittendrin.townhall.cases.services.following import follow, follows, unfollow
from mittendrin.townhall.cases.tests.town import case, person, today, unit

pytestmark = pytest.mark.django_db


def shown(who: Viewer) -> list[str]:
    page = inbox(who, Asked(View.FOLLOWED))
    titles = [one.title for section in page.sections for one in section.cases]
    assert page.counts[View.FOLLOWED] == len(titles)
    return titles


def test_followed_cases_stand_in_a_list_of_ones_own() -> None:
    who, other = today(person("eins")), today(person("zwei"))
    mine, _another = case("Parkausweis"), case("Hundesteuer")
    follow(who, mine)
    follow(who, mine)
    assert Follow.objects.count() == 1
    assert shown(who) == ["Parkausweis"]
    assert shown(other) == []
    assert follows(who, mine)
    unfollow(who, mine)
    assert shown(who) == []
    assert not follows(who, mine)


def test_following_gives_no_right() -> None:
    who, stranger = today(person("eins")), today(person("fremd", "Bauamt"))
    made = case("Parkausweis")
    with pytest.raises(NotYours):
        follow(stranger, made)
    follow(who, made)
    handling.forward(who, made, made.version, unit("Bauamt"))
    assert shown(who) == []
    made.refresh_from_db()
    handling.forward(stranger, made, made.version, unit("Steueramt"))
    assert shown(who) == ["Parkausweis"]
