# SPDX-License-Identifier: EUPL-1.2
"""Rules: when they begin and end, trial on history, told once, quiet hours, who may, subscriptions of the public."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from mittendrin.apps.stadtdaten.models import (
    AlertDelivery,
    AlertEvent,
    AlertKind,
    AlertRule,
    Datastream,
    Grade,
    StreamForecast,
    Subscription,
)
from mittendrin.apps.stadtdaten.services import alerts, alerts_public, alerts_sending, alerts_words
from mittendrin.apps.stadtdaten.services.alerts_judge import Condition, Judge, episodes
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core.instants import DAY, HOUR, MINUTE
from mittendrin.core.webhook import NotTold
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.models import Case


def ran(condition: Condition, values: list[float], step: int = 10 * MINUTE) -> list[tuple[int, int | None]]:
    pairs = [(number * step, value) for number, value in enumerate(values)]
    found = episodes(Judge(condition), pairs, len(values) * step)
    return [(one.began // step, one.ended // step if one.ended is not None else None) for one in found]


def test_a_threshold_begins_and_ends() -> None:
    assert ran(Condition("above", 5), [1, 6, 7, 5, 1]) == [(1, 3)]
    assert ran(Condition("below", 5), [6, 4, 5, 6]) == [(1, 2)]
    assert ran(Condition("above", 5), [5, 5.0]) == []


def test_it_ends_only_after_coming_back_by_the_slack() -> None:
    assert ran(Condition("above", 5, slack=2), [6, 4, 6, 4, 3]) == [(0, 4)]


def test_it_must_last_so_long() -> None:
    assert ran(Condition("above", 5, minutes=20), [6, 6, 1, 6, 6, 6, 1]) == [(5, 6)]


def test_rate_within_a_window() -> None:
    assert ran(Condition("rise", 3, minutes=30), [1, 2, 3, 4, 4, 4, 4]) == [(3, 4)]
    assert ran(Condition("rise", 3, minutes=10), [1, 2, 3, 4, 5]) == []
    assert ran(Condition("fall", 3, minutes=10), [9, 5, 5, 5])[0][0] == 1


def test_silence_begins_when_patience_ends() -> None:
    judge = Judge(Condition("silent", minutes=30))
    found = episodes(judge, [(0, 1.0), (10 * MINUTE, 1.0), (2 * HOUR, 1.0)], 4 * HOUR)
    assert [(one.began, one.ended) for one in found] == [(40 * MINUTE, 2 * HOUR), (150 * MINUTE, None)]


@given(
    st.lists(st.floats(-100, 100), max_size=60), st.sampled_from(["above", "below", "rise", "fall"]),
    st.floats(-50, 50), st.integers(0, 60), st.floats(0, 20), st.integers(0, 60),
)  # fmt: skip
def test_stopping_and_going_on_changes_nothing(
    values: list[float], kind: str, limit: float, minutes: int, slack: float, cut: int
) -> None:
    condition = Condition(kind, limit, minutes, slack)
    pairs = [(number * 10 * MINUTE, value) for number, value in enumerate(values)]
    whole = Judge(condition)
    at_once = [change for at, value in pairs for change in whole.take(at, value)]
    first = Judge(condition)
    parts = [change for at, value in pairs[:cut] for change in first.take(at, value)]
    second = Judge(condition, first.state())
    parts += [change for at, value in pairs[cut:] for change in second.take(at, value)]
    assert parts == at_once
    assert [change.began for change in at_once] == [number % 2 == 0 for number in range(len(at_once))]


@pytest.fixture
def water(db: None) -> Datastream:
    cache.clear()
    return series("Pegel", "Wasserstand", lambda at: 2.0 if at % (10 * DAY) < 3 * HOUR else 1.0, unit="m")


def rule_on(stream: Datastream, **words: Any) -> AlertRule:
    values = {"title": "Hochwasser", "kind": AlertKind.ABOVE, "value": 1.6, "checked_to": NOW} | words
    return AlertRule.objects.create(datastream=stream, **values)


def test_trial_counts_what_would_have_been_told(water: Datastream) -> None:
    found = alerts.trial(rule_on(water), NOW)
    assert found.sentence == "Diese Regel hätte in den letzten 30 Tagen 3-mal ausgelöst."
    assert len(found.lines) == 3
    assert alerts.trial(rule_on(water, value=9.0), NOW).sentence.endswith("nie ausgelöst.")
    assert alerts.trial(rule_on(water, kind=AlertKind.FORECAST_ABOVE, value=9.0), NOW).sentence.startswith("Nachger")


def test_history_before_the_rule_is_not_told_and_news_only_once(water: Datastream) -> None:
    made = rule_on(water, webhook="https://example.org/x")
    assert alerts.check_all(NOW) == 0
    fill(water, lambda _at: 2.0, NOW, NOW + HOUR, 10 * MINUTE)
    assert alerts.check_all(NOW + HOUR) == 1
    assert alerts.check_all(NOW + HOUR) == 0
    fill(water, lambda _at: 2.3, NOW + HOUR, NOW + 2 * HOUR, 10 * MINUTE)
    fill(water, lambda _at: 1.0, NOW + 2 * HOUR, NOW + 3 * HOUR, 10 * MINUTE)
    assert alerts.check_all(NOW + 3 * HOUR) == 0
    event = AlertEvent.objects.get(rule=made)
    assert event.ended is not None
    assert event.value == 2.3
    assert AlertDelivery.objects.count() == 1


def test_silence_is_told_without_a_new_value(water: Datastream) -> None:
    made = rule_on(water, kind=AlertKind.SILENT, value=None, minutes=120)
    assert alerts.check_all(NOW) == 0
    assert alerts.check_all(NOW + 4 * HOUR) == 1
    assert alerts.check_all(NOW + 5 * HOUR) == 0
    assert "meldet sich seit 2 Stunden nicht" in alerts_words.sentence(made)


def test_forecast_that_crosses_is_told(water: Datastream) -> None:
    rule_on(water, kind=AlertKind.FORECAST_ABOVE, minutes=360)
    bands = [[NOW + hour * HOUR, 1.0 + 0.2 * hour, 1.0, 3.0] for hour in range(1, 9)]
    row = StreamForecast.objects.create(datastream=water, made_at=NOW, bands=bands[:2])
    assert alerts.check_all(NOW) == 0
    StreamForecast.objects.filter(pk=row.pk).update(bands=bands)
    assert alerts.check_all(NOW) == 1
    assert alerts.check_all(NOW) == 0


@pytest.mark.parametrize(("begin", "end", "hour", "expected"), [
    (time(22), time(6), 23, 6), (time(22), time(6), 5, 6), (time(22), time(6), 12, None), (time(12), time(13), 12, 13),
])  # fmt: skip
def test_quiet_hours(water: Datastream, begin: time, end: time, hour: int, expected: int | None) -> None:
    event = AlertEvent(rule=rule_on(water, quiet_from=begin, quiet_to=end), began=NOW)
    found = alerts_sending.quiet_until(event, datetime(2026, 11, 14, hour - 1, 30, tzinfo=UTC))
    assert (found.hour if found else None) == expected


def person(name: str, role: Role = Role.STAFF, email: str = "") -> Person:
    unit, _new = Unit.objects.get_or_create(key="bauhof", defaults={"name": "Bauhof"})
    return Person.objects.create_user(name, password=None, role=role, unit=unit, email=email)


def test_people_get_a_mail_the_unit_a_case_and_each_only_once(water: Datastream) -> None:
    made = rule_on(water, unit=person("bauhof").unit)
    made.people.add(person("wache", email="wache@example.org"), person("weg"))
    fill(water, lambda _at: 2.0, NOW, NOW + HOUR, 10 * MINUTE)
    alerts.check_all(NOW + HOUR)
    assert alerts_sending.send_due() == 2
    assert alerts_sending.send_due() == 0
    assert [message.to for message in mail.outbox] == [["wache@example.org"]]
    assert "liegt über 1,60" in mail.outbox[0].body
    case = Case.objects.get(kind="sensor_alert")
    assert case.unit.name == "Bauhof"
    assert case.source == f"datastream:{water.pk}"


def test_a_webhook_that_fails_is_tried_again_later(water: Datastream, monkeypatch: pytest.MonkeyPatch) -> None:
    rule_on(water, webhook="https://example.org/x")
    fill(water, lambda _at: 2.0, NOW, NOW + HOUR, 10 * MINUTE)
    alerts.check_all(NOW + HOUR)
    told: list[dict[str, Any]] = []

    def refuse(_address: str, _data: dict[str, Any]) -> None:
        raise NotTold("status 503")

    monkeypatch.setattr(alerts_sending, "post_json", refuse)
    assert alerts_sending.send_due() == 0
    delivery = AlertDelivery.objects.get()
    assert delivery.tries == 1
    assert delivery.sent_at is None
    monkeypatch.setattr(alerts_sending, "post_json", lambda _address, data: told.append(data))
    assert alerts_sending.send_due() == 0  # not yet
    assert alerts_sending.send_due(delivery.next_try + timedelta(hours=1)) == 1
    assert told[0]["value"] == 2.0


def browser(who: Person | None = None) -> Client:
    client = Client()
    if who:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(stream: Datastream, **more: str) -> dict[str, str]:
    return {"datastream": str(stream.pk), "kind": "above", "value": "1,6"} | more


def test_a_rule_is_tried_then_stored_by_those_who_may(water: Datastream) -> None:
    address = "/stadtdaten/intern/regeln/neu/"
    assert browser().get(address).status_code == 302
    assert browser(person("meier")).get(address).status_code == 403
    editor = browser(person("lorenz", Role.EDITOR))
    tried = editor.post(address, form_of(water, ausprobieren="1")).content.decode()
    assert "ausgelöst" in tried
    assert not AlertRule.objects.exists()
    assert editor.post(address, form_of(water)).status_code == 302
    made = AlertRule.objects.get()
    assert made.title.startswith("Wasserstand, Pegel liegt über 1,60")
    assert editor.get(f"/stadtdaten/intern/regeln/{made.pk}/").status_code == 200
    editor.post(f"/stadtdaten/intern/regeln/{made.pk}/schalten/")
    assert not AlertRule.objects.get().active
    assert (
        browser(Person.objects.get(username="meier")).post(f"/stadtdaten/intern/regeln/{made.pk}/loeschen/").status_code
        == 403
    )
    editor.post(f"/stadtdaten/intern/regeln/{made.pk}/loeschen/")
    assert not AlertRule.objects.exists()


@pytest.mark.parametrize(("changes", "words"), [
    ({"value": ""}, "Nennen Sie den Wert."),
    ({"kind": "rise"}, "Nennen Sie die Zeit in Minuten."),
    ({"kind": "rise", "minutes": "60", "value": "-1"}, "Nennen Sie eine Zahl größer als 0."),
    ({"quiet_from": "22:00"}, "Nennen Sie Anfang und Ende der Ruhe."),
])  # fmt: skip
def test_wrong_rules_are_refused_in_words(water: Datastream, changes: dict[str, str], words: str) -> None:
    editor = browser(person("lorenz", Role.EDITOR))
    answer = editor.post("/stadtdaten/intern/regeln/neu/", form_of(water, **changes))
    assert words in answer.content.decode()
    assert not AlertRule.objects.exists()


def test_what_is_not_public_cannot_have_a_public_rule(db: None) -> None:
    hidden = series("Geheim", "Wasserstand", lambda _at: 1.0, unit="m", weeks=1, grade=Grade.INTERNAL)
    editor = browser(person("lorenz", Role.EDITOR))
    answer = editor.post("/stadtdaten/intern/regeln/neu/", form_of(hidden, public="on"))
    assert "nicht öffentlich" in answer.content.decode()
    rule_on(hidden, public=True)
    assert not alerts_public.public_rules().exists()


@pytest.fixture
def public_rule(water: Datastream, settings: Settings) -> AlertRule:
    settings.PUBLIC_ADDRESS = "http://testserver"
    return rule_on(water, public=True)


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/stadtdaten/benachrichtigen/\S+)", text)
    assert found
    return found[1]


def test_subscribe_confirm_get_a_mail_and_leave(public_rule: AlertRule) -> None:
    wish = {"rules": [str(public_rule.pk)], "email": "Anna@Example.org"}
    assert browser().post("/stadtdaten/benachrichtigen/", wish).status_code == 302
    assert Subscription.objects.get().confirmed_at is None
    confirm = link_in(str(mail.outbox[0].body))
    assert browser().get(confirm).status_code == 200
    assert Subscription.objects.get().confirmed_at is None  # opening the link alone is not enough
    browser().post(confirm)
    assert Subscription.objects.get().confirmed_at is not None
    fill(public_rule.datastream, lambda _at: 2.0, NOW, NOW + HOUR, 10 * MINUTE)
    alerts.check_all(NOW + HOUR)
    assert alerts_sending.send_due() == 1
    message = mail.outbox[1]
    assert message.to == ["anna@example.org"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = link_in(message.extra_headers["List-Unsubscribe"].strip("<>"))
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(leave).status_code == 200
    assert strict.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert browser().get(leave).status_code == 404


def test_nobody_learns_who_subscribed_and_nobody_is_flooded(public_rule: AlertRule) -> None:
    wish = {"rules": [str(public_rule.pk)], "email": "anna@example.org"}
    answers = [browser().post("/stadtdaten/benachrichtigen/", wish).headers["Location"] for _ in range(3)]
    assert len(set(answers)) == 1
    assert len(mail.outbox) == 1
    for number in range(10):
        browser().post("/stadtdaten/benachrichtigen/", wish | {"email": f"a{number}@example.org"})
    assert len(mail.outbox) == 8  # ten wishes of one visitor within the hour
    assert Subscription.objects.filter(confirmed_at__isnull=False).count() == 0


def test_unconfirmed_wishes_are_forgotten(public_rule: AlertRule) -> None:
    wish = Subscription.objects.create(rule=public_rule, email="a@example.org")
    assert alerts_public.tidy() == 0
    Subscription.objects.filter(pk=wish.pk).update(made_at=wish.made_at - timedelta(days=8))
    assert alerts_public.tidy() == 1


def test_broken_links_say_so() -> None:
    assert alerts_public.leaving("x:y:z") is None
    assert alerts_public.wanted("x") == []
