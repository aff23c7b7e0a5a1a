# SPDX-License-Identifier: EUPL-1.2
"""Language, theme and single keys: in this browser, and everywhere for a person."""

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.web.tests.browsers import As

pytestmark = pytest.mark.django_db
PAGE = "/impressum/"


def switch(client: Client, name: str, value: str, back: str = PAGE) -> str:
    response = client.post(reverse(f"web:{name}"), {name: value, "next": back})
    assert response.status_code == 302
    return response.headers["Location"]


def html(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def test_pages_are_german_whatever_the_browser_wishes(client: Client) -> None:
    assert 'lang="de"' in client.get(PAGE, headers={"accept-language": "en"}).content.decode()


def test_the_address_chooses_the_language_of_one_page(client: Client) -> None:
    assert '<html lang="en"' in html(client, f"{PAGE}?lang=en")
    assert '<html lang="de"' in html(client)
    assert '<html lang="de"' in html(client, f"{PAGE}?lang=klingon")


def test_a_visitor_keeps_language_and_theme_in_this_browser(client: Client) -> None:
    assert switch(client, "language", "en") == PAGE
    switch(client, "theme", "dark")
    assert '<html lang="en" data-kern-theme="dark"' in html(client)
    assert "data-kern-theme" not in html(Client())
    switch(client, "theme", "auto")
    assert "data-kern-theme" not in html(client)


def test_a_person_finds_language_and_theme_in_another_browser(as_role: As) -> None:
    first = as_role(Role.STAFF)
    switch(first, "language", "en")
    switch(first, "theme", "dark")
    second = as_role(Role.STAFF)
    assert '<html lang="en" data-kern-theme="dark"' in html(second)
    switch(second, "theme", "auto")
    assert "data-kern-theme" not in html(first)
    assert '<html lang="de"' in html(as_role(Role.EDITOR))


def test_the_switch_wins_over_the_address(client: Client) -> None:
    assert switch(client, "language", "de", f"{PAGE}?lang=en&q=a") == f"{PAGE}?q=a"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x" * 10_000])
def test_a_switch_leads_only_back_into_the_house(back: str, client: Client) -> None:
    assert switch(client, "theme", "dark", back) == "/"


@pytest.mark.parametrize(("name", "value"), [("language", "fr"), ("theme", "pink"), ("theme", ""), ("language", "")])
def test_unknown_values_change_nothing(name: str, value: str, client: Client) -> None:
    switch(client, name, value)
    assert name not in client.cookies


def test_switches_need_a_post(client: Client) -> None:
    assert {client.get(reverse(f"web:{name}")).status_code for name in ("language", "theme", "single_keys")} == {405}


def test_single_keys_are_switched_off_in_this_browser_and_for_a_person(client: Client, as_role: As) -> None:
    switch(client, "single_keys", "off")
    assert 'data-single-keys="off"' in html(client)
    switch(client, "single_keys", "on")
    assert 'data-single-keys="on"' in html(client)
    switch(as_role(Role.STAFF), "single_keys", "off")
    assert 'data-single-keys="off"' in html(as_role(Role.STAFF))


def test_the_profile_keeps_all_three(as_role: As) -> None:
    client = as_role(Role.STAFF)
    client.post(reverse("web:profile"), {"language": "en", "theme": "dark"})
    person = Person.objects.get(role=Role.STAFF)
    assert (person.language, person.theme, person.single_keys) == ("en", "dark", False)
    wrong = client.post(reverse("web:profile"), {"language": "fr", "theme": "dark"})
    assert wrong.status_code == 200
    assert Person.objects.get(role=Role.STAFF).language == "en"
