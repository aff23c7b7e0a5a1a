# SPDX-License-Identifier: EUPL-1.2
"""Programs hand letters in: with a token, each one once."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import RequestFactory

from mittendrin.apps.posteingang.api import letters
from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import ApiSender, Arrival, Letter
from mittendrin.apps.posteingang.services import intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def token() -> str:
    return intake.new_sender("Scanprogramm")[1]


def post(token: str, content: bytes = b"letter", **headers: str) -> Any:
    request = RequestFactory().post("/letters?name=a.pdf", content, content_type="application/octet-stream")
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    for name, value in headers.items():
        request.META[f"HTTP_{name}"] = value
    return letters.hand_in(request)


def test_a_letter_is_handed_in_once(token: str) -> None:
    first = post(token, IDEMPOTENCY_KEY="k1")
    again = post(token, IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert Letter.objects.count() == 1
    assert Arrival.objects.get().name == "a.pdf"
    assert post(token, b"other", IDEMPOTENCY_KEY="k1").status_code == 409
    assert post(token, b"other", IDEMPOTENCY_KEY="k2").status_code == 201
    assert post(token, b"other").status_code == 201
    assert ApiSender.objects.get().last_used_at is not None


def test_two_senders_may_use_the_same_key(token: str) -> None:
    other = intake.new_sender("Fax")[1]
    assert post(token, IDEMPOTENCY_KEY="k").status_code == 201
    assert post(other, IDEMPOTENCY_KEY="k").status_code == 201


def test_a_kill_before_the_answer_leaves_one_letter(token: str) -> None:
    answer = "mittendrin.apps.posteingang.api.letters.JsonResponse"
    with patch(answer, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        post(token, IDEMPOTENCY_KEY="k")
    assert post(token, IDEMPOTENCY_KEY="k").status_code == 200
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "nonsense"])
def test_without_a_token_nothing_comes_in(token: str, wrong: str) -> None:
    answer = post(wrong)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    ApiSender.objects.update(active=False)
    assert post(token).status_code == 401
    assert not Letter.objects.exists()


def test_empty_bodies_long_keys_and_a_full_disk_are_refused(token: str) -> None:
    assert post(token, b"").status_code == 400
    assert post(token, IDEMPOTENCY_KEY="x" * 300).status_code == 400
    with patch.object(store.AtomicFiles, "save", side_effect=OSError(28, "full")):
        assert post(token).status_code == 507
    assert not Letter.objects.exists()


def test_only_the_sender_learns_what_became_of_it(token: str) -> None:
    post(token)
    letter = Letter.objects.get()
    other = intake.new_sender("Fax")[1]
    for one, status in ((token, 200), (other, 404), ("", 401)):
        request = RequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {one}")
        answer = letters.state(request, letter.uuid)
        assert answer.status_code == status
        assert (letter.number.encode() in answer.content) is (status == 200)


def test_a_name_is_given_once() -> None:
    intake.new_sender("Fax")
    with pytest.raises(intake.SenderExists, match="Fax"):
        intake.new_sender("Fax")
