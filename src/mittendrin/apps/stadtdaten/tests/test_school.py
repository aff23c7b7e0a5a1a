# SPDX-License-Identifier: EUPL-1.2
"""School holidays of the town: the page of administrators, and what forecasts say of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mittendrin.apps.stadtdaten.models import SchoolHoliday
from mittendrin.apps.stadtdaten.services import cockpit_blocks, school
from mittendrin.core.tests.test_holiday_files import SPANS, TABLE
from mittendrin.townhall.accounts.models import Person, Role

ADDRESS = "/stadtdaten/schulferien/"


def client_of(role: Role) -> Client:
    made = Client()
    made.force_login(Person.objects.create_user(f"p-{role}", password="x", role=role))
    return made


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(Role.ADMINISTRATOR)


@pytest.mark.django_db
def test_only_administrators() -> None:
    assert Client().get(ADDRESS).status_code == 302
    for role in (Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR):
        assert client_of(role).get(ADDRESS).status_code == 403


def test_a_file_is_stored_and_shown(admin: Client) -> None:
    answer = admin.post(ADDRESS, {"file": SimpleUploadedFile("ferien.csv", TABLE.encode())}, follow=True)
    page = answer.content.decode()
    assert "5 Ferienzeiten sind gespeichert." in page
    assert "2030: ganz bekannt, aus Ihrer Datei" in page
    assert "2031: nur zum Teil bekannt" in page
    assert "Die Schulferien sind bis zum Ende des nächsten Jahres bekannt." in page
    assert list(SchoolHoliday.objects.values_list("first", "last")) == SPANS
    assert "gelöscht" in admin.post(f"{ADDRESS}loeschen/", follow=True).content.decode()
    assert not SchoolHoliday.objects.exists()


def test_a_wrong_file_changes_nothing_and_is_explained(admin: Client) -> None:
    school.store(TABLE.encode())
    wrong = SimpleUploadedFile("ferien.csv", b"von;bis\n2030-03-02;2030-03-01\n")
    answer = admin.post(ADDRESS, {"file": wrong})
    assert answer.status_code == 422
    assert "enden, bevor sie beginnen" in answer.content.decode()
    assert SchoolHoliday.objects.count() == len(SPANS)
    assert admin.post(ADDRESS).status_code == 422


@pytest.mark.django_db
def test_a_file_replaces_what_was_known_of_its_time() -> None:
    school.store(TABLE.encode())
    school.store(b"von;bis\n2030-07-08;2030-08-18\n2030-08-10;2030-08-20\n")
    found = school.of_town()
    assert found is not None
    assert [span for span in found.spans if span[0].month == 7] == [(date(2030, 7, 8), date(2030, 8, 20))]
    assert len(found.spans) == len(SPANS)


@pytest.mark.django_db
def test_missing_years_are_named() -> None:
    assert list(school.overview(date(2030, 5, 1)).missing) == [2030, 2031]
    school.store(TABLE.encode())
    assert list(school.overview(date(2030, 5, 1)).missing) == [2031]
    block = cockpit_blocks.forecaster()
    assert block is not None
    assert block.plan.school == school.of_town()
