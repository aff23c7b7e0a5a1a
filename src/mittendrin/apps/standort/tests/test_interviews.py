# SPDX-License-Identifier: EUPL-1.2
"""Interviews: under access right and gone on their day; coded by people, proposed by a block; Cohen's kappa."""

from __future__ import annotations

import json
import warnings
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from mittendrin.apps.standort.models import CodedPart, CodedSentence, Interview
from mittendrin.apps.standort.services.interviews import agreement, coding, keeping, parts, words
from mittendrin.apps.standort.services.rounds import NotYours
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import Decision, Outcome
from mittendrin.townhall.decisions.services import examples
from mittendrin.web.tests.browsers import As

TALK = """I: Was bremst Sie?
B: Das Geld. Ohne Fördermittel geht bei uns nichts, z. B. beim Breitband. Der Datenschutz kommt dazu.
B: Am 3. Mai war Dr. Beispiel da. Wir arbeiten mit den Nachbarkommunen zusammen!
Hm."""


@pytest.fixture
def talk(people: dict[str, Person]) -> Interview:
    return keeping.create("Gespräch 1", TALK.encode(), timezone.localdate() + timedelta(days=9), people["owner"])


def text(response: Any) -> str:
    return str(response.content.decode())


# Transcripts ---------------------------------------------------------------------------------------------------------
def test_sentences_end_where_people_end_them() -> None:
    assert interview_scheme.sentences(TALK) == [
        "I: Was bremst Sie?",
        "B: Das Geld.",
        "Ohne Fördermittel geht bei uns nichts, z. B. beim Breitband.",
        "Der Datenschutz kommt dazu.",
        "B: Am 3. Mai war Dr. Beispiel da.",
        "Wir arbeiten mit den Nachbarkommunen zusammen!",
        "Hm.",
    ]


@given(st.text(max_size=400))
def test_no_word_is_lost(written: str) -> None:
    joined = "".join("".join(interview_scheme.sentences(written)).split())
    plain = "".join(written.split())
    assert [sign for sign in joined if sign.isalnum()] == [sign for sign in plain if sign.isalnum()]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        assert interview_scheme.read_text(data)
    except ProblemsFound as error:
        assert words.describe(error.problems[0])


@pytest.mark.parametrize(
    "data", [b"", b" \n ", b"PK\x03\x04rest", b"%PDF-1.7", b"a\x00b", b"x" * 500_001, b"Ja.\n" * 4001]
)
def test_what_is_no_transcript_is_refused(data: bytes) -> None:
    with pytest.raises(ProblemsFound) as caught:
        interview_scheme.read_text(data)
    assert words.describe(caught.value.problems[0])


def test_windows_text_is_read() -> None:
    assert interview_scheme.read_text("Förderung".encode("cp1252")) == "Förderung"


def test_the_scheme_names_its_source_and_the_block_knows_it() -> None:
    scheme = interview_scheme.shipped()
    assert (scheme.source.source, len(scheme.categories)) == ("ki-in-mittelstaedten", 15)


# Access and deletion -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_only_those_who_were_let_in_see_it(talk: Interview, as_person: As, people: dict[str, Person]) -> None:
    address = reverse("standort:interview", args=[talk.uuid])
    for who, status in (("owner", 200), ("head", 404), ("admin", 404), ("colleague", 404), ("public", 302)):
        assert as_person(who).get(address).status_code == status
    share = reverse("standort:interview_share", args=[talk.uuid])
    assert as_person("owner").post(share, {"username": "gibtsnicht"}).status_code == 422
    assert as_person("owner").post(share, {"username": "ZWEI"}).status_code == 302
    assert as_person("colleague").get(address).status_code == 200
    assert as_person("colleague").post(share, {"username": "bau"}).status_code == 404
    delete = reverse("standort:delete_interview", args=[talk.uuid])
    assert as_person("colleague").post(delete, {"sicher": "on"}).status_code == 404
    with pytest.raises(NotYours):
        keeping.find(people["stranger"], talk.uuid)


@pytest.mark.django_db
def test_it_is_gone_on_its_day_with_what_the_record_holds(talk: Interview, people: dict[str, Person]) -> None:
    coding.propose(talk, people["owner"])
    decision = Decision.objects.get(subject=keeping.subject_of(talk, 3))
    assert keeping.document(decision.subject)
    assert keeping.delete_due() == 0
    assert keeping.delete_due(talk.delete_on) == 1
    assert not Interview.objects.exists() and not CodedSentence.objects.exists()
    assert Decision.objects.get(pk=decision.pk).subject == ""
    assert keeping.document("interview:x/1") is None


# Coding --------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_proposals_come_with_reasons_and_people_decide(
    owner: Client, talk: Interview, people: dict[str, Person]
) -> None:
    address = reverse("standort:interview_code", args=[talk.uuid])
    assert owner.post(address, {"vorschlagen": "1", "ab": "1"}).status_code == 302
    page = text(owner.get(reverse("standort:interview", args=[talk.uuid])))
    assert "Vorschlag: Geld" in page and "spricht dafür" in page
    assert not CodedSentence.objects.exclude(category="").exists()
    owner.post(address, {"uebernehmen": "2:money", "ab": "1"})
    owner.post(address, {"satz": ["6"], "kategorie": "strategy", "ab": "1"})
    second = Decision.objects.get(subject=keeping.subject_of(talk, 2))
    sixth = Decision.objects.get(subject=keeping.subject_of(talk, 6))
    assert (second.outcome, sixth.outcome, sixth.final) == (Outcome.CONFIRMED, Outcome.CORRECTED, "strategy")
    assert {one.value for one in examples("interview_category")} == {"money", "strategy"}
    owner.post(address, {"satz": ["6"], "kategorie": "cooperation", "ab": "1"})
    assert coding.codes(talk, people["owner"])[6].category == "cooperation"
    owner.post(address, {"satz": ["6"], "entfernen": "1", "ab": "1"})
    assert coding.codes(talk, people["owner"])[6].category == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"satz": ["1"], "kategorie": "gibtsnicht"}, "Diese Kategorie gibt es nicht."),
        ({"satz": ["1"]}, "Wählen Sie eine Kategorie."),
        ({"kategorie": "money"}, "Kreuzen Sie zuerst Sätze an."),
        ({"satz": ["999", "x", "-1"], "kategorie": "money", "ab": "²"}, "1 Satz"),
    ],
)
def test_wrong_input_is_named(owner: Client, talk: Interview, sent: dict[str, Any], says: str) -> None:
    answer = owner.post(reverse("standort:interview_code", args=[talk.uuid]), sent, follow=True)
    assert says in text(answer)


@pytest.mark.django_db
def test_found_categories_can_be_used(owner: Client, talk: Interview, people: dict[str, Person]) -> None:
    address = reverse("standort:interview_categories")
    assert owner.post(address, {"name": "Stolz auf die Stadt", "about": ""}).status_code == 302
    assert owner.post(address, {"name": "stolz auf die stadt", "about": ""}).status_code == 422
    assert owner.post(address, {"name": "Geld", "about": ""}).status_code == 422
    assert owner.post(address, {"name": "!!!", "about": ""}).status_code == 422
    assert coding.code(talk, people["owner"], [1, 2], "eigen-stolz-auf-die-stadt") == 2


@pytest.mark.django_db
def test_a_coder_does_not_see_what_the_other_said(talk: Interview, as_person: As, people: dict[str, Person]) -> None:
    keeping.let_in(talk, "zwei")
    coding.code(talk, people["owner"], [3], "money")
    page = text(as_person("colleague").get(reverse("standort:interview", args=[talk.uuid])))
    assert "m-sentence--coded" not in page and "0 von 7" in page


# Parts of a sentence -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_words_of_a_sentence_have_a_category_of_their_own(
    owner: Client, talk: Interview, people: dict[str, Person]
) -> None:
    address = reverse("standort:interview_code", args=[talk.uuid])
    number, sentence = max(enumerate(keeping.sentences(talk), start=1), key=lambda pair: len(pair[1]))
    some = " ".join(sentence.split()[1:3])
    answer = owner.post(address, {"worte": f"  {some.upper()} ", "satz": [number], "kategorie": "money"}, follow=True)
    page = text(answer)
    assert f"<mark>{some}</mark>" in page and "[Geld]" in page and "1 von 7" in page
    owner.post(address, {"worte": sentence.split()[2], "satz": [number], "kategorie": "staff"})
    assert [one.category for one in parts.of(talk, people["owner"])[number]] == ["staff"]
    data = json.loads(owner.get(reverse("standort:interview_export", args=[talk.uuid, "json"])).content)
    assert [one["code"] for one in data["sentences"][number - 1]["parts"]] == ["staff"]
    assert f"{number}.1;" in text(owner.get(reverse("standort:interview_export", args=[talk.uuid, "csv"])))
    owner.post(address, {"satz": [number], "entfernen": "1"})
    assert parts.of(talk, people["owner"]) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["gibt es nicht", "e", "x" * 501])
def test_words_that_do_not_stand_once_are_named_and_kept(owner: Client, talk: Interview, words: str) -> None:
    sent = {"worte": words, "kategorie": "money"}
    page = text(owner.post(reverse("standort:interview_code", args=[talk.uuid]), sent, follow=True))
    assert "nicht genau einmal" in page and f'value="{words[:500]}"' in page


@given(st.text(max_size=60), st.data())
def test_a_sentence_in_pieces_is_the_sentence(written: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.sets(st.integers(0, len(written)), max_size=6)))
    cut = [CodedPart(start=one, end=two, category="money") for one, two in zip(ends[::2], ends[1::2], strict=False)]
    assert "".join(one.text for one in parts.pieces(written, cut)) == written
    assert len(parts.units(written, ("", cut), ("", ()))) >= 1


def test_two_people_are_compared_stretch_by_stretch() -> None:
    cut = [CodedPart(start=0, end=4, category="money")]
    assert parts.units("Geld fehlt.", ("staff", cut), ("staff", ())) == [("money", "staff"), ("staff", "staff")]
    assert parts.units("Geld fehlt.", ("staff", ()), ("", ())) == [("staff", "")]


# Agreement -----------------------------------------------------------------------------------------------------------
LABELS = st.sampled_from(["", "money", "staff", "data"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=2, max_size=80))
def test_kappa_and_its_error_are_those_of_the_libraries(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _two in pairs], [two for _one, two in pairs]
    found = agreement.kappa(first, second)
    labels = sorted({*first, *second})
    if found.value is None:
        assert len(labels) == 1
        return
    assert found.value == pytest.approx(float(cohen_kappa_score(first, second)), abs=1e-9)
    table = np.zeros((len(labels), len(labels)))
    for one, two in pairs:
        table[labels.index(one), labels.index(two)] += 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its test against 0 divides by 0 when nobody varies
        known = cohens_kappa(table)
    assert found.value == pytest.approx(known.kappa, abs=1e-9)
    assert (found.error or 0) ** 2 == pytest.approx(max(known.var_kappa, 0), abs=1e-9)


@pytest.mark.django_db
def test_two_coders_are_compared_and_handed_out(
    owner: Client, talk: Interview, as_person: As, people: dict[str, Person]
) -> None:
    address = reverse("standort:interview_agreement", args=[talk.uuid])
    coding.code(talk, people["owner"], [2, 3], "money")
    coding.code(talk, people["owner"], [4], "law_data_protection")
    assert owner.get(address).status_code == 404
    keeping.let_in(talk, "zwei")
    coding.code(talk, people["colleague"], [2, 3, 4], "money")
    found = agreement.between(talk, people["owner"], people["colleague"])
    assert found.whole.value == pytest.approx(
        float(cohen_kappa_score(["", "m", "m", "l", "", "", ""], ["", "m", "m", "m", "", "", ""])), abs=1e-9
    )
    assert found.apart == (("law_data_protection", "money", 1),)
    page = text(owner.get(address))
    assert "Kappa 0," in page and "Recht und Datenschutz gegen Geld" in page
    data = json.loads(owner.get(reverse("standort:interview_export", args=[talk.uuid, "json"])).content)
    assert data["sentences"][3]["codes"] == ["law_data_protection", "money"]
    table = text(owner.get(reverse("standort:interview_export", args=[talk.uuid, "csv"])))
    assert "Recht und Datenschutz;Geld" in table and "lorenz" not in table
    assert as_person("stranger").get(reverse("standort:interview_export", args=[talk.uuid, "csv"])).status_code == 404


@pytest.mark.django_db
def test_a_file_is_stored(owner: Client) -> None:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"title": "Gespräch", "delete_on": day}
    address = reverse("standort:new_interview")
    wrong = owner.post(address, {**form, "file": SimpleUploadedFile("a.docx", b"PK\x03\x04")})
    assert (wrong.status_code, "keine Textdatei" in text(wrong)) == (422, True)
    assert owner.post(address, form).status_code == 422
    assert owner.post(address, {**form, "delete_on": "2020-01-01", "text": "Ja."}).status_code == 422
    assert owner.post(address, {**form, "file": SimpleUploadedFile("a.txt", TALK.encode())}).status_code == 302
    assert Interview.objects.get().coders.count() == 1
