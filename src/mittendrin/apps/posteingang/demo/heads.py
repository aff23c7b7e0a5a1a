# SPDX-License-Identifier: EUPL-1.2
"""Upper parts of letters: letterheads, address windows, info blocks, lines of references, dates."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mittendrin.apps.posteingang.demo.paper import MM, Colour, Paper
from mittendrin.contracts.sample_letters import SampleLetter

_GREY: Colour = (0.35, 0.35, 0.35)


@dataclass(frozen=True)
class Head:
    """The upper part of a letter while it is written. chance: decides the layout."""

    paper: Paper
    letter: SampleLetter
    chance: random.Random

    def lines(self, part: str) -> list[str]:
        """Return the lines of a part of the letter."""
        return self.letter.lines(part)


def business(head: Head) -> None:
    """Write the head of a letter with letterhead: name large, address in the window, info as offices set it."""
    paper, chance = head.paper, head.chance
    _letterhead(head)
    sender = head.lines("sender_lines")
    small = " · ".join(sender)
    top = max(paper.y, 45 * MM)
    in_window = bool(sender) and paper.measure(small, 7) < 85 * MM and chance.random() < 0.7
    if in_window:
        paper.text(paper.look.left, top, small, size=7)
        if chance.random() < 0.6:
            paper.rule(paper.look.left, top + 2, paper.look.left + 85 * MM, 0.4)
    paper.y = top + 8 * MM
    aside = [] if in_window and chance.random() < 0.6 else sender
    style = chance.choice(_INFO_STYLES)
    if not head.lines("info") or (style is _reference_line and not _fits_a_line(head)):
        style = _info_block
    style(head, top, aside)
    _date(head)


def _letterhead(head: Head) -> None:
    paper, chance, lines = head.paper, head.chance, head.lines("letterhead")
    align = chance.choice(("left", "left", "center", "right"))
    x = {"left": paper.look.left, "center": paper.width / 2, "right": paper.width - paper.look.right}[align]
    paper.y = chance.uniform(10, 17) * MM
    accent = paper.look.accent
    if align == "left" and chance.random() < 0.4:
        _emblem(paper, x, paper.y, chance)
        x += 17 * MM
    largest = chance.choice((14.0, 16.0, 18.0, 22.0))
    for at, line in enumerate(lines):
        size = largest if at == 0 else chance.choice((9.0, 10.0, 11.0))
        size = min(size, size * 160 * MM / max(paper.measure(line, size, True), 1))
        paper.y += size * 1.25
        paper.text(x, paper.y, line, size=size, bold=at == 0, align=align, colour=accent)
    if chance.random() < 0.5:
        paper.y += 6
        paper.rule(paper.look.left, paper.y, paper.width - paper.look.right, chance.choice((0.6, 1.5, 3)), accent)
    paper.y += 4 * MM


def _emblem(paper: Paper, x: float, y: float, chance: random.Random) -> None:
    """Draw a mark as firms and authorities have one."""
    canvas, side = paper.canvas, 13 * MM
    canvas.setFillColorRGB(*paper.look.accent)
    canvas.setStrokeColorRGB(*paper.look.accent)
    low = paper.height - y - side
    shape = chance.randrange(4)
    if shape == 0:
        canvas.circle(x + side / 2, low + side / 2, side / 2, stroke=0, fill=1)
    elif shape == 1:
        canvas.rect(x, low, side, side, stroke=1, fill=0)
        canvas.line(x, low, x + side, low + side)
    elif shape == 2:
        path = canvas.beginPath()
        path.moveTo(x, low + side)
        path.lineTo(x + side, low + side)
        path.lineTo(x + side / 2, low)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    else:
        for step in range(4):
            canvas.rect(x + step * side / 4, low, side / 8, side * (step + 1) / 4, stroke=0, fill=1)


def _fits_a_line(head: Head) -> bool:
    info = head.lines("info")
    return 2 <= len(info) <= 4 and all(": " in line and len(line) < 42 for line in info)


def _address(head: Head, width: float = 85 * MM) -> None:
    head.paper.block(head.lines("recipient"), width=width)


def _info_block(head: Head, top: float, aside: Sequence[str]) -> None:
    """Write address to the left, sender and info to the right, label and value in one line or in two columns."""
    paper, chance = head.paper, head.chance
    start = paper.y
    _address(head)
    below = paper.y
    paper.y = max(top - 6 * MM, 40 * MM) if not head.lines("letterhead") else top
    x = paper.width - paper.look.right - chance.choice((62, 68, 75)) * MM
    size = chance.choice((9.0, 10.0, paper.look.size))
    if aside:
        paper.block(aside, x, size=size)
        paper.gap(0.6)
    if chance.random() < 0.5:
        paper.block(head.lines("info"), x, size=size)
    else:
        _two_columns(paper, head.lines("info"), x, size)
    paper.y = max(paper.y, below, start + 25 * MM)
    paper.gap(1.0)


def _two_columns(paper: Paper, lines: Sequence[str], x: float, size: float) -> None:
    pairs = [line.split(": ", 1) if ": " in line else [line, ""] for line in lines]
    labels = [paper.measure(label + ":", size) for label, value in pairs if value]
    column = x + max(labels, default=0.0) + 8
    room = paper.width - 12 * MM - column
    for label, value in pairs:
        step = size * paper.look.leading
        if not value:
            paper.block([label], x, size=size)
            continue
        paper.text(x, paper.y + step, label + ":", size=size)
        for piece in paper.wrap(value, room, size):
            paper.y += step
            paper.text(column, paper.y, piece, size=size)


def _reference_line(head: Head, top: float, aside: Sequence[str]) -> None:
    """Write the info as DIN 5008 once set it: small labels in a row below the address, values under them."""
    paper = head.paper
    _address(head)
    below = paper.y
    if aside:
        paper.y = top
        paper.block(aside, paper.width - paper.look.right - 65 * MM, size=9)
    paper.y = max(below, paper.y, top + 45 * MM) + 5 * MM
    info = [line.split(": ", 1) for line in head.lines("info")]
    step = paper.text_width / len(info)
    size = 10.0
    while size > 7 and any(paper.measure(value, size) > step - 6 for _, value in info):
        size -= 0.5
    for at, (label, value) in enumerate(info):
        x = paper.look.left + at * step
        paper.text(x, paper.y, label, size=7.5, colour=_GREY)
        paper.text(x, paper.y + 12, value, size=size)
    paper.y += 12
    paper.gap(1.2)


def _margin_column(head: Head, top: float, aside: Sequence[str]) -> None:
    """Write sender and info small in a column at the right edge, as law firms and agencies do."""
    paper = head.paper
    start = paper.y
    _address(head, 80 * MM)
    below = max(paper.y, start + 25 * MM)
    paper.y = top - 5 * MM
    x = paper.width - 58 * MM
    for part in (aside, head.lines("info")):
        for line in part:
            paper.block([line], x, 50 * MM, size=8.0)
        paper.gap(0.5)
    paper.y = max(paper.y, below)
    paper.gap()


def _info_below(head: Head, top: float, aside: Sequence[str]) -> None:
    """Write the info line by line below the address."""
    paper = head.paper
    start = paper.y
    _address(head)
    below = max(paper.y, start + 25 * MM)
    if aside:
        paper.y = top
        paper.block(aside, paper.width - paper.look.right - 65 * MM, size=9)
    paper.y = max(paper.y, below) + 4 * MM
    paper.block(head.lines("info"), size=head.chance.choice((9.0, 10.0, paper.look.size)))
    paper.gap(0.8)


_INFO_STYLES: tuple[Callable[[Head, float, Sequence[str]], None], ...] = (
    _info_block,
    _info_block,
    _info_below,
    _reference_line,
    _reference_line,
    _margin_column,
)


def _date(head: Head) -> None:
    line = head.letter.parts["date_line"]
    if not line:
        return
    paper = head.paper
    if head.chance.random() < 0.7:
        paper.block([line], paper.width - paper.look.right, align="right")
    else:
        paper.block([line])
    paper.gap(0.6)


def private(head: Head) -> bool:
    """Write the head of a private letter; return False when its sender stands below the signature only."""
    paper, chance = head.paper, head.chance
    sender = head.lines("sender_lines")
    place = chance.choice(("left", "left", "right", "window", "center", "below"))
    right = paper.width - paper.look.right
    paper.y = chance.uniform(15, 25) * MM
    if place == "left":
        paper.block(sender)
    elif place == "right":
        x = right - max(55 * MM, *(paper.measure(line) for line in sender)) if sender else right
        paper.block(sender, x)
    elif place == "center":
        paper.block(sender, paper.width / 2, align="center", size=paper.look.size * chance.choice((1.0, 1.2)))
    early = place in ("left", "window") and chance.random() < 0.3 and head.letter.parts["date_line"]
    if early:
        paper.text(right, max(paper.y, 25 * MM), head.letter.parts["date_line"], align="right")
    if place == "window":
        paper.y = 46 * MM
        paper.block([", ".join(sender)], size=8)
    paper.gap(chance.choice((1.0, 2.0, 3.0)))
    if chance.random() < 0.5:
        paper.y = max(paper.y, 50 * MM)
    _address(head, paper.text_width)
    paper.gap(chance.choice((1.0, 2.0)))
    if head.lines("info"):
        paper.block(head.lines("info"))
        paper.gap(0.7)
    if not early:
        _date(head)
    paper.gap(0.5)
    return place != "below"


def fax(head: Head) -> None:
    """Write the head of a fax: the word large, then who to whom, as many people set it."""
    paper, chance = head.paper, head.chance
    paper.y = 22 * MM
    if head.lines("letterhead"):
        _letterhead(head)
    paper.block([chance.choice(("Telefax", "FAX", "Telefax-Nachricht", "F A X"))], size=20, bold=True)
    paper.gap(0.8)
    for label, part in (("An:", "recipient"), ("Von:", "sender_lines"), ("", "info")):
        lines = head.lines(part)
        if not lines:
            continue
        if label:
            paper.text(paper.look.left, paper.y + paper.look.size * paper.look.leading, label, bold=True)
        paper.block(lines, paper.look.left + 25 * MM)
        paper.gap(0.4)
    _date(head)
    paper.rule(paper.look.left, paper.y + 4, paper.width - paper.look.right, 1.0)
    paper.gap(0.8)


def plain_mail(head: Head) -> None:
    """Write the head of an e-mail that somebody printed."""
    paper, chance = head.paper, head.chance
    paper.y = 15 * MM
    labels = chance.choice((("Von:", "An:", "Betreff:"), ("From:", "To:", "Subject:")))
    if chance.random() < 0.4:
        owner = head.lines("recipient")[:1] or ["Poststelle"]
        paper.block([owner[0].removeprefix("An: ").split("@")[0].title()], bold=True)
        paper.rule(paper.look.left, paper.y + 4, paper.width - paper.look.right, 2.0)
        paper.gap(0.5)
    rows = zip(labels, ("sender_lines", "recipient", "subject"), strict=True)
    for label, part in rows:
        lines = head.lines(part)
        if part == "subject":
            paper.block(head.lines("info"))
            paper.block([head.letter.parts["date_line"]] if head.letter.parts["date_line"] else [])
        for at, line in enumerate(lines):
            told = at > 0 or line.startswith((label, "Von:", "An:", "Betreff:", "From:", "To:", "Subject:"))
            paper.block([line if told else f"{label} {line}"], bold=part == "subject" and chance.random() < 0.5)
    paper.gap()
