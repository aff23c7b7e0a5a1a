# SPDX-License-Identifier: EUPL-1.2
"""Which of several sums in sentences is the one in question."""

from __future__ import annotations

import pytest

from mittendrin.blocks.letter_facts.amount_fact import candidates
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan

PLAN = TownPlan(name="Neustadt", state="RP", names=("Stadtverwaltung Neustadt", "Stadt Neustadt"))
ADDRESSES = "Petra Vogt\nLindenweg 4\n12345 Neustadt\n\nStadtverwaltung Neustadt\n12345 Neustadt\n\n"
HEAD = f"{ADDRESSES}Sehr geehrte Damen und Herren,\n\n"


def features(text: str, amount: str) -> set[str]:
    """Return the features of the places where ``amount`` stands in a letter."""
    found = candidates(Layout(from_text(f"{HEAD}{text}\n\nMit freundlichen Grüßen\nPetra Vogt\n"), PLAN))
    return {name for one in found if one.value == amount for name in one.features}


@pytest.mark.parametrize(
    "text",
    [
        "Unser Preis: fünfundvierzigtausend Euro (45.000,-), Notar zahlen Sie.",
        "bewilligt wird ein Zuschuss von 45.000 Euro (in Worten: fünfundvierzigtausend) für den Bau.",
    ],
)
def test_a_sum_that_is_also_written_in_words(text: str) -> None:
    assert "in_words" in features(text, "45000.00")
    assert "in_words" not in features("Unser Preis: 45.000 Euro, Notar zahlen Sie.", "45000.00")


def test_the_word_instead_makes_the_sum_behind_it_the_former_one() -> None:
    text = "Bewilligt wurden 214,00 EUR statt der bisherigen 371,00 EUR."
    assert "instead" in features(text, "214.00") and "former" not in features(text, "214.00")
    assert "former" in features(text, "371.00")


def test_words_that_belong_to_the_sum_above_do_not_count_below_it() -> None:
    rows = "Ich bitte um Ausgleich von\n1.044,00 € Rechnung\n15,60 € Verzugszinsen\n1.059,60 € zusammen\n"
    assert not {"part", "part_prose"} & features(rows, "1059.60")
    assert "strong_behind" in features(rows, "1059.60")


def test_a_sentence_goes_on_in_the_next_line() -> None:
    text = (
        "Nach Ihrer eigenen Rechnung ergibt sich doch noch immer ein Guthaben zu\n"
        "Ihren Gunsten von 4.114,84 EUR, das wir hiermit gern verrechnen."
    )
    assert "total" in features(text, "4114.84")


def test_what_is_disputed_is_told_from_what_is_not() -> None:
    text = "Den Rest von 24,95 Euro bestreite ich. Bezahlt habe ich am 3. Mai schon die anderen 14,00 Euro."
    assert "disputed" in features(text, "24.95")
    assert "disputed" not in features(text, "14.00")
    assert "dispute" in features("Gegen die Gebühr von 75 Euro erhebe ich Widerspruch.", "75.00")
