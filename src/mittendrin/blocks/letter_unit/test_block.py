# SPDX-License-Identifier: EUPL-1.2
"""What is special about this block; what all blocks keep is in tests/blocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mittendrin.blocks.letter_unit.block import Block
from mittendrin.contracts.block import Example
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.town_plan import PlannedUnit, Rule, TownPlan

HEAD = (
    "Eva Muster\nGartenweg 1\n56999 Musterstadt\n\nStadtverwaltung Musterstadt\nRathausplatz 1\n56999 Musterstadt\n\n"
)
# Two towns that are organised otherwise.
SMALL = TownPlan(
    "Neuhausen",
    units=(
        PlannedUnit("Fachbereich 1 Zentrale Dienste", "Rat, Personal, IT, Öffentlichkeitsarbeit, Wahlen"),
        PlannedUnit("Fachbereich 2 Finanzen", "Haushalt, Kasse, Steuern, Liegenschaften, Rechnungen"),
        PlannedUnit("Fachbereich 3 Bürgerdienste", "Meldewesen, Standesamt, Ordnung, Soziales, Kindergärten, Schulen"),
        PlannedUnit("Fachbereich 4 Bauen", "Bauanträge, Bauleitplanung, Straßen, Bauhof, Abwasser, Friedhof, Umwelt"),
    ),
)
LARGE = TownPlan(
    "Großstadt",
    units=(
        PlannedUnit("Amt 10 Haupt- und Personalamt", "Organisation, Bewerbungen, Ratsangelegenheiten"),
        PlannedUnit("Amt 20 Stadtkämmerei", "Haushalt, Rechnungseingang"),
        PlannedUnit(
            "Amt 21 Stadtkasse und Steuern", "Grundsteuer, Gewerbesteuer, Hundesteuer, Vollstreckung, Mahnungen"
        ),
        PlannedUnit("Amt 32 Sicherheit und Ordnung", "Gewerbe, Gaststätten, Bußgelder, Straßenverkehr"),
        PlannedUnit("Amt 33 Bürgerservice", "Einwohnermeldewesen, Pässe, Standesamt"),
        PlannedUnit("Amt 50 Soziales", "Sozialhilfe, Wohngeld"),
        PlannedUnit("Amt 51 Kinder, Jugend, Familie", "Kindertagesstätten, Unterhaltsvorschuss"),
        PlannedUnit("Amt 61 Stadtplanung", "Bebauungspläne, Vorkaufsrechte"),
        PlannedUnit("Amt 63 Bauordnung", "Baugenehmigungen, Baulasten"),
        PlannedUnit("Amt 66 Tiefbau", "Straßen, Beleuchtung, Entwässerung"),
        PlannedUnit("Amt 67 Grünflächen und Friedhöfe", "Parks, Bäume, Gräber"),
    ),
)
# A town with six big departments, and one whose offices are called by numbers and other words.
WIDE = TownPlan(
    "Mittelstadt",
    units=(
        PlannedUnit("Dezernat I Verwaltung", "Zentrale Dienste, Personal, Rat, Presse, IT, Recht"),
        PlannedUnit("Dezernat II Finanzen", "Kämmerei, Stadtkasse, Steuern, Liegenschaften"),
        PlannedUnit("Dezernat III Bürger und Ordnung", "Einwohnerwesen, Personenstand, öffentliche Ordnung, Feuerwehr"),
        PlannedUnit("Dezernat IV Soziales und Jugend", "Sozialhilfe, Wohngeld, Kindertagesstätten, Jugendhilfe"),
        PlannedUnit("Dezernat V Bildung und Kultur", "Schulen, Musikschule, Bücherei, Museum, Sport"),
        PlannedUnit("Dezernat VI Bauen und Umwelt", "Bauaufsicht, Planung, Straßen, Grünflächen, Abwasser, Umwelt"),
    ),
)
DOG = "Sehr geehrte Damen und Herren,\n\nunser Hund ist im März gestorben. Bitte beenden Sie die Hundesteuer."
LIGHT = "Guten Tag,\n\nvor Haus 12 brennt die Laterne nicht mehr, die ganze Straße ist dunkel."
CHILD = "Guten Tag,\n\nmeine Tochter braucht ab August einen Platz in der Kita, ich muss wieder arbeiten."
GRAVE = "Guten Tag,\n\nich möchte das Grab meiner Eltern verlängern. Wie hoch sind die Friedhofsgebühren?"


def letter(body: str) -> Document:
    return from_text(HEAD + body + "\n\nMit freundlichen Grüßen\n\nEva Muster")


@pytest.mark.parametrize(
    ("plan", "body", "unit"),
    [
        (demo_plan(), DOG, "Steueramt"),
        (demo_plan(), LIGHT, "Tiefbau/Bauhof"),
        (demo_plan(), CHILD, "Jugendamt/Kita"),
        (demo_plan(), GRAVE, "Standesamt"),
        (SMALL, DOG, "Fachbereich 2 Finanzen"),
        (SMALL, LIGHT, "Fachbereich 4 Bauen"),
        (SMALL, CHILD, "Fachbereich 3 Bürgerdienste"),
        (SMALL, GRAVE, "Fachbereich 4 Bauen"),
        (LARGE, DOG, "Amt 21 Stadtkasse und Steuern"),
        (LARGE, LIGHT, "Amt 66 Tiefbau"),
        (LARGE, CHILD, "Amt 51 Kinder, Jugend, Familie"),
        (LARGE, GRAVE, "Amt 67 Grünflächen und Friedhöfe"),
    ],
)
def test_on_the_first_day_the_plan_of_any_town_decides(plan: TownPlan, body: str, unit: str) -> None:
    answer = Block(plan).predict(letter(body))
    assert answer.value == unit
    assert answer.reasons and 0 < answer.confidence <= 1


# Everyday words only: none of them names the task.
NOISE_AT_NIGHT = (
    "unter uns hat eine Kneipe aufgemacht, bis drei Uhr früh wird gegrölt, meine Tochter kann nicht schlafen."
)
POTHOLE = "auf unserem Weg zur Arbeit ist mein Sohn mit dem Rad in ein tiefes Loch im Asphalt gefahren, bitte flicken."
FLUTE = "unser Sohn möchte Trompete lernen. Gibt es einen freien Platz bei einer Lehrerin, und was kostet der Monat?"
RENT = "die Miete ist gestiegen, mein Lohn nicht. Kann ich von Ihnen etwas dazubekommen, damit wir bleiben können?"


@pytest.mark.parametrize(
    ("plan", "body", "unit"),
    [
        (WIDE, NOISE_AT_NIGHT, "Dezernat III Bürger und Ordnung"),
        (WIDE, POTHOLE, "Dezernat VI Bauen und Umwelt"),
        (WIDE, FLUTE, "Dezernat V Bildung und Kultur"),
        (WIDE, RENT, "Dezernat IV Soziales und Jugend"),
        (SMALL, NOISE_AT_NIGHT, "Fachbereich 3 Bürgerdienste"),
        (SMALL, POTHOLE, "Fachbereich 4 Bauen"),
        (LARGE, NOISE_AT_NIGHT, "Amt 32 Sicherheit und Ordnung"),
        (LARGE, POTHOLE, "Amt 66 Tiefbau"),
        (demo_plan(), FLUTE, "Kultur/Schule/Sport"),
    ],
)
def test_what_resembles_an_example_goes_where_the_plan_says(plan: TownPlan, body: str, unit: str) -> None:
    answer = Block(plan).predict(letter("Guten Tag,\n\n" + body))
    assert answer.value == unit
    assert any(mark.text.strip(",.") in body for reason in answer.reasons for mark in reason.marks)


def test_the_same_letter_goes_to_whoever_has_the_task() -> None:
    here, there = TownPlan("Nord", units=(
        PlannedUnit("Amt A", "Friedhöfe, Hundesteuer"), PlannedUnit("Amt B", "Straßenbeleuchtung, Wohngeld"),
    )), TownPlan("Süd", units=(
        PlannedUnit("Amt A", "Straßenbeleuchtung, Wohngeld"), PlannedUnit("Amt B", "Friedhöfe, Hundesteuer"),
    ))  # fmt: skip
    for body in (DOG, LIGHT, GRAVE, RENT):
        assert Block(here).predict(letter(body)).value != Block(there).predict(letter(body)).value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Laterne kaputt, Rosenweg 3!", "Tiefbau/Bauhof"),
        ("Hund tot, bitte keine Hundesteuer mehr. Gruß Maier", "Steueramt"),
        ("Dear Sir or Madam,\n\nI have lost my passport and need a new one. When can I come?", "Bürgerbüro"),
        ("Bonjour,\n\nnous cherchons une place en crèche pour notre fille.", "Jugendamt/Kita"),
    ],
)
def test_postcards_and_other_languages_are_answered(text: str, unit: str) -> None:
    answer = Block(demo_plan()).predict(from_text(text))
    assert answer.value == unit
    assert answer.confidence < 0.995


def test_an_advert_for_one_trade_goes_to_the_unit_that_does_it() -> None:
    general = letter("Offerte: Grundeintrag im Behördenregister, jetzt Rabatt sichern. Kein amtliches Verzeichnis.")
    books = letter(
        "Nur für kurze Zeit Rabatt: unser neuer Katalog für Ihre Bücherei! Bilderbücher, Lesezirkus, Ausleihregale."
    )
    assert Block(demo_plan()).predict(general).value == "Hauptamt/Organisation"
    assert Block(demo_plan()).predict(books).value == "Kultur/Schule/Sport"


def test_misread_words_are_found_and_marked() -> None:
    answer = Block(demo_plan()).predict(letter("Gegen den Hundesteuerbeschcid lege ich Widerspruch ein."))
    assert answer.value == "Steueramt"
    marked = {mark.text for reason in answer.reasons for mark in reason.marks}
    assert "Hundesteuerbeschcid" in marked


def test_invoices_go_where_the_plan_says_but_for_social_data() -> None:
    invoice = (
        "Rechnung Nr. 4711\n\n{}\nNettobetrag 100,00 EUR\nUmsatzsteuer 19 % 19,00 EUR\nRechnungsbetrag 119,00 EUR\n"
    )
    block = Block(demo_plan())
    painted = block.predict(letter(invoice.format("Malerarbeiten in der Turnhalle")))
    helped = block.predict(letter(invoice.format("Fachleistungsstunden, Hilfe gemäß § 31 SGB VIII, Familienhilfe")))
    assert painted.value == "Kämmerei/Finanzen"
    assert helped.value == "Jugendamt/Kita"


def test_a_certain_rule_of_the_town_decides_and_is_named() -> None:
    rule = Rule("7", "unit", "Bürgerbüro", words=("Laterne",))
    answer = Block(replace(demo_plan(), rules=(rule,))).predict(letter(LIGHT))
    assert (answer.value, answer.reasons[0].code) == ("Bürgerbüro", "rule")


def test_a_broken_pattern_of_a_rule_is_ignored() -> None:
    rules = tuple(Rule(str(at), "unit", "Bürgerbüro", pattern=one) for at, one in enumerate(("(", "(a+)+b", "x" * 999)))
    assert Block(replace(demo_plan(), rules=rules)).predict(letter(LIGHT)).value == "Tiefbau/Bauhof"


def test_what_people_confirm_is_learned() -> None:
    block = Block(demo_plan())
    pump = letter("Guten Tag,\n\nam Quallenbrunnen fehlt seit Tagen die Glasmurmel.")
    before = block.predict(pump)
    examples = [
        Example(letter(f"Am Quallenbrunnen fehlt die Glasmurmel, Nummer {at}."), "Kultur/Schule/Sport")
        for at in range(12)
    ]
    examples += [Example(letter(LIGHT), "Tiefbau/Bauhof")] * 4
    block.learn(examples)
    assert before.value != "Kultur/Schule/Sport"
    assert block.predict(pump).value == "Kultur/Schule/Sport"
    assert block.predict(letter(DOG)).value == "Steueramt"


def test_without_a_plan_it_learns_the_units_from_examples() -> None:
    block = Block(TownPlan())
    assert block.predict(letter(LIGHT)).abstained
    texts = {"Licht": "Die Laterne ist dunkel", "Müll": "Hier liegt Sperrmüll herum"}
    block.learn([Example(from_text(f"{text}, Meldung {at}"), unit) for unit, text in texts.items() for at in range(10)])
    assert block.predict(from_text("Sperrmüll liegt am Weg")).value == "Müll"


def test_a_letter_unlike_the_confirmed_ones_is_asked() -> None:
    block = Block(demo_plan())
    assert not block.predict(from_text(HEAD + DOG)).unlike
    block.learn([Example(from_text(HEAD + DOG + f" Nummer {at}."), "Steueramt") for at in range(20)])
    assert not block.predict(from_text(HEAD + DOG + " Nummer 3.")).unlike
    strange = block.predict(
        from_text("Hochverehrter Magistrat! Mich dünkt, die Gosse stinkt gar fürchterlich gen Abend.")
    )
    assert strange.unlike
    assert "unlike" in [one.code for one in strange.reasons]
