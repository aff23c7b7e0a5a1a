# SPDX-License-Identifier: EUPL-1.2
"""Printed forms with labelled boxes, and postcards."""

from __future__ import annotations

import random

from mittendrin.apps.posteingang.demo.heads import Head
from mittendrin.apps.posteingang.demo.paper import MM, Colour, Look, Paper
from mittendrin.contracts.sample_letters import SampleLetter

_SHADE: Colour = (0.9, 0.9, 0.9)
A6_ACROSS = (148 * MM, 105 * MM)


def title(head: Head) -> None:
    """Write the upper part of a form: title in a shaded bar, sender and office in boxes, info in a row."""
    paper, letter = head.paper, head.letter
    paper.y = 14 * MM
    top = letter.lines("letterhead") or letter.lines("subject")
    height = (len(top) * 1.4 + 0.8) * 13
    paper.box(paper.look.left, paper.y, paper.text_width, height, fill=_SHADE)
    paper.block(top, paper.look.left + 6, size=13, bold=True)
    paper.y += 0.8 * 13 + 3 * MM
    if top != letter.lines("subject"):
        paper.block(letter.lines("subject"), bold=True)
        paper.gap(0.5)
    half = paper.text_width / 2
    start, deepest = paper.y, paper.y
    for at, (label, part) in enumerate((("Absender / Antragsteller", "sender_lines"), ("An", "recipient"))):
        paper.y = start + 4
        x = paper.look.left + at * half
        paper.block([label], x + 4, half - 8, size=7)
        paper.block(letter.lines(part), x + 4, half - 8)
        deepest = max(deepest, paper.y + 6)
    paper.box(paper.look.left, start, half, deepest - start)
    paper.box(paper.look.left + half, start, half, deepest - start)
    paper.y = deepest + 4
    paper.block(letter.lines("info"))
    if letter.parts["date_line"]:
        paper.block([letter.parts["date_line"]], paper.width - paper.look.right, align="right")
    paper.gap(0.5)


def boxes(paper: Paper, letter: SampleLetter) -> None:
    """Write the body of a form: each line with a label in its box, label small, value below or beside."""
    for line in letter.parts["body"].rstrip().split("\n"):
        if " | " in line:
            paper.block([line.replace(" | ", "    ")])
            continue
        label, colon, value = line.partition(": ")
        if not line.strip():
            paper.gap(0.4)
        elif colon and len(label) < 45 and value:
            _box(paper, label + ":", value)
        else:
            paper.paragraph(line)


def _box(paper: Paper, label: str, value: str) -> None:
    step = paper.look.size * paper.look.leading
    start = paper.look.left + max(60 * MM, paper.measure(label, 8.5) + 10)
    pieces = paper.wrap(value, paper.width - paper.look.right - start - 6)
    height = step * len(pieces) + 6
    paper.room(height)
    paper.box(paper.look.left, paper.y, paper.text_width, height)
    paper.text(paper.look.left + 4, paper.y + step, label, size=8.5)
    for at, piece in enumerate(pieces):
        paper.text(start, paper.y + step * (at + 1), piece)
    paper.y += height


def postcard(letter: SampleLetter, look: Look, chance: random.Random) -> bytes:
    """Return the written side of a postcard as a PDF: text to the left, address to the right."""
    text = letter.parts["body"].strip()
    size = min(9.0, max(6.0, 9.0 * 420 / max(len(text), 1)))
    leading = 1.2
    card = Look(look.family, size, leading, 6 * MM, 6 * MM, 4 * MM, ink=look.ink, grid="none")
    paper = Paper(card, A6_ACROSS)
    middle = chance.uniform(84, 90) * MM
    paper.rule(middle, 8 * MM, middle, 0.5)
    paper.canvas.line(middle, 8 * MM, middle, paper.height - 8 * MM)
    paper.box(paper.width - 28 * MM, 6 * MM, 22 * MM, 26 * MM)
    paper.text(paper.width - 17 * MM, 20 * MM, "95", size=14, align="center")
    paper.y = 45 * MM
    room = paper.width - middle - 10 * MM
    paper.block(letter.lines("recipient"), middle + 4 * MM, room, size=9)
    paper.y = 5 * MM
    width = middle - 10 * MM
    first = [letter.parts["date_line"], *letter.lines("subject"), *letter.lines("info")]
    paper.block([line for line in first if line], 6 * MM, width)
    for line in text.split("\n"):
        paper.block([line] if line else [], 6 * MM, width)
    paper.block(letter.lines("closing"), 6 * MM, width)
    paper.block(letter.lines("sender_lines"), 6 * MM, width, size=size * 0.9)
    return paper.finished()
