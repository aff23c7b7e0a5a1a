# SPDX-License-Identifier: EUPL-1.2
"""Login, lock, temporary and own passwords."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mittendrin.townhall.accounts import services
from mittendrin.townhall.accounts.models import Person, Role

pytestmark = pytest.mark.django_db
LOGIN = "/anmelden/"
GOOD = {"username": "meier", "password": "Demo-Tuer-Kanne-41"}
NEW = "Lampe-Fluss-Regal"


def test_a_person_logs_in_with_capitals_in_the_name(client: Client, people: dict[str, Person]) -> None:
    response = client.post(LOGIN, GOOD | {"username": "MEIER", "next": "/tastatur/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/tastatur/")


def test_a_foreign_address_is_not_followed(client: Client, people: dict[str, Person]) -> None:
    response = client.post(LOGIN, GOOD | {"next": "https://evil.example/"})
    assert response.headers["Location"] == reverse("web:profile")


def test_a_wrong_password_is_said_in_words(client: Client, people: dict[str, Person]) -> None:
    page = client.post(LOGIN, GOOD | {"password": "falsch"}).content.decode()
    assert "Benutzername oder Passwort stimmt nicht." in page
    assert 'role="alert"' in page
    assert "falsch" not in page


def test_five_failures_lock_the_login_and_say_until_when(client: Client, people: dict[str, Person]) -> None:
    for _ in range(4):
        assert client.post(LOGIN, GOOD | {"password": "falsch"}).status_code == 200
    locked = client.post(LOGIN, GOOD | {"password": "falsch"})
    until = timezone.localtime() + timedelta(minutes=15)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    page = locked.content.decode()
    assert any(f"Ab {moment:%H:%M} Uhr" in page for moment in (until, until - timedelta(minutes=1)))
    assert client.post(LOGIN, GOOD).status_code == 429, "the right password does not open a lock"
    other = client.post(LOGIN, {"username": "lorenz", "password": "Demo-Pfad-Regal-63"})
    assert other.status_code == 302, "colleagues are not locked out"


def test_a_new_password_from_the_administration_opens_the_lock(client: Client, people: dict[str, Person]) -> None:
    for _ in range(6):
        client.post(LOGIN, GOOD | {"password": "falsch"})
    password = services.give_temporary_password(people[Role.STAFF])
    assert client.post(LOGIN, GOOD | {"password": password}).status_code == 302


def test_behind_a_proxy_the_visitor_counts_and_not_the_proxy(
    client: Client, people: dict[str, Person], settings: Settings
) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(6):
        client.post(LOGIN, GOOD | {"password": "falsch"}, headers={"x-forwarded-for": "6.6.6.6, 203.0.113.7"})
    locked = client.post(LOGIN, GOOD, headers={"x-forwarded-for": "203.0.113.7"})
    other = client.post(LOGIN, GOOD, headers={"x-forwarded-for": "203.0.113.8"})
    assert (locked.status_code, other.status_code) == (429, 302)


def test_a_temporary_password_must_be_changed_first(client: Client, people: dict[str, Person]) -> None:
    password = services.give_temporary_password(people[Role.STAFF])
    client.post(LOGIN, GOOD | {"password": password})
    assert client.get("/profil/").headers["Location"] == reverse("web:password")
    assert client.get(reverse("web:password")).status_code == 200
    fields = {"old_password": password, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("web:password"), fields).headers["Location"] == reverse("web:profile")
    assert client.get("/profil/").status_code == 200
    assert Person.objects.get(username="meier").temporary_until is None


def test_a_temporary_password_ends(client: Client, people: dict[str, Person]) -> None:
    password = services.give_temporary_password(people[Role.STAFF])
    Person.objects.update(temporary_until=timezone.now() - timedelta(days=1))
    page = client.post(LOGIN, GOOD | {"password": password})
    assert "Das vorläufige Passwort ist abgelaufen." in page.content.decode()


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("kurz", "kurz", "Das Passwort ist zu kurz."),
        ("Sommer2026!", "Sommer2026!", "Kein häufiges Wort mit Zahlen dahinter"),
        ("1234567890123", "1234567890123", "Das Passwort besteht nur aus Ziffern."),
        (NEW, "anders", "Die beiden neuen Passwörter sind verschieden."),
        (GOOD["password"], GOOD["password"], "Das neue Passwort ist das bisherige."),
        ("meier-großmann", "meier-großmann", "Das Passwort ähnelt zu sehr Ihrem Namen"),
    ],
)
def test_weak_passwords_are_refused_in_words(
    new: str, again: str, words: str, client: Client, people: dict[str, Person]
) -> None:
    client.post(LOGIN, GOOD)
    Person.objects.update(last_name="Meier-Großmann")
    fields = {"old_password": GOOD["password"], "new_password1": new, "new_password2": again}
    assert words in client.post(reverse("web:password"), fields).content.decode()


def test_the_rules_stand_on_the_page_in_words(client: Client, people: dict[str, Person]) -> None:
    client.post(LOGIN, GOOD)
    page = client.get(reverse("web:password")).content.decode()
    assert "Mindestens 10 Zeichen." in page
    assert "Nicht nur Ziffern." in page


def test_a_deactivated_person_is_logged_out_at_once(client: Client, people: dict[str, Person]) -> None:
    client.post(LOGIN, GOOD)
    assert client.get("/profil/").status_code == 200
    services.set_active(people[Role.STAFF], False)
    assert client.get("/profil/").status_code == 302
    assert client.post(LOGIN, GOOD).status_code == 200
