# SPDX-License-Identifier: EUPL-1.2
"""Reasons and kinds of letters in the language of the page."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from mittendrin.apps.posteingang.services import words
from mittendrin.apps.posteingang.services.detail import reason_words
from mittendrin.contracts.block import Reason

SAID = Reason("words", "„%(words)s“ spricht für: %(kind)s.", {"words": "Zuschuss“, „beantragen", "kind": "Antrag"})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "„Zuschuss“, „beantragen“ spricht für: Antrag."),
        ("en", "“Zuschuss”, “beantragen” suggests: Application."),
    ],
)
def test_a_reason_is_wholly_in_one_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert reason_words(SAID).text == expected


def test_a_reason_whose_values_do_not_fit_is_shown_as_it_is() -> None:
    assert reason_words(Reason("odd", "%(gone)s fehlt", {"other": "x"})).text == "%(gone)s fehlt"


def test_all_kinds_have_an_english_name() -> None:
    shown = Template("{% load posteingang %}{{ name|kind }}")
    with translation.override("en"):
        names = [shown.render(Context({"name": kind})) for kind in words.KINDS]
    assert len(set(names)) == len(words.KINDS)
    assert not set(names) & set(words.KINDS)
    assert shown.render(Context({"name": ""})) == ""
