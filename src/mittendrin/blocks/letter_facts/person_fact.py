# SPDX-License-Identifier: EUPL-1.2
"""The person a letter is about when somebody else writes: child, client, ward, tenant, deceased."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.names import PERSON, is_first_name, last_name
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.text import fold, sentence

_KIN = label("person.kin")
_ROLE = label("person.role", last=True)
_STRONG = label("person.strong")
_OURS = label("person.ours", last=True)
_BORN = re.compile(r"[,;\s(]{0,3}(?:geb|\*|born|née?\b|verstorben|gest|wohnhaft|zuletzt|†|ur\.|nar)", re.IGNORECASE)
_REVERSED = re.compile(
    r"(?P<last>[A-ZÄÖÜ][a-zäöüß\-]{2,20}|[A-ZÄÖÜ]{3,20}),\s(?P<given>[A-ZÄÖÜ][a-zäöüß\-]{2,14}(?:\s[A-ZÄÖÜ][a-zäöüß\-]{2,14})?)(?=[,;.\s]|$)"
)
_ALONE = re.compile(
    r"(?:mein(?:e[nmrs]?)?|unser(?:e[nmrs]?)?|our|my|mon|ma|de[rsm]|die|den|Kind|Tochter|Sohn)\s(?:\w+\s)?"
    r"(?P<kin>Sohn(?:es)?|Tochter|Kind(?:es)?|Enkel(?:in|kind)?|Mann|Frau|Ehemann|Ehefrau|Mutter|Vater|Bruder|Schwester|son|daughter"
    r"|husband|Kleine[rn]?|Große[rn]?|Jüngste[rn]?|Älteste[rn]?|Neffe|Nichte|Oma|Opa|Gatte|Gattin|Lebensgefährtin|Lebensgefährte)\s"
    r"(?P<given>[A-ZÄÖÜ][a-zäöüß\-]{2,14})(?!\s[A-ZÄÖÜ][a-zäöü])"
)

_TITLED = re.compile(r"\b(?:Herrn?|Frau|Eheleute|Familie|Kind|Dr\.|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?)[ \n]$")

QUESTION = Question(
    "person",
    sentence("Es geht um keine andere Person als den Absender."),
    {
        "*": -2.4,
        "strong_role": 1.8,
        "role": 0.7,
        "kin": 1.5,
        "born": 2.0,
        "subject": 1.4,
        "known_first_name": 0.9,
        "unknown_first_name": -2.0,
        "rare_first_name": -0.6,
        "titled": 0.8,
        "ours": -1.8,
        "family": 0.8,
        "repeated": 0.6,
        "head": -0.3,
        "foot": -2.0,
        "closing": -2.2,
        "recipient": -2.5,
        "street": -3.0,
        "sender_person": -0.5,
        "sender_firm": 0.6,
        "completed": 0.2,
        "reversed": -0.3,
        "first": 0.4,
        "firm_word": -1.8,
        "sender_block": -2.0,
    },
    {
        "strong_role": sentence("steht neben einem Wort wie ‚Mandant‘, ‚Bewohner‘ oder ‚verstorben‘"),
        "titled": sentence("steht hinter ‚Herr‘ oder ‚Frau‘"),
        "role": sentence("steht neben ‚Frau‘, ‚Herr‘ oder ‚betreffend‘"),
        "kin": sentence("steht neben einem Wort für einen Verwandten"),
        "born": sentence("dahinter steht ein Geburts- oder Sterbedatum oder die Anschrift"),
        "subject": sentence("steht im Betreff"),
        "family": sentence("hat denselben Nachnamen wie der Absender"),
        "completed": sentence("der Nachname ist der des Absenders"),
        "repeated": sentence("wird mehrmals genannt"),
    },
    names=True,
)


def candidates(layout: Layout, sender: str, subject: tuple[int, int]) -> list[Candidate]:
    """Return the people the letter may be about, with features; not the sender. subject: where the subject stands."""
    found = []
    mine = set(fold(sender).split())
    for value, start, end, how in _names(layout, sender):
        if set(fold(value).split()) <= mine or not mine.isdisjoint([fold(value)]):
            continue
        one = Candidate(value, start, end)
        one.mark(how, how)
        _mark(one, layout, sender, subject)
        found.append(one)
    seen: set[str] = set()
    for one in found:
        one.mark("first", one.value not in seen and not seen)
        one.mark(
            "repeated", layout.text.count(last_name(one.value)) > 1 and layout.text.count(one.value.split()[0]) > 1
        )
        seen.add(one.value)
    return found


def _names(layout: Layout, sender: str) -> Iterator[tuple[str, int, int, str]]:
    text = layout.flow
    place = 0
    while match := PERSON.search(text, place):
        value, end = f"{match['given']} {match[0][match.end('given') - match.start() + 1 :]}", match.end()
        if " " in match["given"] and re.match(_STOPWORDS, match["last"]):  # the next line begins: "Sehr geehrte ..."
            value, end = match["given"], match.end("given")
        place = (
            match.end()
            if is_first_name(match["given"].split()[0])
            else match.start("given") + len(match["given"].split()[0])
        )
        if not re.match(_STOPWORDS, match["given"]) and len(value) < 40:
            yield value, match.start("given"), end, ""
    for match in _REVERSED.finditer(text):
        if is_first_name(match["given"].split()[0]):
            last = match["last"].title() if match["last"].isupper() else match["last"]
            yield f"{match['given']} {last}", match.start(), match.end(), "reversed"
    family = last_name(sender)
    if family and len(sender.split()) in (2, 3, 4) and is_first_name(sender.split()[0]):
        for match in _ALONE.finditer(text):
            if is_first_name(match["given"]):
                yield f"{match['given']} {family}", match.start("given"), match.end(), "completed"


_STOPWORDS = (
    r"(?:Sehr|Mit|Am|An|Im|In|Der|Die|Das|Ein|Eine|Herr|Frau|Herrn|Familie|Liebe|Lieber|Guten|Hallo|Stadt|Wir|Ich|Sie|Ihr|Ihre|Bitte|"
    r"Für|Auf|Zum|Zur|Bei|Nach|Von|Vom|Wenn|Da|Und|Aber|Als|Auch|Dear|The|My|Ort|Rechnung|Anlage|Unser|Unsere|Mein|Meine|Neue|Alte|"
    r"Sankt|Haus|Hof|Rat|Amt|Kita|Schule|Bad|Dr|Den|Dem|Des|Er|Es|Seine|Beste|Viele|Herzliche|Freundliche|Datum|Betreff|Aktenzeichen|"
    r"Telefon|Konto|Sparkasse|Bank|Kreis|Land|Gemeinde|Verein|Firma|Hotel|Weingut|Antrag|Bescheid|Widerspruch|Kündigung|Einladung)\b"
)


def _mark(one: Candidate, layout: Layout, sender: str, subject: tuple[int, int]) -> None:
    before, after = layout.before(one.start, 44), layout.flow[one.end : one.end + 24]
    given = one.value.split()[0]
    one.mark("known_first_name", is_first_name(given))
    one.mark("strong_role", _STRONG.search(before[-34:]) or _STRONG.search(layout.after(one.end, 16)))
    one.mark("role", _ROLE.search(before))
    one.mark("kin", _KIN.search(before[-22:]) or "completed" in one.features)
    one.mark("titled", _TITLED.search(layout.flow[max(one.start - 14, 0) : one.start]))
    one.mark("born", _BORN.match(after.replace("\n", " ")))
    one.mark("subject", subject[0] <= one.start < subject[1])
    one.mark("ours", _OURS.search(before))
    one.mark("family", last_name(one.value) == last_name(sender))
    one.mark("head", layout.in_head(one.start) and "subject" not in one.features)
    one.mark("foot", layout.in_foot(one.start))
    one.mark("closing", 0 <= layout.greeting < one.start)
    piece = layout.piece_at(one.start)
    one.mark("recipient", piece.number in layout.recipient)
    one.mark(
        "street", re.match(r"[ \-]?(?:[Ss]traße|[Ww]eg|[Gg]asse|[Pp]latz|[Aa]llee|[Ss]tr\.|[Ss]chule)\b| \d", after)
    )
    one.mark("sender_person", is_first_name(sender.split()[0]) if sender else False)
    one.mark("sender_firm", sender and not is_first_name(sender.split()[0]))
    one.mark("sender_block", "head" in one.features and piece.y0 < 0.16)
    told = one.features.keys() & {"known_first_name", "titled", "born", "kin", "strong_role"}
    one.mark("unknown_first_name", not told)
    one.mark("rare_first_name", "known_first_name" not in one.features and told)
    one.mark("firm_word", re.match(r"\s(?:GmbH|AG|KG|e\.|OHG|UG|GbR|&)", after))
