# SPDX-License-Identifier: EUPL-1.2
"""One password on many names, one name from many addresses: slowed, told, lifted; who works here is not locked out."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from mittendrin.townhall.accounts import login_limits, services, tasks
from mittendrin.townhall.accounts.models import LoginFailure, Person, Role
from mittendrin.web.visitor import client_ip, network_of

pytestmark = pytest.mark.django_db
LOGIN = "/anmelden/"
GOOD = {"username": "meier", "password": "Demo-Tuer-Kanne-41"}
OTHER = {"username": "lorenz", "password": "Demo-Pfad-Regal-63"}


@pytest.fixture(autouse=True)
def _low(settings: Settings) -> None:
    settings.LOGIN_FAILURES_ADDRESS, settings.LOGIN_FAILURES_NAME = 20, 10


def attempt(name: str, password: str = "Winter2026!", address: str = "203.0.113.7", client: Client | None = None) -> int:
    fields = {"username": name, "password": password}
    return (client or Client()).post(LOGIN, fields, REMOTE_ADDR=address).status_code


def spray(count: int = 20, address: str = "203.0.113.7", prefix: str = "name") -> list[int]:
    return [attempt(f"{prefix}{number}", address=address) for number in range(count)]


def earlier(by: timedelta) -> None:
    for failure in LoginFailure.objects.all():
        LoginFailure.objects.filter(pk=failure.pk).update(at=failure.at - by)


def test_one_password_on_many_names_is_stopped_and_other_addresses_go_on(people: dict[str, Person]) -> None:
    assert set(spray()) == {200}
    page = Client().post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7")
    assert page.status_code == 429, "even the right password is not looked at"
    assert 0 < int(page.headers["Retry-After"]) <= 900
    assert "Von Ihrer Netzadresse kamen sehr viele falsche Passwörter." in page.content.decode()
    reader = Client()
    reader.cookies["language"] = "en"
    english = reader.post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7")
    assert "Very many wrong passwords came from your network address." in english.content.decode()
    assert Client().post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_refused_attempts_lengthen_nothing_and_time_opens(people: dict[str, Person]) -> None:
    spray()
    assert set(spray(5)) == {429}
    assert LoginFailure.objects.count() == 20
    earlier(timedelta(minutes=16))
    assert Client().post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_slow_trying_meets_the_limit_of_the_day(people: dict[str, Person]) -> None:
    for turn in range(5):
        assert set(spray(prefix=f"turn{turn}-")) == {200}
        earlier(timedelta(hours=1))
    page = Client().post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 15 * 60
    earlier(timedelta(days=1))
    assert Client().post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7").status_code == 302
    tasks.clear_sessions.func()
    assert not LoginFailure.objects.exists(), "nothing is kept longer than a day"


def test_a_town_hall_of_300_behind_one_address_mistypes_and_goes_on(settings: Settings) -> None:
    settings.LOGIN_FAILURES_ADDRESS = 100
    Person.objects.bulk_create(Person(username=f"p{number}", last_name="P") for number in range(300))
    first = Person.objects.get(username="p0")
    first.set_password("Richtig-Rad-1")
    Person.objects.update(password=first.password)
    for number in range(300):
        assert attempt(f"p{number}", "Richtig-Rda-1") == 200
        assert attempt(f"p{number}", "Richtig-Rad-1") == 302, number


def test_a_known_browser_is_not_locked_out_by_strangers(people: dict[str, Person]) -> None:
    clerk = Client()
    assert clerk.post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7").status_code == 302
    clerk.post(reverse("web:logout"))
    spray()
    for number in range(10):
        attempt("meier", address=f"198.51.100.{number}")
    stranger = Client().post(LOGIN, GOOD, REMOTE_ADDR="192.0.2.1")
    assert stranger.status_code == 429
    assert "Für diesen Benutzernamen kamen von vielen Stellen falsche Passwörter." in stranger.content.decode()
    assert clerk.post(LOGIN, GOOD, REMOTE_ADDR="203.0.113.7").status_code == 302
    clerk.post(reverse("web:logout"))
    assert clerk.post(LOGIN, OTHER, REMOTE_ADDR="203.0.113.7").status_code == 429, "known for its own person only"


def test_a_known_browser_has_a_limit_of_its_own_and_is_forgotten_with_the_password(people: dict[str, Person]) -> None:
    clerk = Client()
    clerk.post(LOGIN, GOOD)
    clerk.post(reverse("web:logout"))
    tried = [attempt("meier", address=f"198.51.100.{number}", client=clerk) for number in range(21)]
    assert tried == [200] * 20 + [429]
    person = people[Role.STAFF]
    cookie = login_limits.known_browser(person, "")
    assert login_limits.attempt("192.0.2.1", "MEIER", cookie).browser
    services.give_temporary_password(person)
    assert not login_limits.attempt("192.0.2.1", "meier", cookie).browser
    assert not login_limits.attempt("192.0.2.1", "meier", cookie[:-1] + "x").browser, "a forged cookie is worth nothing"


def test_ipv6_counts_by_its_net_and_the_proxy_is_believed_only_when_there_is_one(
    people: dict[str, Person], settings: Settings
) -> None:
    for number in range(20):
        attempt(f"name{number}", address=f"2001:db8:1:2::{number:x}")
    assert attempt(*GOOD.values(), address="2001:db8:1:2:ffff::9") == 429
    assert attempt(*GOOD.values(), address="2001:db8:1:3::9") == 302
    LoginFailure.objects.all().delete()
    for number in range(20):
        Client().post(LOGIN, {"username": f"n{number}", "password": "x"}, headers={"x-forwarded-for": f"10.0.0.{number}"})
    assert Client().post(LOGIN, GOOD, headers={"x-forwarded-for": "10.0.9.9"}).status_code == 429
    settings.BEHIND_PROXY = True
    forged = {"x-forwarded-for": "10.0.9.9, 203.0.113.99"}
    assert Client().post(LOGIN, GOOD, headers=forged).status_code == 302


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7:51234 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2::6]:443", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", ""),
        ("203.0.113.700", ""),
        ("", ""),
    ],
)
def test_addresses_as_they_count(text: str, counts: str, settings: Settings) -> None:
    assert network_of(text) == counts
    settings.BEHIND_PROXY = True
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": f"6.6.6.6, {text}"})
    assert client_ip(request) == (counts or "127.0.0.1")


def test_the_door_of_the_sensorthings_api_counts_too(people: dict[str, Person]) -> None:
    spray()
    good = base64.b64encode(f"{GOOD['username']}:{GOOD['password']}".encode()).decode()
    asked = {"REMOTE_ADDR": "203.0.113.7", "headers": {"authorization": f"Basic {good}"}}
    assert Client().get("/sta/v1.1/Things", **asked).status_code in {401, 403, 429}  # type: ignore[arg-type]
    LoginFailure.objects.all().delete()
    assert Client().get("/sta/v1.1/Things", **asked).status_code == 200  # type: ignore[arg-type]


def test_unlocking(people: dict[str, Person]) -> None:
    spray()
    for number in range(10):
        attempt("meier", address=f"198.51.100.{number}")
    assert attempt(*GOOD.values(), address="192.0.2.1") == 429
    assert login_limits.unlock(username="meier") == 20, "ours and those of django-axes"
    assert attempt(*GOOD.values(), address="192.0.2.1") == 302
    assert attempt(*GOOD.values()) == 429
    assert login_limits.unlock(address="203.0.113.7") == 40
    assert attempt(*GOOD.values()) == 302
    spray()
    login_limits.unlock()
    assert attempt(*GOOD.values()) == 302
