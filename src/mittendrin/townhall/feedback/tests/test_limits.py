# SPDX-License-Identifier: EUPL-1.2
"""Visitors may send so much within an hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mittendrin.townhall.feedback import limits
from mittendrin.townhall.feedback.models import Sending
from mittendrin.townhall.feedback.services import PER_HOUR, PER_VISITOR_AND_HOUR, TooMany

pytestmark = pytest.mark.django_db


def test_one_visitor_is_slowed_down_and_others_are_not() -> None:
    for _ in range(PER_VISITOR_AND_HOUR):
        limits.admit("objection", "203.0.113.7")
    with pytest.raises(TooMany):
        limits.admit("objection", "203.0.113.7")
    limits.admit("objection", "203.0.113.8")
    limits.admit("another", "203.0.113.7")


def test_all_together_are_slowed_down() -> None:
    for number in range(PER_HOUR):
        limits.admit("objection", f"203.0.113.{number}")
    with pytest.raises(TooMany):
        limits.admit("objection", "203.0.113.250")


def test_no_address_is_kept_and_counts_go_after_a_day() -> None:
    limits.admit("objection", "203.0.113.7")
    assert len(Sending.objects.get().sender) == 64
    Sending.objects.update(at=timezone.now() - timedelta(days=2))
    limits.admit("objection", "203.0.113.7")
    assert Sending.objects.count() == 1
