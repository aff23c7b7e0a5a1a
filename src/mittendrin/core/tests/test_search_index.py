# SPDX-License-Identifier: EUPL-1.2
"""Plans, ranking, counting, spelling and the upkeep of the search index."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mittendrin.core.errors import ProblemsFound
from mittendrin.core.search import synonyms
from mittendrin.core.search.documents import Document, build
from mittendrin.core.search.index import Answer, Request, SearchIndex
from mittendrin.core.search.store import STATE, IndexStore

FACETS = ("kind", "state")
GROUPS = [["KI", "AI", "Künstliche Intelligenz"], ["Straßenzustand", "Fahrbahn"], ["OCR", "Texterkennung"]]


def document(identity: str, title: str, text: str = "", kind: str = "project", state: str = "NW") -> Document:
    """Return a small document."""
    return Document(identity, [("de", title)], [("de", text)], facets={"kind": [kind], "state": [state]})


DOCUMENTS = [
    document("zustand", "Straßenzustandserfassung", "Eine Kamera erfasst den Zustand der Straßen."),
    document("fahrbahn", "Risse finden", "Ein Wagen prüft die Fahrbahn.", state="BW"),
    document("chat", "Chatbot", "Künstliche Intelligenz antwortet Menschen.", state="BW"),
    document("text", "Briefe lesen", "Texterkennung liest Briefe. Die E-Akte nimmt sie auf.", kind="ai_use"),
    document("zaehlung", "Passantenzählung", "Sensoren zählen Menschen in der Innenstadt."),
    replace(document("soest", "Soest", "Stadt mit Straße und Chatbot", kind="municipality"), names=["Soest"]),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("index") / "build"
    build(folder, DOCUMENTS, FACETS)
    return SearchIndex(folder, FACETS, GROUPS)


@pytest.fixture
def ask(index: SearchIndex) -> Callable[..., Answer]:
    return lambda query, **changes: index.search(Request(query, **changes))


def ids(answer: Answer) -> list[str]:
    """Return the ids of the hits."""
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize(
    "query",
    ["Straße", "Zustand", "strassen zustand", "Straßenzustand", "straßen zustant", "Erfassung", "Strasenzustand"],
)
def test_a_compound_is_found_by_its_parts_and_in_every_spelling(ask: Callable[..., Answer], query: str) -> None:
    assert ids(ask(query))[0] == "zustand"


def test_spelling_is_corrected_and_said(ask: Callable[..., Answer]) -> None:
    plan = ask("straßen zustant").plan
    assert plan.corrected == [("zustant", "Zustand")]
    assert plan.shown == "straßen Zustand"


def test_the_literal_search_corrects_nothing(ask: Callable[..., Answer]) -> None:
    answer = ask("zustant", correct=False, synonyms=False)
    assert (answer.total, answer.plan.corrected, answer.plan.unknown) == (0, [], ["zustant"])


def test_synonyms_are_searched_and_said_and_can_be_left_out(ask: Callable[..., Answer]) -> None:
    answer = ask("Straßenzustand", every_word=True)
    assert ids(answer) == ["zustand", "fahrbahn"]
    assert answer.plan.also == ["Fahrbahn"]
    assert "fahrbahn" not in ids(ask("Straßenzustand", synonyms=False))


def test_a_word_of_the_list_that_no_text_holds_is_no_mistake(ask: Callable[..., Answer]) -> None:
    answer = ask("OCR")
    assert ids(answer) == ["text"]
    assert answer.plan.corrected == []


def test_several_words_of_one_expression_are_one_thing(ask: Callable[..., Answer]) -> None:
    assert ids(ask("KI"))[0] == ids(ask("künstliche Intelligenz"))[0] == "chat"


@pytest.mark.parametrize("query", ["eakte", "E-Akte", "e akte"])
def test_hyphens_do_not_matter(ask: Callable[..., Answer], query: str) -> None:
    assert ids(ask(query))[0] == "text"


def test_verbs_find_their_nouns(ask: Callable[..., Answer]) -> None:
    assert ids(ask("Passanten zählen"))[0] == "zaehlung"


def test_the_place_itself_comes_first(ask: Callable[..., Answer]) -> None:
    assert ids(ask("soest"))[0] == "soest"


def test_when_nothing_holds_all_words_most_words_count(ask: Callable[..., Answer]) -> None:
    answer = ask("Chatbot Fahrbahn")
    assert answer.with_all == 0
    assert set(ids(answer)) >= {"chat", "fahrbahn"}
    assert ask("Chatbot Fahrbahn", every_word=True).total == 0


def test_quotes_ask_for_the_words_as_they_follow_one_another(ask: Callable[..., Answer]) -> None:
    assert ids(ask('"Straße und Chatbot"')) == ["soest"]
    assert ids(ask('"Chatbot und Straße"')) == []


def test_counts_leave_out_the_facets_own_choice(ask: Callable[..., Answer]) -> None:
    answer = ask("", chosen={"state": ["BW"]})
    assert set(ids(answer)) == {"fahrbahn", "chat"}
    assert answer.facets["state"] == {"NW": 4, "BW": 2}
    assert answer.facets["kind"] == {"project": 2}


def test_several_values_of_one_facet_mean_any(ask: Callable[..., Answer]) -> None:
    assert ask("", chosen={"kind": ["ai_use", "municipality"]}).total == 2
    assert ask("", chosen={"kind": ["ai_use"], "state": ["BW"]}).total == 0


@pytest.mark.parametrize(
    "query", ["", "und der die", "?!", '"', "„“", "-", "+", "a" * 10_000, "AND OR NOT (", "\u0308"]
)
def test_strange_queries_are_answered(ask: Callable[..., Answer], query: str) -> None:
    answer = ask(query)
    assert answer.total >= 0
    assert len(answer.plan.typed) <= 200


def test_paging_reaches_every_hit_once(ask: Callable[..., Answer]) -> None:
    pages = [ids(ask("", limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert sorted(one for page in pages for one in page) == sorted(one.id for one in DOCUMENTS)
    assert pages[3] == []


def store(folder: Path, documents: Sequence[Document]) -> IndexStore:
    """Return a store over ``documents``."""
    return IndexStore(folder, FACETS, lambda: GROUPS, lambda: documents)


def test_a_change_is_seen_by_another_process_and_written_once(tmp_path: Path) -> None:
    documents = list(DOCUMENTS) * 1
    writer, reader = store(tmp_path, documents), store(tmp_path, documents)
    assert writer.get("1").size == reader.get("1").size == len(DOCUMENTS)
    documents.append(document("neu", "Ampelsteuerung"))
    assert writer.get("2").search(Request("Ampel")).total == 1
    reader._documents = lambda: pytest.fail("must not write again")
    assert reader.get("2").search(Request("Ampel")).total == 1


def test_a_small_change_is_written_into_the_same_build(tmp_path: Path) -> None:
    documents = [document(f"d{number}", f"Ding {number}") for number in range(40)]
    kept = store(tmp_path, documents)
    folder = kept.get("1").folder
    documents[3] = document("d3", "Geändert")
    del documents[7]
    changed = kept.get("2")
    assert changed.folder == folder
    assert ids(changed.search(Request("geändert"))) == ["d3"]
    assert changed.size == 39


@pytest.mark.parametrize("damage", ["cut", "state", "words", "gone"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, damage: str) -> None:
    build_folder = store(tmp_path, DOCUMENTS).get("1").folder
    if damage == "cut":
        largest = max((build_folder / "postings").iterdir(), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:10])
    elif damage == "state":
        (tmp_path / STATE).write_text("{", encoding="utf-8")
    elif damage == "words":
        (build_folder / "words.json").write_text("[]", encoding="utf-8")
    else:
        for path in build_folder.rglob("*"):
            if path.is_file():
                path.unlink()
    assert store(tmp_path, DOCUMENTS).get("1").search(Request("Chatbot")).total == 2


def _search(folder: str) -> int:
    return store(Path(folder), DOCUMENTS).get("1").search(Request("Chatbot")).total


@pytest.mark.slow
def test_processes_that_start_together_share_one_build(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_search, [str(tmp_path)] * 3) == [2, 2, 2]
    assert len(list(tmp_path.glob("build-*"))) == 1


def test_threads_are_answered_while_one_writes(tmp_path: Path) -> None:
    documents = list(DOCUMENTS)
    kept = store(tmp_path, documents)
    before = kept.get("1")
    started, release = threading.Event(), threading.Event()

    def slow_documents() -> Sequence[Document]:
        started.set()
        release.wait(5)
        return documents

    kept._documents = slow_documents
    writer = threading.Thread(target=kept.get, args=("2",))
    writer.start()
    assert started.wait(5)
    assert kept.get("2") is before
    release.set()
    writer.join(5)
    assert kept.get("2") is not before


@pytest.mark.parametrize("text", ["groups: 3", "[]", "groups:\n  - [nur eins]", "groups:\n  - [a, {b: c}]"])
def test_a_wrong_list_of_synonyms_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound):
        synonyms.read(path)
