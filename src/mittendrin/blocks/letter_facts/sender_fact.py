# SPDX-License-Identifier: EUPL-1.2
"""Who writes: the firm, authority or person, and the address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import GREETING, POSTCODE, SALUTATION, STREET, Layout, Piece
from mittendrin.blocks.letter_facts.names import AUTHORITY, LEGAL_FORM, is_first_name, is_organisation, is_person, tidy
from mittendrin.blocks.letter_facts.ranking import Candidate, Question
from mittendrin.core.dates.reading import find_dates
from mittendrin.core.lookalike import skeleton
from mittendrin.core.text import sentence

_CLUB = re.compile(r"\be\.\s?[VKG]\.\s*$")
_DOMAIN = re.compile(r"(?:@|www\.)([a-z\-.]+)")
_FROM = re.compile(r"^(?:Von|From|De|Kimden|Od|Da|Van|Від|Absender)\s?:\s*(?:De\s?:\s*)?", re.IGNORECASE)
_SPLIT = re.compile(r"\s[·•|–\-*]\s|\s?[·•|]\s?|,\s(?![A-ZÄÖÜ][\w\-]+\s(?:&|und|\+)\s)|\s{2,}| - ")
_LABELLED = label("sender.labelled")
_NAME_LABEL = re.compile(
    r"^(?:Name(?:,? Vorname)?|Absender(?:in)?|Antragsteller(?:in|/in)?|Kontoinhaber(?:in)?|"
    r"Name und Anschrift|Vermieter(?:in)?|"
    r"Anzeigende(?:r)?|Anmelder(?:in)?|Betrieb|Firma|Unternehmen)\s?:\s*(?P<v>\S.*)$"
)
_ROLE = label("sender.role")
_PREFIX = re.compile(
    r"^(?!Notar)(?:c/o|z\. ?H(?:d|dn)\.|vertreten durch|Inh(?:aber(?:in)?|\.)|"
    r"[A-ZÄÖÜ][a-zäöüß\-]+(?:in|er|wart|leiter|meister|führer|"
    r"vorsitzende[r]?|kraft|mann|frau|rat|rätin|anwalt|lehrer|ent|or|ist))\s(?=[A-ZÄÖÜ][a-zäöüß\-]+\s[A-ZÄÖÜ])"
)
_REST_OF_GREETING = re.compile(
    r"^\w*(?:[\s,.:!\-–]+|(?:Gr(?:ü|u|ue)(?:ß|ss)en?|Gru(?:ß|ss)|Ihre?|Deine?|aus \w+)(?!\w))*"
)
# "... danke. Ole Tjaden, Weidenstr. 2": the name ends the text.
_LAST_WORDS = re.compile(
    r"[.!?,]\s(?P<name>[A-ZÄÖÜ][\w.\-]+(?:\s[A-ZÄÖÜ][\w.\-]+){1,3})(?:,\s[^,!?]{3,40}\d\s?[a-z]?)?\.?$"
)
_BLOCK = 4
_LETTERHEAD = 3

QUESTION = Question(
    "sender",
    sentence("Wer schreibt, ist nicht sicher zu erkennen."),
    {
        "*": -2.0,
        "email_from": 3.0,
        "first_of_block": 1.0,
        "before_address": 1.4,
        "return_line": 2.2,
        "top": 0.8,
        "signed": 1.5,
        "signed_far": 0.6,
        "last_line": 0.8,
        "organisation": 1.2,
        "legal_form": 1.1,
        "authority": 0.9,
        "person": 1.2,
        "repeated": 0.9,
        "capitals": -0.7,
        "town": -2.2,
        "recipient": -3.0,
        "labelled": -3.0,
        "digits": -1.5,
        "long": -1.2,
        "foot": -0.5,
        "body": -1.2,
        "person_beside_firm": -1.6,
        "role_below": -0.8,
        "name_label": 2.0,
        "single_word": -0.6,
        "subject_place": -1.5,
        "small_words": -1.2,
        "right_of_address": 0.3,
        "sentence": -2.5,
        "letterhead": 1.2,
        "domain": 0.8,
        "role": -0.6,
        "date_line": -2.5,
        "place": -2.0,
        "known_person": 0.4,
        "street": -2.5,
        "fuller": 0.8,
        "longer": 0.8,
        "cut": -0.8,
    },
    {
        "email_from": sentence("steht als Absender im Kopf der E-Mail"),
        "before_address": sentence("steht über Straße und Ort"),
        "return_line": sentence("steht in der kleinen Absenderzeile"),
        "top": sentence("steht im Briefkopf"),
        "signed": sentence("steht unter dem Gruß"),
        "organisation": sentence("ist eine Firma, ein Verein oder eine Behörde"),
        "person": sentence("ist ein Personenname"),
        "repeated": sentence("steht mehrmals im Brief"),
        "name_label": sentence("steht neben ‚Name‘ oder ‚Absender‘"),
        "letterhead": sentence("steht auch im Briefkopf"),
        "domain": sentence("passt zur E-Mail-Adresse oder Webseite im Brief"),
    },
    names=True,
)


def candidates(layout: Layout) -> list[Candidate]:
    """Return the names that may be the sender, with features."""
    found = [one for one in (*_from_head(layout), *_from_end(layout)) if _possible(one.value)]
    heads = [layout.skeleton[piece.start : piece.end] for piece in layout.pieces[:_LETTERHEAD]]
    domains = " ".join(_DOMAIN.findall(layout.skeleton))
    towns = {skeleton(match["town"].strip()) for match in POSTCODE.finditer(layout.text)}
    firm = any(
        {"organisation", "legal_form"} & one.features.keys()
        and not {"town", "recipient", "labelled"} & one.features.keys()
        and {"before_address", "return_line", "top", "email_from"} & one.features.keys()
        for one in found
    )
    for one in found:
        bare = skeleton(one.value)
        words = re.findall(r"[a-z]{4,}", bare)
        own = layout.piece_at(one.start).number
        one.mark("repeated", layout.skeleton.count(bare) > 1)
        others = " ".join(head for at, head in enumerate(heads) if at != own)
        one.mark("letterhead", words and sum(word in others for word in words) / len(words))
        one.mark("domain", "@" not in bare and any(word in domains for word in words))
        one.mark("place", bare in towns)
        one.mark("fuller", any(_shorter(other, one) for other in found))
        one.mark("longer", any(_begins(other, one) for other in found))
        one.mark("person_beside_firm", firm and "person" in one.features and "organisation" not in one.features)
    return found


def _shorter(other: Candidate, one: Candidate) -> bool:
    """Return whether ``other`` is the end of the longer name ``one``, both of a person or both of an office."""
    alike = {"person", "organisation"} & other.features.keys() & one.features.keys()
    return bool(alike) and other.value != one.value and one.value.endswith(f" {other.value}")


def _begins(other: Candidate, one: Candidate) -> bool:
    """Return whether the name of an office ``other`` is the beginning of the longer ``one``: its line was too short."""
    return "organisation" in other.features and one.value.startswith(f"{other.value} ")


def _possible(value: str) -> bool:
    return len(value) > 3 and sum(sign.isalpha() for sign in value) > 0.6 * len(value) and value[0].isalnum()


def _from_head(layout: Layout) -> Iterator[Candidate]:
    recipient = layout.recipient
    for block in layout.paragraphs:
        if block[0].page or block[0].start >= layout.head_end:
            continue
        for place, piece in enumerate(block):
            if piece.start >= layout.head_end:
                break
            yield from _from_piece(layout, block, place, piece, recipient)


def _from_piece(
    layout: Layout, block: tuple[Piece, ...], place: int, piece: Piece, recipient: frozenset[int]
) -> Iterator[Candidate]:
    text = piece.text
    sent = _FROM.match(text)
    named = _NAME_LABEL.match(text)
    offset = sent.end() if sent else named.start("v") if named else 0
    parts = [part for part in _SPLIT.split(text[offset:]) if part.strip()]
    first = parts[0] if parts else text
    one = _named(layout, first, piece)
    one.mark("email_from", sent or (piece.number < 3 and re.search(r"<[^>\s]+@", text)))
    one.mark("name_label", named)
    if named:
        one.features.pop("labelled", None)
    one.mark("return_line", len(parts) > 1 and piece.is_address and text.count(",") < 4 and not sent)
    one.mark("first_of_block", place == 0)
    below = block[place + 1 : place + _BLOCK]
    one.mark("before_address", any(other.is_address for other in below) and not piece.is_address)
    one.mark("top", piece.number == 0 or (place == 0 and 0.035 < piece.y0 < 0.09))
    one.mark("recipient", piece.number in recipient)
    one.mark("right_of_address", piece.x0 > 0.5)
    one.mark("subject_place", piece.y0 > 0.28 and piece.x0 < 0.2 and not sent)
    one.mark(
        "sentence",
        SALUTATION.match(layout.skeleton, piece.start)
        or (text.rstrip().endswith((".", "!", "?")) and not _CLUB.search(text)),
    )
    yield one
    joined = _joined(layout, block, place, piece)
    if joined:
        joined.features.update(one.features)
        joined.mark("organisation")
        joined.mark("legal_form")
        joined.mark("person", False)
        one.mark("cut")
        yield joined


def _joined(layout: Layout, block: tuple[Piece, ...], place: int, piece: Piece) -> Candidate | None:
    """Return the name of a firm whose legal form stands on the next line."""
    following = block[place + 1 : place + 2]
    if not following or following[0].is_address or len(following[0].text.split()) > 4 or re.search(r"\d", piece.text):
        return None
    below = following[0]
    if not LEGAL_FORM.search(layout.skeleton, below.start, below.end) or LEGAL_FORM.search(
        layout.skeleton, piece.start, piece.end
    ):
        return None
    return Candidate(tidy(f"{piece.text} {below.text}"), piece.start, below.end)


def _from_end(layout: Layout) -> Iterator[Candidate]:
    begin = layout.greeting
    pieces = [piece for piece in layout.pieces if piece.start >= begin] if begin >= 0 else list(_last_lines(layout))
    for rank, piece in enumerate(pieces[: _BLOCK + 2]):
        text = piece.text
        if begin >= 0 and rank == 0 and (beside := _beside_greeting(layout, piece)):
            text = beside
        first = _SPLIT.split(text)[0] if not is_person(tidy(text)) else text
        one = _named(layout, first.split(":")[-1], piece)
        one.mark("signed", rank in (1, 2) or text != piece.text)
        one.mark("signed_far", rank > 2)
        one.mark("last_line", begin < 0)
        one.mark("body", begin < 0 and rank == 0)
        following = pieces[rank + 1 : rank + 2]
        one.mark("role_below", following and _ROLE.match(layout.skeleton, following[0].start))
        one.mark("sentence", rank == 0 and begin >= 0 and not is_person(tidy(first)))
        yield one
        if begin < 0 and (name := _LAST_WORDS.search(text)) and is_person(tidy(name["name"])):
            last = _candidate(layout, tidy(name["name"]), piece, name.start("name"))
            last.mark("last_line")
            last.mark("signed", piece is pieces[-1])
            yield last


def _beside_greeting(layout: Layout, piece: Piece) -> str:
    """Return the name behind the greeting in the same line ("MfG Karl Ort"), empty when there is none."""
    greeting = GREETING.match(layout.skeleton, piece.start, piece.end)
    rest = _REST_OF_GREETING.sub("", piece.text[greeting.end() - piece.start :]) if greeting else ""
    return rest if is_person(tidy(rest)) else ""


def _last_lines(layout: Layout) -> list[Piece]:
    """Return the last short lines above attachments and foot."""
    rest = [piece for piece in layout.pieces if piece.start > layout.head_end and piece.y0 < 0.93]
    for number, piece in enumerate(rest):
        if re.match(r"Anlagen?\b", piece.text):
            rest = rest[:number]
            break
    return [piece for piece in rest[-4:] if len(piece.text) < 60 or _LAST_WORDS.search(piece.text)]


def _named(layout: Layout, text: str, piece: Piece) -> Candidate:
    """Return the candidate for ``text``; a role before a person's name is left out."""
    value = tidy(text)
    bare = _PREFIX.sub("", value)
    one = _candidate(
        layout, bare if is_person(bare) else value, piece, piece.text.find(bare if is_person(bare) else text)
    )
    one.mark("role", bare != value and is_person(bare))
    return one


def _candidate(layout: Layout, value: str, piece: Piece, offset: int) -> Candidate:
    bare = layout.skeleton[piece.start : piece.end]
    start = piece.start + max(offset, 0)
    one = Candidate(value, start, min(start + len(value), piece.end))
    kind = layout.skeleton[start : start + len(value)]
    person = is_person(value)
    one.mark("person", person)
    one.mark("known_person", person and is_first_name(value.split()[0]))
    one.mark("date_line", re.search(r"\d{4}|\d\.\s?\d", piece.text) and find_dates(piece.text))
    one.mark("organisation", not person and is_organisation(kind))
    one.mark("legal_form", LEGAL_FORM.search(kind))
    one.mark("authority", AUTHORITY.search(kind))
    one.mark("capitals", value.isupper())
    one.mark("town", any(name in kind for name in layout.town_names) and re.match(r"(?:siadi|siadiverw|raihaus)", kind))
    one.mark("labelled", _LABELLED.match(bare))
    one.mark("street", not person and STREET.search(value))
    one.mark("digits", re.search(r"\d", value) or find_dates(value))
    one.mark("long", len(value.split()) > 7)
    one.mark("foot", piece.y0 > 0.92)
    one.mark("single_word", len(value.split()) == 1)
    one.mark("small_words", sum(word[:1].islower() for word in value.split()) > 2)
    return one


def address_of(layout: Layout, place: int) -> tuple[str, int, int] | None:
    """Return street and town of the sender whose name stands at ``place``, in one line, and where they stand."""
    if not layout.pieces:
        return None
    piece = layout.piece_at(place)
    line = [part.strip() for part in _SPLIT.split(piece.text)]
    if piece.is_address and len(line) > 1:
        first = next((at for at, part in enumerate(line) if at and re.search(r"\d", part)), 0)
        if first:
            begin = piece.text.find(line[first])
            return ", ".join(line[first:]), piece.start + begin, piece.end
    blocks = [block for block in layout.paragraphs if any(one.number == piece.number for one in block)]
    below = [one for block in blocks for one in block if one.number > piece.number and one.is_address]
    below = [one for one in below if one.number not in layout.recipient][:2]
    if not below:
        return None
    return ", ".join(one.text.strip(" ,") for one in below), below[0].start, below[-1].end
