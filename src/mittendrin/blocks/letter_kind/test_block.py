# SPDX-License-Identifier: EUPL-1.2
"""What is special about this block; what all blocks keep is in tests/blocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mittendrin.blocks.letter_kind.block import Block
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import Rule

TO = "Stadtverwaltung Musterstadt\nRathausplatz 1\n56999 Musterstadt\n\n"
LETTERS = {
    "Widerspruch": "Sehr geehrte Damen und Herren,\n\ngegen Ihren Bescheid vom 3. Mai lege ich Widerspruch ein.",
    "Rechnung": "Rechnung Nr. 17\n\nMalerarbeiten\nNettobetrag 100,00\nUmsatzsteuer 19 % 19,00\nRechnungsbetrag 119,00",
    "Mahnung": "2. Mahnung\n\nSehr geehrte Damen und Herren,\n\nunsere Rechnung ist noch offen. Wir konnten keinen "
    "Zahlungseingang feststellen.\nMahngebühr 5,00 EUR",
    "Bewerbung": "Bewerbung als Gärtnerin\n\nSehr geehrte Damen und Herren,\n\nhiermit bewerbe ich mich um die Stelle. "
    "Mein Lebenslauf liegt bei.",
    "Kündigung": "Kündigung\n\nSehr geehrte Damen und Herren,\n\nhiermit kündige ich den Pachtvertrag "
    "fristgerecht zum 31.12.",
    "Presseanfrage": "Presseanfrage\n\nSehr geehrte Damen und Herren,\n\nfür unsere Redaktion bitte ich "
    "bis zum Redaktionsschluss um Antworten.",
    "Einladung": "Einladung zur Einweihung\n\nSehr geehrte Frau Meier,\n\nwir laden Sie herzlich ein. "
    "Um Antwort wird gebeten.",
    "Gerichtspost": "Amtsgericht Neustadt\nLadung\n\nIn dem Rechtsstreit werden Sie geladen. Auf Anordnung "
    "des Gerichts\nUrkundsbeamtin der Geschäftsstelle",
}


@pytest.mark.parametrize("kind", LETTERS)
def test_formulas_show_the_kind(kind: str) -> None:
    answer = Block(demo_plan()).predict(from_text(TO + LETTERS[kind]))
    assert answer.value == kind
    assert any(reason.code == "words" for reason in answer.reasons)


def test_einspruch_without_a_notice_is_no_objection_in_law() -> None:
    body = (
        "Sehr geehrte Damen und Herren,\n\nich erhebe Einspruch! Der Lärm jede Nacht ist eine Zumutung, mir reicht es!"
    )
    assert Block(demo_plan()).predict(from_text(TO + body)).value == "Beschwerde"


def test_an_offer_dressed_as_an_invoice_is_an_advert() -> None:
    body = (
        "Behördenregister\n\nGrundeintrag 12 Monate 594,00\nGesamtbetrag 706,86\n\nDies ist eine Offerte. Der Vertrag "
        "kommt erst mit Zahlung zustande. Das Register ist kein amtliches Verzeichnis."
    )
    assert Block(demo_plan()).predict(from_text(TO + body)).value == "Werbung"


def test_an_electronic_invoice_is_an_invoice() -> None:
    document = replace(from_text("Guten Tag, anbei unser Beleg."), invoice={"BT-1": "17"})
    answer = Block(demo_plan()).predict(document)
    assert answer.value == "Rechnung"
    assert answer.reasons[0].code == "einvoice"


def test_a_rule_of_the_town_decides() -> None:
    plan = replace(demo_plan(), rules=(Rule("1", "kind", "Meldung", words=("Redaktion",), certain=True),))
    assert Block(plan).predict(from_text(TO + LETTERS["Presseanfrage"])).value == "Meldung"
