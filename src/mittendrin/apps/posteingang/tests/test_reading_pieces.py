# SPDX-License-Identifier: EUPL-1.2
"""Splitting batches, duplicates, readings as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.sources import refusals
from mittendrin.apps.posteingang.sources.layout import arrange
from mittendrin.apps.posteingang.sources.reading import Letter, Reading, Remark, Sheet
from mittendrin.apps.posteingang.sources.record import reading_data, reading_of
from mittendrin.apps.posteingang.sources.splitting import pieces
from mittendrin.apps.posteingang.tests.reading_factories import LETTER, words_at
from mittendrin.contracts.document import Document, Page, Word

HEAD = ("Kanzlei Ohm", "Stadtverwaltung Musterstadt", "56999 Musterstadt", "Mainz, 03.11.2026", *LETTER)


def sheet(*lines: str, blank: bool = False, separator: bool = False) -> Sheet:
    words = arrange(words_at(*((line, 0.1, 0.06 + 0.03 * number) for number, line in enumerate(lines))))
    return Sheet(Page(words), scanned=True, blank=blank or separator, separator=separator)


BLANK, MARK = sheet(blank=True), sheet(separator=True)
ONE, TWO = sheet(*HEAD), sheet("weiter geht es auf dieser Seite", "mit noch mehr Text", "Seite 2")


def numbers(*sheets: Sheet) -> list[tuple[int, ...]]:
    return [piece.numbers for piece in pieces(sheets)]


def test_separator_sheets_part_letters_and_belong_to_none() -> None:
    assert numbers(MARK, ONE, TWO, MARK, ONE, MARK) == [(1, 2), (4,)]


def test_blank_sheets_part_letters_where_there_is_no_separator() -> None:
    assert numbers(ONE, TWO, BLANK, ONE, BLANK) == [(0, 1), (3,)]
    assert numbers(ONE, TWO, BLANK, TWO, MARK, ONE) == [(0, 1, 3), (5,)]


def test_blank_backs_part_nothing() -> None:
    assert numbers(ONE, BLANK, TWO, BLANK) == [(0, 2)]
    assert numbers(ONE, BLANK) == [(0,)]


def test_nothing_but_blank_sheets_is_no_letter() -> None:
    assert numbers(BLANK, MARK, BLANK) == []


def test_a_new_head_and_salutation_are_only_proposed_as_a_cut() -> None:
    found = pieces([ONE, ONE, TWO])
    assert [piece.numbers for piece in found] == [(0, 1, 2)]
    assert found[0].proposed_cuts == (1,)


def test_following_pages_are_no_new_letters() -> None:
    assert pieces([ONE, TWO, TWO])[0].proposed_cuts == ()


share = st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 5))
word = st.builds(Word, st.text(min_size=1, max_size=9), share, share, share, share, st.integers(0, 99), share)
names = st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)
document = st.builds(
    Document,
    st.lists(st.builds(Page, st.lists(word, max_size=4).map(tuple), quality=share), max_size=3).map(tuple),
    st.sampled_from(["scan", "text"]),
    names,
    names,
    st.lists(st.text(max_size=5), max_size=2).map(tuple),
)


@given(st.lists(document, max_size=2))
def test_readings_survive_json(documents: list[Document]) -> None:
    letters = tuple(Letter(one, 1, 2, (1,), "letter-1.pdf") for one in documents)
    reading = Reading("a.pdf", "pdf", letters, (Remark("x", "Seite %(n)s", {"n": "1"}),), Remark("y", "z"))
    assert reading_of(json.loads(json.dumps(reading_data(reading)))) == reading


def test_every_sentence_can_be_said() -> None:
    names = "size most pages ending first second reason page pixels language what name names"
    values = dict.fromkeys(names.split(), "1")
    for name in refusals._SENTENCES:
        said = str(refusals.remark(name, **values))
        assert said.endswith((".", ": 1", ": 1.")) and "%" not in said
    with pytest.raises(KeyError):
        refusals.remark("unknown")
