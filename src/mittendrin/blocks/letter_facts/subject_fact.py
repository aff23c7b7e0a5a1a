# SPDX-License-Identifier: EUPL-1.2
"""What the letter is about: the subject line, else the sentence that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import POSTCODE, RECIPIENT, SALUTATION, Layout, Piece
from mittendrin.blocks.letter_facts.names import is_person
from mittendrin.contracts.block import Answer, Reason, no_answer
from mittendrin.core.dates.reading import find_dates
from mittendrin.core.lookalike import skeleton
from mittendrin.core.text import sentence

_MARKED = re.compile(
    r"^(?:Betr(?:eff|ifft)?|Subject|Objet|Konu|Temat|Betreft|Onderwerp|Thema|Oggetto|Asunto|Тема|Re|AW|WG|Fwd?)\s?[.:]+(?!-)\s*",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^(?:(?:Re|AW|WG|Fwd?|Antw)\s?:\s*)+", re.IGNORECASE)
_INFO = label("subject.info")
_SAYS = label("subject.says")
_EMPTY = re.compile(
    r"^(?:(?:sehr )?(?:geehrte|liebe|hallo|guten)\b[^,.!]*[,.!]\s*)"
    r"|^(?:hiermit|ich|wir|möchte[n]?|gerne?|wende[n]? mich|an Sie|heute|leider|bitte)\s",
    re.IGNORECASE,
)
_BORN = re.compile(r"[,;]?\s(?:geb(?:oren)?\.?|\*)\s?(?:am\s)?\d{1,2}\.\s?\d{1,2}\.\s?(?:\d\d){1,2}")
# Where a sentence ends; the dot of "3. November" and "2. Stock" ends none.
_ENDS = re.compile(r"(?<=[a-zäöüß)\d][.!?])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[A-ZÄÖÜ„])|(?<=Herren),\s")
_MAX_WORDS = 14
_PROSE = 7
_TITLES, _FOOT, _SHORTEST_TITLE = 0.2, 0.75, 6
# Lines: how far above the salutation, how far from one another, how many.
_NEAR, _CLOSE, _MOST_TOUCHING = 2.4, 1.4, 3


@dataclass(frozen=True)
class Subject:
    """The answer and where the subject line stands; (0, 0) when there is none."""

    answer: Answer[str]
    place: tuple[int, int] = (0, 0)


def find_subject(layout: Layout) -> Subject:
    """Return the subject: that of the e-mail, the line marked as such, the lines above the salutation, a sentence."""
    known = layout.document.known.get("subject", "").strip()
    if known:
        reason = Reason("known", "steht als Betreff in der E-Mail")
        return Subject(Answer(_REPLY.sub("", known), 0.98, (reason,)))
    lines, sure, reason_text = _marked(layout), 0.93, sentence("steht hinter ‚Betreff‘")
    if not lines:
        lines, sure, reason_text = (
            _above(layout),
            0.8,
            sentence("steht zwischen Anschrift und Anrede, wo der Betreff hingehört"),
        )
    if lines:
        value = _joined(lines)
        place = lines[0].start, lines[-1].end
        if value:
            reason = Reason("subject-line", reason_text, marks=layout.marks(*place))
            return Subject(Answer(value, sure, (reason,)), place)
    return _sentence(layout)


def _marked(layout: Layout) -> list[Piece]:
    for piece in layout.pieces[:70]:
        if piece.page or not _MARKED.match(piece.text):
            continue
        below = [
            other
            for other in layout.pieces[piece.number + 1 : piece.number + 4]
            if _continues(layout, piece, other) and other.start < layout.head_end
        ]
        bare = _bare(piece.text)
        return [piece, *below] if bare or below else []
    return []


def _continues(layout: Layout, first: Piece, other: Piece) -> bool:
    close = 0 < other.y0 - first.y0 < 3.4 * layout.pitch and other.page == first.page
    in_block = any(first in block and other in block for block in layout.paragraphs)
    return close and in_block and not _INFO.match(layout.skeleton, other.start) and not _only_date(other)


def _above(layout: Layout) -> list[Piece]:
    """Return the lines of the last block above the text that is neither address, date nor info block."""
    after = max(layout.recipient, default=-1)
    blocks = [block for block in layout.paragraphs if block[0].page == 0 and block[-1].end <= layout.head_end]
    if layout.salutation < 0:
        return _first_title(layout, blocks)
    touching = _touching(layout)
    if touching:
        return touching
    for block in reversed(blocks):
        if block[-1].number <= after and block[0].y0 < 0.3:
            break
        lines = [piece for piece in block if _may_be_subject(layout, piece)]
        if lines and len(lines) <= 5:
            return lines
    return []


def _touching(layout: Layout) -> list[Piece]:
    """Return the lines right above the salutation, without a gap between or at the top of a text; at most three."""
    below = layout.piece_at(layout.salutation)
    found: list[Piece] = []
    for piece in reversed(layout.pieces[: below.number]):
        gap = _NEAR if not found else _CLOSE
        close = piece.page == below.page and 0 < below.y0 - piece.y0 < gap * layout.pitch
        if close and _INFO.match(layout.skeleton, piece.start):
            below = piece
            continue
        if not close or len(found) == _MOST_TOUCHING or not _may_be_subject(layout, piece, top=True):
            break
        bare = layout.skeleton[piece.start : piece.end]
        if is_person(piece.text) or piece.is_address or RECIPIENT.match(bare) or SALUTATION.match(bare):
            break
        found.insert(0, piece)
        below = piece
    return found


def _first_title(layout: Layout, blocks: list[tuple[Piece, ...]]) -> list[Piece]:
    """Return the first lines below the address that may be a title: papers without salutation go on with tables."""
    after = max(layout.recipient, default=-1)
    for block in blocks:
        if block[0].number > after and _TITLES < block[0].y0 < _FOOT:
            lines = [piece for piece in block if _may_be_subject(layout, piece)]
            if lines and len(lines) <= 3 and len(lines[0].text) > _SHORTEST_TITLE:
                return lines
    return []


def _may_be_subject(layout: Layout, piece: Piece, *, top: bool = False) -> bool:
    if piece.number in layout.recipient or piece.x0 > 0.5 or POSTCODE.search(piece.text) or _only_date(piece):
        return False
    if _INFO.match(layout.skeleton, piece.start) or "@" in piece.text or (piece.y0 < 0.1 and not top):
        return False
    return sum(sign.isalpha() for sign in piece.text) > 3


def _only_date(piece: Piece) -> bool:
    found = find_dates(piece.text)
    if not found:
        return False
    rest = piece.text[: found[0].start] + piece.text[found[-1].end :]
    return len(re.sub(r"\W|\b(?:den|am|im|Uhr)\b", "", rest)) < 16 and len(rest.split()) < 5


def _bare(line: str) -> str:
    """Return a line without all the marks before it ("Betreff: AW:")."""
    before = ""
    while before != line:
        before, line = line, _MARKED.sub("", line).strip()
    return line


def _joined(lines: list[Piece]) -> str:
    text = ""
    before: Piece | None = None
    for piece in lines:
        line = _BORN.sub("", _bare(piece.text))
        if not text or before is None:
            text = line
        elif before.x1 > 0.72 or line[:1].islower() or text.endswith((",", ";", "–", "-", "/", ":", "und")):
            text += f" {line}"
        else:
            text += f", {line}"
        before = piece
    return text.strip(" .,;:") if len(text) > 3 else ""


def _sentence(layout: Layout) -> Subject:
    body = layout.text[layout.head_end : layout.body_end].replace("\n", " ").replace("\f", " ")
    pieces = _ENDS.split(body)
    sentences = [one.strip() for one in pieces if len(one.split()) > 3 and not _only_salutation(one)]
    if not sentences:
        return Subject(no_answer("nothing", "Ein Betreff steht nicht da."))
    from_skeleton = [one for one in sentences[:6] if _SAYS.search(skeleton(one))]
    chosen = (from_skeleton or sentences)[0]
    start = layout.text.replace("\n", " ").replace("\f", " ").find(chosen)
    value = _short(chosen)
    reason = Reason(
        "sentence",
        "Ohne Betreffzeile: dieser Satz sagt, worum es geht",
        marks=layout.marks(start, start + len(chosen)) if start >= 0 else (),
    )
    return Subject(Answer(value, 0.3, (reason,)))


def _only_salutation(sentence: str) -> bool:
    return len(sentence.split()) < _PROSE and bool(SALUTATION.match(skeleton(sentence.strip())))


def _short(sentence: str) -> str:
    before = ""
    while before != sentence:
        before = sentence
        sentence = _EMPTY.sub("", sentence)
    words = sentence.split()
    short = " ".join(words[:_MAX_WORDS]).strip(" .,;:!?")
    return short[:1].upper() + short[1:]
