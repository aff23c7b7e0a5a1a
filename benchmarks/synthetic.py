# SPDX-License-Identifier: EUPL-1.2
"""Made-up places and projects for measuring: the same numbers give the same texts, nothing is taken from outside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

ONSETS = "B Br D Dr F Fr G Gr H K Kr L M N P R S Schl Schw St T Tr W Z".split()
VOWELS = "a e i o u ä ö ü au ei".split()
CODAS = "l n r ck ng rt ld mm nn ss tz rn lb".split()
ENDINGS = "au bach berg born brück burg dorf feld furt hausen heim hofen ingen kirchen leben ow roda scheid stedt tal wald winkel".split()
STATES = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
TOPICS: list[tuple[str, list[str], list[str], str, list[str]]] = [
    (
        field,
        nouns.split(),
        heads.split(),
        technology,
        english.split(","),
    )
    for field, nouns, heads, technology, english in (
        ("Mobilität", "Straßen Fahrbahn Brücken Radweg Gehweg Asphalt", "zustand schäden erfassung prüfung sanierung", "image-recognition", "road condition,bridge inspection,cycle path"),
        ("Mobilität", "Parkplatz Parkraum Parkhaus Stellplatz", "sensorik auslastung leitsystem anzeige", "parking", "parking guidance,parking sensors"),
        ("Mobilität", "Verkehrs Ampel Kreuzungs Stau", "steuerung messung prognose rechner", "traffic-control", "traffic control,traffic forecast"),
        ("Mobilität", "Bus Bahn Fahrplan Rufbus Linien", "auskunft verkehr anzeige planung", "public-transport", "public transport,bus timetable"),
        ("Mobilität", "Ladesäulen Elektroauto Fahrrad Lastenrad", "verleih netz buchung station", "e-mobility", "charging points,bike sharing"),
        ("Verwaltung", "Post Brief Dokumenten Akten Rechnungs", "eingang verteilung verwaltung erkennung ablage", "e-file", "incoming mail,document management"),
        ("Verwaltung", "Bürger Antrags Formular Gewerbe", "portal service anmeldung auskunft", "online-portal", "citizen portal,online form"),
        ("Verwaltung", "Chatbot Dialog Telefon Auskunfts", "system assistent dienst", "dialogue-system", "chatbot,dialogue assistant"),
        ("Verwaltung", "Bauantrags Genehmigungs Grundstücks", "prüfung verfahren register", "workflow", "building permit,land register"),
        ("Energie & Umwelt", "Wetter Klima Regen Pegel Hochwasser", "messung warnung station vorhersage", "sensors", "weather station,flood warning"),
        ("Energie & Umwelt", "Luft Feinstaub Lärm Hitze", "messung netz karte sensor", "lorawan", "air quality,noise map"),
        ("Energie & Umwelt", "Müll Abfall Container Wertstoff", "kalender abfuhr füllstand tour", "sensors", "waste collection,container level"),
        ("Energie & Umwelt", "Baum Grünflächen Wald Park", "kontrolle kataster pflege bewässerung", "geodata", "tree inspection,green areas"),
        ("Energie & Umwelt", "Strom Wärme Wasser Solar", "zähler verbrauch prognose netz", "energy-management", "smart meter,heat network"),
        ("IT-Infrastruktur", "Breitband Glasfaser Mobilfunk WLAN", "ausbau anschluss netz punkt", "broadband", "broadband,fibre"),
        ("Datenplattform", "Stadtdaten Geodaten Sensor Statistik", "plattform karte portal zwilling", "data-platform", "city data,digital twin"),
        ("Bildung", "Schul Lern Bibliotheks Kita", "plattform cloud ausstattung anmeldung", "learning-platform", "learning platform,school cloud"),
        ("Gesellschaft", "Bürger Jugend Senioren Quartiers", "beteiligung treff umfrage app", "participation", "participation,survey"),
        ("Gesundheit", "Pflege Notfall Krankenhaus Praxis", "dienst beratung termin dolmetscher", "telemedicine", "care,telemedicine"),
        ("Sicherheit", "Feuerwehr Katastrophen Kamera", "einsatz warnung alarm schutz", "cyber-security", "fire brigade,alarm"),
    )
]
PLACES = "im Rathaus|im Bauhof|in der Innenstadt|an den Schulen|in drei Ortsteilen|am Bahnhof|im Gewerbegebiet|am Fluss|auf dem Marktplatz|in der Bücherei".split("|")
MEANS = "Sensoren|Kameras|eine Auswertung mit Künstlicher Intelligenz|ein Programm|eine Plattform|offene Schnittstellen|Fahrzeuge des Bauhofs|Ehrenamtliche|ein Funknetz|eine Datenbank".split("|")
ACTIONS = "melden|messen|vergleichen|sortieren|verteilen|planen|zeigen|prüfen|berechnen|sammeln".split("|")
WHO = "Beschäftigte|Bürgerinnen und Bürger|das Tiefbauamt|das Ordnungsamt|die Stadtwerke|Vereine|Schulen|die Wirtschaftsförderung|der Kreis|Nachbarstädte".split("|")
RESULTS = "spart Wege|verkürzt die Wartezeit|zeigt Schäden früher|braucht noch Geld|läuft seit einem Jahr|steht vor dem Beschluss im Rat|wird ausgewertet|ist auf andere Orte übertragbar|hängt an einer Förderung|ist nach dem Test beendet".split("|")
AI = ("none", "none", "none", "text", "image", "forecast", "speech", "rules")
STAGES = ("in_operation", "in_progress", "in_progress", "planned", "idea", "ended")
KINDS = ("lighthouse", "model", "ai_use", "research", "practice")
SOURCES = ("ki-in-mittelstaedten", "smart-city-atlas", "zukunft-vor-ort")


def places(count: int = 10_900, seed: int = 1) -> list[dict[str, Any]]:
    """Return made-up municipalities with distinct names."""
    rng = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        syllable = rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
        middle = rng.choice(["", "", "er", "en", rng.choice(VOWELS[:5]) + rng.choice(CODAS[:6])])
        names[syllable + middle + rng.choice(ENDINGS)] = None
    return [
        {
            "id": f"ort-{number}",
            "name": name,
            "state": rng.choice(STATES),
            "size": rng.choices(("small", "medium", "large"), (88, 10, 2))[0],
        }
        for number, name in enumerate(names)
    ]


def projects(towns: list[dict[str, Any]], count: int = 100_000, seed: int = 2) -> Iterator[dict[str, Any]]:
    """Yield made-up projects: title, text of about sixty words, facets, town."""
    rng = random.Random(seed)
    shares = [1 / (rank + 2) for rank in range(len(TOPICS))]
    for number in range(count):
        field, nouns, heads, technology, english = rng.choices(TOPICS, shares)[0]
        town = towns[min(int(rng.expovariate(1 / 1500)), len(towns) - 1)]
        compound = rng.choice(nouns) + rng.choice(heads)
        compound = compound if rng.random() < 0.8 else f"{compound[:1].upper()}{compound[1:].lower()}"
        other = rng.choice(rng.choice(TOPICS)[1])
        german = (
            f"{town['name']} erprobt {rng.choice(PLACES)} eine {compound}. {rng.choice(MEANS)} helfen, Werte zu"
            f" {rng.choice(ACTIONS)} und zu {rng.choice(ACTIONS)}. Dafür arbeiten {rng.choice(WHO)} und"
            f" {rng.choice(WHO)} zusammen. Das Vorhaben {rng.choice(RESULTS)} und {rng.choice(RESULTS)}."
            f" Es gehört zum Thema {field} und nutzt Daten aus {other.lower()}bezogenen Verfahren der Stadt."
            f" Nächster Schritt: {rng.choice(nouns)}{rng.choice(heads)} {rng.choice(PLACES)}, Stufe {number % 97}."
        )
        topic = rng.choice(english)
        yield {
            "id": f"projekt-{number}",
            "title": f"{compound} {rng.choice(PLACES)}",
            "title_en": f"{topic.capitalize()} in {town['name']}",
            "text": german,
            "text_en": f"{town['name']} tries out {topic} together with partners and reports what helped.",
            "town": town,
            "field": field,
            "technology": technology,
            "ai": rng.choice(AI),
            "stage": rng.choice(STAGES),
            "kind": rng.choice(KINDS),
            "source": rng.choice(SOURCES),
        }
