# SPDX-License-Identifier: EUPL-1.2
"""What the desk draws: rows of facts with their keys, sheets with marked places, the promise at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import access, detail, documents, filing, queue, words
from mittendrin.apps.posteingang.services.detail import Fact, LetterDetail, PageInfo
from mittendrin.apps.posteingang.services.queue import Item
from mittendrin.contracts import registry
from mittendrin.contracts.document import Document, Mark
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services as decisions
from mittendrin.townhall.decisions.services import realised
from mittendrin.townhall.decisions.services.promises import number, per_hundred

QUESTION = "letter.unit"
MOST_SHEETS = 30
KEYS = 9
_USUAL = {"language": "de", "urgent": words.NO, "special_data": words.NO}
_GOOD, _FAIR = 0.85, 0.6


@dataclass(frozen=True)
class Row:
    """A fact as a row of the desk. number: shown and on the page, 0 for quiet ones. key: digit, empty beyond nine."""

    fact: Fact
    number: int
    first: Sequence[detail.ReasonWords] = ()
    more: Sequence[detail.ReasonWords] = ()

    @property
    def key(self) -> str:
        """Return the digit that leads to the row."""
        return str(self.number) if 0 < self.number <= KEYS else ""

    @property
    def why(self) -> str:
        """Return the main reason as a sentence."""
        text = self.first[0].text if self.first else ""
        return text if text.endswith((".", "!", "?", ":")) or not text else f"{text}."

    @property
    def offers(self) -> list[detail.Choice]:
        """Return the alternatives that differ from what stands there."""
        if self.fact.input == "bool":
            return []
        return [one for one in self.fact.alternatives if one.value and one.value != self.fact.value][:2]

    @property
    def checked(self) -> bool:
        """Return whether a person took an unsure proposal on purpose."""
        kept = bool(words.BY_NAME[self.fact.name].column)
        return kept and self.fact.state == "open" and self.fact.certainty == "unsure" and not self.fact.needs_key


@dataclass(frozen=True)
class Box:
    """A marked place on a sheet, in its points as text. strong: the place of the value, with the number beside it."""

    x: str
    y: str
    width: str
    height: str
    name: str
    number: int
    strong: bool
    unsure: bool
    text: str
    badge_x: str = ""
    badge_y: str = ""

    @property
    def badge_width(self) -> str:
        """Return how wide the number is drawn."""
        return "13" if self.number <= KEYS else "18"

    @property
    def under(self) -> str:
        """Return where the line below the place runs."""
        return f"{float(self.y) + float(self.height):.1f}"

    @property
    def right(self) -> str:
        """Return where the place ends."""
        return f"{float(self.x) + float(self.width):.1f}"


@dataclass(frozen=True)
class Pick:
    """A word that can be taken for a fact. x, y: its middle as shares of the page."""

    box: Box
    x: str
    y: str


@dataclass(frozen=True)
class Sheet:
    """One page of a letter with its marked places."""

    number: int
    width: int
    height: int
    quality: str
    poor: bool
    boxes: list[Box] = field(default_factory=list)
    lines: list[list[Pick]] = field(default_factory=list)

    @property
    def label(self) -> int:
        """Return the number of the page from 1."""
        return self.number + 1


@dataclass(frozen=True)
class PromiseLine:
    """The promise at the foot of the desk. figures: how it went; block: of its entry in the register."""

    sentence: str
    figures: str
    block: str


@dataclass(frozen=True)
class Desk:
    """One letter as the desk shows it."""

    detail: LetterDetail
    heading: str
    rows: list[Row]
    quiet: list[Row]
    sheets: list[Sheet]
    more_pages: int
    usual: str
    following: Item | None
    before: Item | None

    @property
    def unsure(self) -> Row | None:
        """Return the first row that Enter waits for."""
        return next((row for row in self.rows if row.fact.needs_key), None)

    @property
    def keys(self) -> int:
        """Return the highest digit that leads to a row."""
        return min(len(self.rows), KEYS)


def desk(person: Person, uuid: UUID | str, picking: str = "") -> Desk:
    """Return the letter for the desk. picking: fact whose value is to be chosen on the page. Raises NotVisible."""
    found = detail.detail(person, uuid)
    rows, quiet = _rows(found.facts)
    document = documents.opened(found.letter) if picking in words.BY_NAME else None
    shown = found.pages[:MOST_SHEETS]
    return Desk(
        detail=found,
        heading=heading(found.item),
        rows=rows,
        quiet=quiet,
        sheets=[_sheet(page, rows, found.poor_pages, document) for page in shown],
        more_pages=len(found.pages) - len(shown),
        usual=_usual(quiet),
        following=_other(queue.next_after(person, uuid), found),
        before=_other(queue.previous_before(person, uuid), found),
    )


def _other(item: Item | None, found: LetterDetail) -> Item | None:
    return item if item and item.uuid != found.letter.uuid else None


def heading(item: Item) -> str:
    """Return what a letter is, for its heading."""
    kind = _(item.kind) if item.kind else _("Brief")
    if item.unit:
        return _("%(kind)s an %(unit)s") % {"kind": kind, "unit": item.unit}
    return _("%(kind)s ohne Amt") % {"kind": kind}


def _rows(facts: Iterable[Fact]) -> tuple[list[Row], list[Row]]:
    loud: list[Row] = []
    quiet: list[Row] = []
    for fact in facts:
        if _is_quiet(fact):
            quiet.append(Row(fact, 0))
        else:
            told = [one for one in fact.reasons if one.text]
            loud.append(Row(fact, len(loud) + 1, told[:1], told[1:]))
    return loud, quiet


def _is_quiet(fact: Fact) -> bool:
    if fact.needs_key or fact.state == "corrected":
        return False
    return fact.empty or _USUAL.get(fact.name) == fact.value


def _usual(quiet: Iterable[Row]) -> str:
    """Return in a few words that nothing special was found."""
    names = {row.fact.name for row in quiet}
    said = [_("nichts Besonderes erkannt")] if "special_data" in names else []
    said += [_("nicht dringend")] if "urgent" in names else []
    return ", ".join(said)


def _sheet(page: PageInfo, rows: Sequence[Row], poor: Sequence[int], document: Document | None) -> Sheet:
    width, height = max(page.width, 1.0), max(page.height, 1.0)
    return Sheet(
        number=page.number,
        width=round(width),
        height=round(height),
        quality=quality(page.quality),
        poor=page.number in poor or page.quality < _FAIR,
        boxes=list(_boxes(page, rows, width, height)),
        lines=list(_lines(document, page.number, width, height)) if document else [],
    )


def quality(value: float) -> str:
    """Return how well a page could be read, in words."""
    level = _("gut") if value >= _GOOD else _("mäßig") if value >= _FAIR else _("schlecht")
    return _("Lesbarkeit %(level)s (%(value)s von 100)") % {"level": level, "value": round(100 * value)}


def _boxes(page: PageInfo, rows: Sequence[Row], width: float, height: float) -> Iterator[Box]:
    taken: set[tuple[int, int]] = set()
    for row in rows:
        lead = row.first[0].marks if row.first else ()
        lead = lead[:1] if row.fact.input in {"unit", "kind", "bool", "language"} else lead
        here = [mark for mark in dict.fromkeys(row.fact.marks) if mark.page == page.number]
        for at, mark in enumerate(here):
            yield _box(mark, row, width, height, strong=mark in lead, taken=taken if at == 0 else None)


def _box(mark: Mark, row: Row, width: float, height: float, *, strong: bool, taken: set[tuple[int, int]] | None) -> Box:
    x, y = mark.x0 * width - 2, mark.y0 * height - 1.5
    wide, tall = (mark.x1 - mark.x0) * width + 4, (mark.y1 - mark.y0) * height + 3
    badge_x, badge_y = "", ""
    if taken is not None:
        left, top = min(x + wide, width - 14), max(y - 5, 1.0)
        while (round(left / 14), round(top / 14)) in taken and left < width - 28:
            left += 14
        taken.add((round(left / 14), round(top / 14)))
        badge_x, badge_y = f"{left:.1f}", f"{top:.1f}"
    return Box(
        *_place(x, y, wide, tall),
        name=row.fact.name,
        number=row.number,
        strong=strong,
        unsure=row.fact.certainty == "unsure",
        text=mark.text,
        badge_x=badge_x,
        badge_y=badge_y,
    )


def _place(x: float, y: float, width: float, height: float) -> tuple[str, str, str, str]:
    """Return a place as text with dots, in every language of the page."""
    return f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}"


def _lines(document: Document, number: int, width: float, height: float) -> Iterator[list[Pick]]:
    lines: dict[int, list[Pick]] = {}
    for word in document.pages[number].words:
        wide, tall = (word.x1 - word.x0) * width, (word.y1 - word.y0) * height
        place = _place(word.x0 * width, word.y0 * height, wide, tall)
        box = Box(*place, name="", number=0, strong=False, unsure=False, text=word.text)
        middle = f"{(word.x0 + word.x1) / 2:.4f}", f"{(word.y0 + word.y1) / 2:.4f}"
        lines.setdefault(word.line, []).append(Pick(box, *middle))
    yield from lines.values()


def promise_line() -> PromiseLine | None:
    """Return the promise of the block that chooses the unit; None when no block does."""
    try:
        block = registry.answering(QUESTION)
    except registry.UnknownBlock:
        return None
    standing = decisions.standing(block)
    happened = realised.realised(block, standing.promise.promised)
    count, wrong = happened.handled + happened.drawn, happened.returned + happened.drawn_wrong
    if not standing.handles or count == 0:
        return PromiseLine(standing.sentence, standing.evidence if standing.promise.threshold is None else "", block)
    told = {"wrong": number(wrong), "count": number(count), "share": per_hundred(wrong / count)}
    if count < realised.FEWEST:
        return PromiseLine(standing.sentence, _("Letzte 90 Tage: %(wrong)s von %(count)s falsch.") % told, block)
    figures = _("Letzte 90 Tage: %(share)s von 100 (%(wrong)s von %(count)s).") % told
    return PromiseLine(standing.sentence, figures, block)


def days() -> list[tuple[date, str]]:
    """Return the usual days for Wiedervorlage with their words."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    usual = [(today + timedelta(days=1), _("morgen")), (monday, _("nächsten Montag"))]
    return [*usual, (today + timedelta(days=14), _("in zwei Wochen"))]


def usable_files(person: Person, found: LetterDetail, search: str = "") -> list[tuple[UUID, str]]:
    """Return files that a letter may be put into, the likely ones first: id and words."""
    likely = filing.suggest_akten(person, found.letter)
    rows = [*likely, *filing.akten(person, search)]
    return [(one.uuid, f"{one.sign} {one.title}") for one in dict.fromkeys(rows)]


def may_act(person: Person, found: LetterDetail) -> bool:
    """Return whether ``person`` decides about this letter: of the post room, or of its unit."""
    return access.may_act(person, found.letter)
