# SPDX-License-Identifier: EUPL-1.2
"""Weighing together: one vote a link, no way from a vote to its link, spread of the results, small numbers untold."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from mittendrin.apps.standort.models import Ballot, PlannedMeasure, VoteLink, Weighing
from mittendrin.apps.standort.services.weighing import making, results, sheet, voting
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.tests.browsers import As

pytestmark = pytest.mark.django_db
URL = "https://stadt.example/standort/abstimmen/abcdefghijklmnopqrstuv/"


@pytest.fixture
def weighing(people: dict[str, Person]) -> Weighing:
    """Return an open weighing with three options and ten points."""
    closes_on = timezone.localdate() + timedelta(days=7)
    own = ("E-Akte", "Offene Daten", "Sensoren im Wald")
    return making.create(making.Wanted("Was zuerst?", "", 10, closes_on, (), own), people["owner"])


def said(weighing: Weighing, *points: int) -> dict[str, str]:
    names = [voting.field_name(one) for one in weighing.options.all()]
    return {name: str(value) for name, value in zip(names, points, strict=False)}


def voted(weighing: Weighing, *ballots: tuple[int, ...]) -> Weighing:
    for token, points in zip(making.make_links(weighing, len(ballots)), ballots, strict=True):
        voting.vote(token, said(weighing, *points))
    making.close(weighing)
    return weighing


def text(response: Any) -> str:
    return str(response.content.decode())


FIVE = ((10, 0, 0), (8, 2, 0), (7, 3, 0), (5, 5, 0), (0, 1, 9))


# One link, one vote --------------------------------------------------------------------------------------------------
def test_a_link_counts_once(weighing: Weighing) -> None:
    token = making.make_links(weighing, 1)[0]
    address = reverse("standort:vote", args=[token])
    page = text(Client().get(address))
    assert "Sie haben 10 Punkte" in page and "Sensoren im Wald" in page
    assert Client().post(address, said(weighing, 6, 4)).status_code == 302
    again = Client().post(address, said(weighing, 0, 0, 10))
    assert "schon abgestimmt" in text(again)
    assert [one.points for one in Ballot.objects.all()] == [
        {str(option.pk): points for option, points in zip(weighing.options.all(), (6, 4), strict=False)}
    ]


def test_nothing_leads_from_a_vote_to_its_link(weighing: Weighing) -> None:
    token = making.make_links(weighing, 1)[0]
    voting.vote(token, said(weighing, 10))
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "weighing", "points"}
    assert {field.name for field in VoteLink._meta.get_fields()} == {"id", "weighing", "digest", "used"}
    assert token not in str(VoteLink.objects.values())
    assert Ballot.objects.get().id.version == 4  # random, no clock in it


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (("6", "5"), "Nehmen Sie einen Punkt weg."),
        (("99", "5"), "Nehmen Sie 94 Punkte weg."),
        (("0", "0"), "noch keinen Punkt verteilt"),
        (("", ""), "noch keinen Punkt verteilt"),
        (("-1", "5"), "ganze Zahl von 0 bis 10"),
        (("1.5", "5"), "ganze Zahl von 0 bis 10"),
        (("viel", "5"), "ganze Zahl von 0 bis 10"),
        (("²", "5"), "ganze Zahl von 0 bis 10"),
        (("1" * 5000, "5"), "ganze Zahl von 0 bis 10"),
    ],
)
def test_wrong_points_are_named_and_the_link_stays_good(
    weighing: Weighing, points: tuple[str, str], words: str
) -> None:
    token = making.make_links(weighing, 1)[0]
    names = list(said(weighing, 0, 0))
    address = reverse("standort:vote", args=[token])
    answer = Client().post(address, dict(zip(names, points, strict=True)))
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Ballot.objects.exists()
    assert Client().post(address, said(weighing, 3)).status_code == 302


def test_foreign_options_and_links_are_nothing(weighing: Weighing, people: dict[str, Person]) -> None:
    other = making.create(making.Wanted("B", "", 10, weighing.closes_on, (), ("Eins", "Zwei")), people["owner"])
    token = making.make_links(weighing, 1)[0]
    with pytest.raises(voting.WrongPoints):
        voting.vote(token, said(other, 10))
    assert Client().get(reverse("standort:vote", args=["gibt-es-nicht"])).status_code == 404
    assert Client().get(reverse("standort:vote", args=["x" * 3000])).status_code == 404


def test_after_the_last_day_no_vote_counts(weighing: Weighing) -> None:
    token = making.make_links(weighing, 1)[0]
    weighing.closes_on = timezone.localdate() - timedelta(days=1)
    weighing.save()
    answer = Client().post(reverse("standort:vote", args=[token]), said(weighing, 10))
    assert "beendet" in text(answer) and not Ballot.objects.exists()
    with pytest.raises(making.IsClosed):
        making.make_links(weighing, 1)


# Results -------------------------------------------------------------------------------------------------------------
def test_no_result_while_it_runs_and_none_under_five(weighing: Weighing) -> None:
    assert results.result(weighing) is None
    found = results.result(voted(weighing, *FIVE[:4]))
    assert found is not None and found.too_few and found.lines == ()


def test_points_median_quartiles_and_spread(weighing: Weighing) -> None:
    found = results.result(voted(weighing, *FIVE))
    assert found is not None
    first, second, third = found.lines
    assert (first.title, first.total, first.median, first.low, first.high) == ("E-Akte", 30, 7, 5, 8)
    assert (second.total, third.total) == (11, 9)
    assert third.told == "1 mal 9, 4 mal 0"
    assert (third.agreement, first.agreement) == ("agreed", "partly")
    assert sum(line.share for line in found.lines) == pytest.approx(1)
    assert "„E-Akte“" in found.sentence


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.sampled_from([0.25, 0.5, 0.75]))
def test_quantiles_are_those_of_numpy(values: list[int], part: float) -> None:
    assert results.quantile(sorted(values), part) == pytest.approx(float(np.quantile(values, part)), abs=1e-9)


def test_a_tie_is_said(weighing: Weighing) -> None:
    found = results.result(voted(weighing, *[(5, 5, 0)] * 5))
    assert found is not None and found.sentence.startswith("Gleich viele Punkte")


def test_the_result_goes_into_the_roadmap_once(owner: Client, weighing: Weighing) -> None:
    voted(weighing, *FIVE)
    first = weighing.options.first()
    assert first
    address = reverse("standort:weighing_act", args=[weighing.uuid])
    for _turn in range(2):
        owner.post(address, {"was": "fahrplan", "options": [str(first.pk), "x", "9" * 30]})
    assert [(one.title, one.state) for one in PlannedMeasure.objects.all()] == [("E-Akte", "idea")]


def test_a_title_is_no_formula(people: dict[str, Person]) -> None:
    own = ("=1+1", "B")
    made = making.create(making.Wanted("A", "", 10, timezone.localdate(), (), own), people["owner"])
    found = results.result(voted(made, *[(5, 1)] * 5))
    assert found and "'=1+1" in results.as_csv(found)


# Pages ---------------------------------------------------------------------------------------------------------------
def test_from_the_question_to_the_result(owner: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    form = {"title": "Was zuerst?", "own": "E-Akte\nE-Akte\nSensoren", "points": "10", "closes_on": day.isoformat()}
    answer = owner.post(reverse("standort:new_weighing"), form)
    assert answer.status_code == 302
    made = Weighing.objects.get()
    links = reverse("standort:weighing_links", args=[made.uuid])
    page = text(owner.post(links, {"count": "2", "form": "bogen"}))
    assert page.count("m-slip__code") == 2 and page.count("/standort/abstimmen/") == 2
    table = text(owner.post(links, {"count": "5", "form": "csv"}))
    tokens = [line.rstrip("/").rpartition("/")[2] for line in table.splitlines()[1:]]
    assert len(set(tokens)) == 5
    for token in tokens:
        assert Client().post(reverse("standort:vote", args=[token]), said(made, 7, 3)).status_code == 302
    own = reverse("standort:weighing", args=[made.uuid])
    page = text(owner.get(own))
    assert "5 von 7 Links wurden benutzt." in page and "Median" not in page
    assert owner.get(reverse("standort:weighing_csv", args=[made.uuid])).status_code == 404
    owner.post(reverse("standort:weighing_act", args=[made.uuid]), {"was": "beenden"})
    assert "Median" in text(owner.get(own))
    assert "E-Akte;35" in text(owner.get(reverse("standort:weighing_csv", args=[made.uuid])))
    assert "Vorn liegt" in text(Client().get(reverse("standort:vote", args=[tokens[0]])))


@pytest.mark.parametrize(
    "change",
    [{"own": "nur eines"}, {"own": "\n".join(map(str, range(21)))}, {"closes_on": "2020-01-01"}, {"points": "0"},
     {"closes_on": "2099-01-01"}, {"own": "x" * 201 + "\ny"}, {"title": ""}],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_named(owner: Client, change: dict[str, str]) -> None:
    day = timezone.localdate().isoformat()
    form = {"title": "Was?", "own": "A\nB", "points": "10", "closes_on": day, **change}
    assert owner.post(reverse("standort:new_weighing"), form).status_code == 422
    assert not Weighing.objects.exists()


def test_too_many_links_are_refused(owner: Client, weighing: Weighing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_LINKS", 3)
    address = reverse("standort:weighing_links", args=[weighing.uuid])
    assert owner.post(address, {"count": "4", "form": "csv"}).status_code == 422
    assert owner.post(address, {"count": "100000", "form": "csv"}).status_code == 422
    assert not VoteLink.objects.exists()


def test_deleting_needs_a_tick(owner: Client, weighing: Weighing) -> None:
    address = reverse("standort:weighing_act", args=[weighing.uuid])
    owner.post(address, {"was": "loeschen"})
    assert Weighing.objects.exists()
    owner.post(address, {"was": "loeschen", "sicher": "on"})
    assert not Weighing.objects.exists() and not VoteLink.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("head", 200), ("colleague", 404), ("public", 302)])
def test_who_sees_weighings(as_person: As, weighing: Weighing, who: str, status: int) -> None:
    for address in (reverse("standort:weighings"), reverse("standort:weighing", args=[weighing.uuid])):
        assert as_person(who).get(address).status_code == status


def test_the_code_can_be_scanned() -> None:
    slip = next(iter(sheet.slips([URL])))
    picture = Image.new("L", (slip.side * 6, slip.side * 6), 255)
    draw = ImageDraw.Draw(picture)
    for run in slip.path.split("M")[1:]:
        place, _h, rest = run.partition("h")
        column, row = (int(part) for part in place.split())
        length = int(rest.split("v")[0])
        draw.rectangle((column * 6, row * 6, (column + length) * 6 - 1, row * 6 + 5), fill=0)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [URL]


@pytest.mark.parametrize("name", ["new_weighing", "new_interview"])
def test_a_usual_day_stands_in_the_form_as_browsers_read_it(owner: Client, name: str) -> None:
    page = owner.get(reverse(f"standort:{name}")).content.decode()
    assert re.search(r'type="date"[^>]*value="20\d\d-\d\d-\d\d"|value="20\d\d-\d\d-\d\d"[^>]*type="date"', page)
