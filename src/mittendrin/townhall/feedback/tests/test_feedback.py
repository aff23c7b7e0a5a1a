# SPDX-License-Identifier: EUPL-1.2
"""Reports of visitors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mittendrin.townhall.feedback import limits, services, tasks
from mittendrin.townhall.feedback.models import Feedback, Sending

pytestmark = pytest.mark.django_db


def report(text: str = "Die Karte geht nicht.") -> Feedback:
    return Feedback(topic="barrier", text=text)


def test_a_report_keeps_no_address() -> None:
    services.keep(report(), "203.0.113.7")
    stored = Feedback.objects.get()
    assert len(stored.sender) == 64
    assert stored.sender == services.sender_of("203.0.113.7") != services.sender_of("203.0.113.8")


def test_one_visitor_is_slowed_down_and_others_are_not() -> None:
    for _ in range(services.PER_VISITOR_AND_HOUR):
        services.keep(report(), "203.0.113.7")
    with pytest.raises(services.TooMany):
        services.keep(report(), "203.0.113.7")
    services.keep(report(), "203.0.113.8")
    assert Feedback.objects.count() == services.PER_VISITOR_AND_HOUR + 1


def test_a_flood_from_everywhere_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PER_HOUR", 3)
    for number in range(3):
        services.keep(report(), f"203.0.113.{number}")
    with pytest.raises(services.TooMany):
        services.keep(report(), "203.0.113.99")


def test_the_sender_is_forgotten_after_a_day() -> None:
    services.keep(report(), "203.0.113.7")
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=2))
    services.keep(report(), "203.0.113.8")
    assert Feedback.objects.filter(sender="").count() == 1


def test_nobody_has_to_report_something_for_others_to_be_forgotten() -> None:
    services.keep(Feedback(topic="error", text="Alt", contact="erika@example.org"), "203.0.113.7")
    services.keep(Feedback(topic="error", text="Offen", contact="karl@example.org"), "203.0.113.8")
    limits.admit("objection", "203.0.113.7")
    long_ago = timezone.now() - timedelta(days=40)
    Feedback.objects.update(created_at=long_ago)
    Feedback.objects.filter(text="Alt").update(done_at=timezone.now() - timedelta(days=31))
    Sending.objects.update(at=long_ago)
    assert tasks.forget.call() == 4
    assert list(Feedback.objects.order_by("pk").values_list("sender", "contact")) == [
        ("", ""),
        ("", "karl@example.org"),
    ]
    assert not Sending.objects.exists()
