# SPDX-License-Identifier: EUPL-1.2
"""The town's template on the pages: brought by owners, on every DOCX, refused when it is none."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.standort.models import PaperTemplate, Round
from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.papers import docx_file
from mittendrin.web.tests.browsers import As

PAGE = "standort:template"


def template() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Stadt Neustadt"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def upload(client: Client, data: bytes, name: str = "briefkopf.docx") -> Any:
    return client.post(reverse(PAGE), {"template": SimpleUploadedFile(name, data)}, follow=True)


def head(client: Client, found: Round) -> str:
    answer = client.get(reverse("standort:paper", args=[found.uuid, "council", "docx"]))
    return str(docx.Document(io.BytesIO(answer.content)).sections[0].header.paragraphs[0].text)


def test_every_paper_carries_it_until_somebody_takes_it_away(owner: Client, a_round: Round) -> None:
    assert head(owner, a_round) == ""
    assert "Die Vorlage gilt ab jetzt" in upload(owner, template()).content.decode()
    assert head(owner, a_round) == "Stadt Neustadt"
    beside = owner.post(
        reverse("standort:beside", args=[a_round.uuid]),
        {"kind": "docx", "others": [SimpleUploadedFile("b.yaml", b"town: {name: Bau, state: BY, population: 9000}")]},
    )
    assert docx.Document(io.BytesIO(beside.content)).sections[0].header.paragraphs[0].text == "Stadt Neustadt"
    assert owner.get(reverse("standort:template_file")).content[:2] == b"PK"
    upload(owner, template(), "andere.docx")
    assert PaperTemplate.objects.get().name == "andere.docx"
    owner.post(reverse("standort:forget_template"))
    assert head(owner, a_round) == ""
    assert owner.get(reverse("standort:template_file")).status_code == 404


def macros() -> bytes:
    target = io.BytesIO(template())
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"x")
    return target.getvalue()


def half() -> bytes:
    return template()[:9000]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), macros(), half()])
def test_what_is_no_template_is_refused_and_the_old_one_stays(data: bytes, owner: Client) -> None:
    upload(owner, template())
    answer = upload(owner, data)
    assert answer.status_code == 422
    assert PaperTemplate.objects.count() == 1


def test_one_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_file, "MAX_UNPACKED", 1000)
    with pytest.raises(papers.BadTemplate):
        docx_file.opened(template())


def test_only_owners_see_it(as_person: As) -> None:
    for name in ("colleague", "stranger"):
        assert as_person(name).get(reverse(PAGE)).status_code == 404
        assert upload(as_person(name), template()).status_code == 404
    assert not PaperTemplate.objects.exists()
    assert Client().get(reverse(PAGE)).status_code == 302
