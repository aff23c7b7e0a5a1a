# SPDX-License-Identifier: EUPL-1.2
"""Facts of letters that keep no form: no date line, a time beside the date, the name beside the greeting."""

from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Block, Facts
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(TownPlan(name="Neustadt", state="RP", names=("Stadt Neustadt",)))


def said(found: Facts, name: str) -> str:
    return found[name].value or ""


DUNNING = """Inkassobüro Falk & Partner
Forderung der Papierhaus Nord GmbH gegen Stadt Neustadt, Grundschule Am See
Rechnung RE-2026-4471 vom 14.08.2026 über 1.284,37 EUR
2. Mahnung vom 16.11.2026

Wir fordern Sie auf, den offenen Betrag zzgl. 40,00 EUR Pauschale, gesamt 1.324,37 EUR, bis 30.11.2026 zu zahlen.
"""
MAIL = """Von: Redaktion Lokales <lokales@bote.example>
An: info@neustadt.example
Datum: Do, 19 Nov 2026 09:12:44 +0100
Betreff: Sperrung der Talbrücke

Guten Tag, warum dauert das so lange?
"""


def test_a_dunning_letter_without_a_date_line(block: Block[Facts]) -> None:
    answer = block.predict(from_text(DUNNING, source="scan"))
    assert answer.value is not None
    assert (said(answer.value, "date"), said(answer.value, "amount")) == ("2026-11-16", "1324.37")


def test_the_time_of_a_mail_is_no_date(block: Block[Facts]) -> None:
    answer = block.predict(from_text(MAIL, source="email"))
    assert answer.value is not None
    assert said(answer.value, "date") == "2026-11-19"


@pytest.mark.parametrize(
    "greeting", ["MfG Walter Thönnes", "Mit freundlichen Grüßen Walter Thönnes", "Viele Grüße, Ihr Walter Thönnes"]
)
def test_a_name_beside_the_greeting(block: Block[Facts], greeting: str) -> None:
    text = f"Sehr geehrter Herr Schulte,\n\nhiermit kündige ich den Pachtvertrag zum Jahresende.\n\n{greeting}\n"
    answer = block.predict(from_text(text, source="scan"))
    assert answer.value is not None
    assert said(answer.value, "sender") == "Walter Thönnes"
