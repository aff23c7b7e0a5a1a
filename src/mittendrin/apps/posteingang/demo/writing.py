# SPDX-License-Identifier: EUPL-1.2
"""Sets a letter of the samples in type: one of many layouts by its form and by chance, as a PDF with text layer."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mittendrin.apps.posteingang.demo import fonts, forms, heads
from mittendrin.apps.posteingang.demo.paper import BLACK, MM, Colour, Look, Paper
from mittendrin.contracts.sample_letters import SampleLetter

INK: tuple[Colour, ...] = ((0.1, 0.15, 0.5), (0.08, 0.08, 0.1), (0.1, 0.1, 0.35))
ACCENTS: tuple[Colour, ...] = (BLACK, BLACK, (0.0, 0.2, 0.45), (0.45, 0.05, 0.1), (0.0, 0.3, 0.2), (0.3, 0.3, 0.3))


def written(letter: SampleLetter, seed: int = 0) -> bytes:
    """Return the letter on paper as a PDF; the same seed and typefaces give the same bytes."""
    chance = random.Random(f"paper {letter.id} {seed}")  # noqa: S311 - a layout is no secret
    form = letter.parts["form"]
    if form == "postkarte":
        return forms.postcard(letter, _look(letter, chance), chance)
    paper = Paper(_look(letter, chance))
    signed = _head(heads.Head(paper, letter, chance), form)
    _subject(paper, letter, chance, form)
    if form == "formular" and chance.random() < 0.7:
        forms.boxes(paper, letter)
    else:
        body(paper, letter)
    _end(paper, letter, chance, signed)
    if letter.lines("letterhead") and form not in ("email", "handschrift") and chance.random() < 0.4:
        _fold_marks(paper)
    return paper.finished()


def _look(letter: SampleLetter, chance: random.Random) -> Look:
    form = letter.parts["form"]
    text = "".join(str(part) for part in letter.parts.values())
    by_hand = form == "handschrift" or (form == "postkarte" and chance.random() < 0.8)
    if by_hand:
        family = fonts.chosen(fonts.HAND, text, chance)
        left = chance.uniform(15, 30) * MM
        return Look(family, 12.5, chance.uniform(1.25, 1.55), left, 15 * MM, ink=chance.choice(INK), grid="none")
    typed = not letter.lines("letterhead") and form == "brief" and chance.random() < 0.15
    return Look(
        fonts.chosen(fonts.TYPEWRITER if typed else fonts.OFFICE, text, chance),
        size=chance.choice((10.0, 10.5, 11.0, 11.0, 12.0)),
        leading=chance.choice((1.15, 1.2, 1.25, 1.4)),
        left=chance.choice((20, 24.1, 25, 25)) * MM,
        right=chance.choice((15, 20, 20, 25)) * MM,
        justified=not typed and chance.random() < 0.25,
        accent=chance.choice(ACCENTS),
        grid=chance.choice(("lines", "boxes", "few", "none")),
    )


def _head(head: heads.Head, form: str) -> bool:
    """Write the upper part; return whether the sender stands there."""
    letter = head.letter
    if form == "email":
        heads.plain_mail(head)
    elif form == "fax" and head.chance.random() < 0.7:
        heads.fax(head)
    elif form == "formular":
        forms.title(head)
    elif letter.lines("letterhead"):
        heads.business(head)
        _footer_columns(head.paper, letter, head.chance)
    else:
        return heads.private(head)
    return True


def _footer_columns(paper: Paper, letter: SampleLetter, chance: random.Random) -> None:
    """Set the footer small at the foot of each sheet, side by side when it fits."""
    lines = letter.lines("footer")
    size = chance.choice((7.0, 7.5, 8.0))
    if not lines:
        return
    step = (paper.width - 40 * MM) / len(lines)
    ruled = chance.random() < 0.6

    def draw(sheet: Paper) -> None:
        y = sheet.height - 17 * MM
        if ruled:
            sheet.rule(20 * MM, y - 10, sheet.width - 20 * MM, 0.5, sheet.look.accent)
        if all(sheet.measure(line, size) < step - 6 for line in lines):
            for at, line in enumerate(lines):
                sheet.text(20 * MM + at * step, y, line, size=size)
        else:
            for at, line in enumerate(lines):
                sheet.text(sheet.width / 2, y + at * size * 1.25, line, size=size, align="center")

    paper.every_page.append(draw)


def _subject(paper: Paper, letter: SampleLetter, chance: random.Random, form: str) -> None:
    lines = letter.lines("subject")
    if form in ("email", "formular") or not lines:
        return
    marked = chance.choice(("", "", "", "Betreff: ", "Betr.: "))
    bold = form != "handschrift" and chance.random() < 0.75
    paper.block([(marked if at == 0 else "") + line for at, line in enumerate(lines)], bold=bold)
    if form == "handschrift" or chance.random() < 0.1:
        paper.rule(paper.look.left, paper.y + 3, paper.look.left + min(paper.measure(lines[-1]), paper.text_width))
    paper.gap()


def body(paper: Paper, letter: SampleLetter) -> None:
    """Write the text of the letter with its tables."""
    for rows in _parts(letter.parts["body"]):
        if len(rows) > 1 or " | " in rows[0]:
            paper.gap(0.3)
            paper.table([[cell.strip() for cell in row.split("|")] for row in rows])
            paper.gap(0.3)
        elif rows[0]:
            paper.paragraph(rows[0])
        else:
            paper.gap(0.6)


def _parts(text: str) -> Iterator[list[str]]:
    """Yield the lines of the text, those of a table together."""
    table: list[str] = []
    for line in text.rstrip().split("\n"):
        if " | " in line:
            table.append(line)
            continue
        if table:
            yield table
            table = []
        yield [line.strip()]
    if table:
        yield table


def _end(paper: Paper, letter: SampleLetter, chance: random.Random, sender_told: bool) -> None:
    closing = letter.lines("closing")
    printed_mail = letter.parts["form"] == "email"
    paper.gap()
    if closing:
        paper.block(closing[:1])
        if len(closing) > 1 and not printed_mail and paper.look.grid and chance.random() < 0.7:
            _signature(paper, closing[1], chance)
        paper.block(closing[1:])
    if not sender_told:
        paper.gap(0.4)
        paper.block(letter.lines("sender_lines"))
    attachments = letter.lines("attachments")
    if attachments:
        paper.gap()
        label = chance.choice(("Anlagen:", "Anlage(n)", "Anl.:", "Anlagen"))
        one_line = chance.random() < 0.5
        paper.block([f"{label} {', '.join(attachments)}"] if one_line else [label, *attachments], size=9.5)
    if letter.lines("footer") and not paper.every_page:
        paper.gap()
        paper.block(letter.lines("footer"), size=8.5)


def _signature(paper: Paper, name: str, chance: random.Random) -> None:
    """Write the name by hand, aslant, where people sign."""
    family = fonts.chosen(fonts.HAND, name, chance)
    paper.room(14 * MM)
    paper.y += 11 * MM
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate(paper.look.left + chance.uniform(0, 10) * MM, paper.height - paper.y)
    canvas.rotate(chance.uniform(0, 9))
    canvas.setFillColorRGB(*chance.choice(INK))
    canvas.setFont(family.regular, chance.uniform(16, 24) * family.scale * 0.8)
    canvas.drawString(0, 0, name.split(",")[0][:24])
    canvas.restoreState()


def _fold_marks(paper: Paper) -> None:
    for y in (105, 148.5, 210):
        paper.rule(4 * MM, y * MM, 8 * MM, 0.3)
