# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.sources.layout import arrange
from mittendrin.apps.posteingang.tests.reading_factories import words_at
from mittendrin.contracts.document import Document, Page, Word


def lines(words: list[Word]) -> list[str]:
    shuffled = random.Random(7).sample(words, len(words))
    return Document((Page(arrange(shuffled)),)).text.split("\n")


def test_address_and_info_block_are_read_one_after_the_other() -> None:
    found = lines(
        words_at(
            ("Stadtverwaltung Musterstadt", 0.12, 0.18), ("Unser Zeichen:", 0.6, 0.18), ("AB-12/26", 0.78, 0.18),
            ("Rathausplatz 1", 0.12, 0.20), ("Datum:", 0.6, 0.20), ("12.11.2026", 0.78, 0.20),
            ("56999 Musterstadt", 0.12, 0.22), ("Telefon:", 0.6, 0.22), ("0261 4711", 0.78, 0.22),
            ("Sehr geehrte Damen und Herren,", 0.12, 0.40),
        )
    )  # fmt: skip
    assert found == [
        "Stadtverwaltung Musterstadt", "Rathausplatz 1", "56999 Musterstadt",
        "Unser Zeichen: AB-12/26", "Datum: 12.11.2026", "Telefon: 0261 4711",
        "Sehr geehrte Damen und Herren,",
    ]  # fmt: skip


def test_rows_of_a_table_are_read_across() -> None:
    found = lines(
        words_at(
            ("Pos", 0.12, 0.50), ("Leistung", 0.2, 0.50), ("Betrag EUR", 0.75, 0.50),
            ("1", 0.12, 0.52), ("Winterdienst", 0.2, 0.52), ("1.250,00", 0.75, 0.52),
            ("Summe", 0.2, 0.54), ("1.250,00", 0.75, 0.54),
        )
    )  # fmt: skip
    assert found == ["Pos Leistung Betrag EUR", "1 Winterdienst 1.250,00", "Summe 1.250,00"]


def test_columns_of_a_foot_are_read_one_after_the_other() -> None:
    found = lines(
        words_at(
            ("Text oben", 0.12, 0.5),
            ("Stadtwerke GmbH", 0.12, 0.92), ("Sparkasse Mitte", 0.4, 0.92), ("Amtsgericht Mainz", 0.7, 0.92),
            ("Hafenweg 3", 0.12, 0.935), ("IBAN DE02", 0.4, 0.935), ("HRB 4711", 0.7, 0.935),
        )
    )  # fmt: skip
    assert found[1:] == [
        "Stadtwerke GmbH", "Hafenweg 3", "Sparkasse Mitte", "IBAN DE02", "Amtsgericht Mainz", "HRB 4711",
    ]  # fmt: skip


def test_two_columns_of_prose_are_not_read_across() -> None:
    left = [("das ist die linke Spalte", 0.08, 0.5 + step * 0.02) for step in range(7)]
    right = [("und das ist die rechte", 0.55, 0.5 + step * 0.02) for step in range(7)]
    assert lines(words_at(*left, *right)) == ["das ist die linke Spalte"] * 7 + ["und das ist die rechte"] * 7


def test_a_slightly_slanted_row_stays_one_line() -> None:
    words = [Word(str(number), number / 20, 0.5 + number * 0.0006, number / 20 + 0.03, 0.512 + number * 0.0006, 0)
             for number in range(18)]  # fmt: skip
    assert lines(words) == [" ".join(str(number) for number in range(18))]


box = st.floats(0, 1, allow_nan=False)


@given(st.lists(st.tuples(box, box, st.floats(0.001, 0.3), st.floats(0.001, 0.05)), max_size=40))
def test_no_word_is_lost_whatever_the_places(places: list[tuple[float, float, float, float]]) -> None:
    words = [Word(f"w{number}", x, y, x + w, y + h, 0) for number, (x, y, w, h) in enumerate(places)]
    arranged = arrange(words)
    assert sorted(word.text for word in arranged) == sorted(word.text for word in words)
    numbers = [word.line for word in arranged]
    assert numbers == sorted(numbers)
