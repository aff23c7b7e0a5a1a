# SPDX-License-Identifier: EUPL-1.2
"""Words, stems, compounds and marks of the search."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.search import german
from mittendrin.core.search.analysis import Analyser
from mittendrin.core.search.folding import MAX_WORD, chains, count_chains, fold, fold_with_places
from mittendrin.core.search.highlight import Marks, segments, snippet

TEXTS = [
    "Die Straße ist in gutem Zustand. Eine Kamera hilft bei der Erfassung der Fahrbahn.",
    "Der Chatbot in Soest nutzt die E-Akte. Ludwigsburg misst den Verkehr; der Transport läuft.",
    "Die Partnerschaft der Wirtschaft. Die Unterstützung für die Beteiligung der Bürger.",
]
LEXICON = german.learn(count_chains(TEXTS), names=["Soest", "Ludwigsburg"])
ANALYSER = Analyser(LEXICON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Bürger", "Buerger"),
        ("Bürger", "burger"),
        ("Köln", "koeln"),
        ("Bauüberwachung", "Bauueberwachung"),
        ("Über", "U\u0308ber"),
    ],
)
def test_one_spelling_for_umlauts_and_sharp_s(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["neue", "Quelle", "Trauer", "Steuer"])
def test_an_e_that_spells_no_umlaut_stays(word: str) -> None:
    assert fold(word) == word.lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße", "straßen"),
        ("zustand", "zustände"),
        ("digitalisierung", "digitalisieren"),
        ("zuständigkeit", "zuständig"),
        ("bürger", "bürgerinnen"),
        ("haus", "häuser"),
    ],
)
def test_stems_meet(one: str, other: str) -> None:
    assert german.stem(fold(one)) == german.stem(fold(other))


@pytest.mark.parametrize(("one", "other"), [("zuständig", "zustand"), ("bürger", "burg"), ("bildung", "bild")])
def test_stems_of_other_words_stay_apart(one: str, other: str) -> None:
    assert german.stem(fold(one)) != german.stem(fold(other))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Straßenzustandserfassung", ["strassen", "zustand", "erfassung"]),
        ("Verkehrskamera", ["verkehr", "kamera"]),
        ("Müllabfuhrkalender", ["mull", "abfuhr", "kalender"]),
        ("Schulweg", ["schul", "weg"]),
        ("Passantenzählung", ["passanten", "zahlung"]),
        ("Wirtschaft", ["wirtschaft"]),
        ("Partnerschaft", ["partnerschaft"]),
        ("Unterstützung", ["unterstutzung"]),
        ("Ludwigsburg", ["ludwigsburg"]),
        ("digital", ["digital"]),
    ],
)
def test_compounds_are_split_where_people_would(word: str, parts: list[str]) -> None:
    assert [german.stem(part.base) for part in LEXICON.split(fold(word))] == [german.stem(part) for part in parts]


@given(st.text(max_size=80))
def test_splitting_never_fails_and_covers_the_word(word: str) -> None:
    folded = fold(word)
    parts = LEXICON.split(folded)
    assert parts[0].start == 0
    assert parts[-1].end == len(folded)
    assert all(one.end == two.start for one, two in pairwise(parts))


@given(st.text(max_size=200))
def test_folding_keeps_the_places_of_letters(text: str) -> None:
    letters = fold_with_places(text)
    assert all(0 <= place < len(text) for _, place in letters)
    assert [place for _, place in letters] == sorted(place for _, place in letters)
    assert fold(text) == fold(text[:MAX_WORD])


def test_hyphens_and_inner_capitals_part_a_word() -> None:
    found = [[piece.text for piece in chain] for chain in chains("Die E-Akte und die BürgerWOLKE, LoRaWAN")]
    assert found == [["Die"], ["E", "Akte"], ["und"], ["die"], ["Bürger", "WOLKE"], ["LoRaWAN"]]


def test_a_compound_gives_terms_for_the_whole_its_runs_and_its_parts() -> None:
    whole, parts = ANALYSER.terms("Straßenzustandserfassung")
    assert set(whole) == {"strass+zustand", "zustand+erfass", "strass+zustand+erfass"}
    assert parts == ["strass", "zustand", "erfass"]


def test_function_words_are_not_searched_but_it_in_capitals_is() -> None:
    assert ANALYSER.terms("it is the", "en") == ([], [])
    assert ANALYSER.terms("IT", "en")[1] == ["it"]


def marked(text: str, marks: Marks) -> list[str]:
    """Return the marked pieces of ``text``."""
    return [segment.text for segment in segments(ANALYSER, text, marks) if segment.marked]


def test_parts_of_a_compound_are_marked_inside_the_word() -> None:
    marks = Marks(singles=frozenset({"strass", "zustand"}))
    assert marked("Die Straßenzustandserfassung der Straßen", marks) == ["Straßenzustand", "Straßen"]


def test_synonyms_of_two_parts_are_marked_only_as_a_whole() -> None:
    marks = Marks(runs=frozenset({("fahr", "bahn")}))
    assert marked("Fahrzeuge fahren auf der Fahrbahn", marks) == ["Fahrbahn"]


TERMS = st.frozensets(st.sampled_from(["strass", "zustand", "a", "erfass", "sost", "1"]))


@given(st.text(max_size=300), TERMS)
def test_marking_never_changes_a_text(text: str, terms: frozenset[str]) -> None:
    found = segments(ANALYSER, text, Marks(terms, frozenset({("strass", "zustand")})))
    assert "".join(segment.text for segment in found) == text
    assert all(segment.text for segment in found)


@given(st.lists(st.sampled_from(["Straße", " ", "-", "<b>", "&amp;", "zustand", "ß", "\u0308", "Soest,"])), TERMS)
def test_marking_of_wild_mixtures_never_changes_the_text(pieces: list[str], terms: frozenset[str]) -> None:
    text = "".join(pieces)
    assert "".join(segment.text for segment in segments(ANALYSER, text, Marks(terms))) == text


@given(st.text(alphabet="ab Straße.", max_size=600), st.integers(20, 200))
def test_a_snippet_is_a_piece_of_the_text(text: str, length: int) -> None:
    cut = snippet(segments(ANALYSER, text, Marks(frozenset({"strass"}))), length)
    shown = "".join(segment.text for segment in cut)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(shown) <= max(length, 0) + 4
