# SPDX-License-Identifier: EUPL-1.2
"""The town beside others on the web: answer files in, a paper out, faults named, nothing stored."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.standort.models import Round
from mittendrin.web.tests.browsers import As

OTHER = "town: {name: Würzdorf, state: BY, population: 9000}\nanswers: {strategy-agenda: running, ai-use: none}\n"


def file(content: str | bytes, name: str = "andere.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def address(found: Round) -> str:
    return reverse("standort:beside", args=[found.uuid])


def test_the_paper_names_both_towns(owner: Client, a_round: Round) -> None:
    assert owner.get(address(a_round)).status_code == 200
    answer = owner.post(address(a_round), {"others": [file(OTHER)], "kind": "docx"})
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.content))
    assert "Würzdorf" in document.paragraphs[0].text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "kern-error"),
        ([file(OTHER)] * 6, "mehr als fünf Dateien"),
        ([file("#" * 1_100_000)], "größer als 1 MB"),
        ([file("town: {name: A}\nanswers: {ai-use: viel}\n")], "ist keine der Antworten"),
        ([file(OTHER.encode("cp1252"))], "nicht in UTF-8"),
        ([file("- a\n")], "keine Antwortdatei"),
    ],
)
def test_what_cannot_be_compared_is_named(
    owner: Client, a_round: Round, files: list[SimpleUploadedFile], words: str
) -> None:
    for one in files:
        one.seek(0)
    answer = owner.post(address(a_round), {"others": files, "kind": "docx"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("who", "status"), [("head", 200), ("colleague", 404), ("stranger", 404), ("public", 302)])
def test_who_may_compare(as_person: As, a_round: Round, who: str, status: int) -> None:
    assert as_person(who).get(address(a_round)).status_code == status
