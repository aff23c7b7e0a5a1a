# SPDX-License-Identifier: EUPL-1.2
"""Draws charts: bars, bars in panels, a line, a line with band and limit, a grid of 100 squares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mittendrin.web.charts import band, numbers, scale, svg
from mittendrin.web.charts.figures import Form, Row, Value

if TYPE_CHECKING:
    from mittendrin.web.charts.model import Chart

SLIM = 480
"""Up to this width labels stand above their bars."""


def chart(what: Chart, width: int) -> svg.Element:
    """Return the drawing of ``what``, ``width`` units wide."""
    makers: dict[Form, Callable[[Chart, int], svg.Element]] = {
        Form.BARS: _bars,
        Form.PANELS: _panels,
        Form.LINE: _line,
        Form.GRID: _grid,
        Form.BAND: band.line_with_band,
    }
    return makers[what.form](what, width)


def inline(drawing: svg.Element, finding: str) -> SafeString:
    """Return the drawing for a page; it carries its finding as text."""
    drawing.set("role", "img")
    drawing.set("aria-label", finding)
    return mark_safe(svg.serialise(drawing))  # noqa: S308 - built by ElementTree, which escapes all texts


def standalone(drawing: svg.Element, title: str, sentence: str, source: str) -> str:
    """Return the drawing as a file: title and sentence above, source below, colours inside."""
    _x, _y, width, height = (float(part) for part in drawing.get("viewBox", "0 0 0 0").split())
    head = [(line, "c-label c-strong") for line in svg.wrap(title, 16, width - 32, 2)]
    head += [(line, "c-small") for line in svg.wrap(sentence, 14, width - 32, 3)]
    foot = svg.wrap(source, 14, width - 32, 3)
    top = 24 + 22 * len(head)
    whole = svg.root(width + 32, top + height + 16 + 20 * len(foot))
    whole.set("font-family", "Fira Sans, Noto Sans, Arial, sans-serif")
    ET.SubElement(whole, "title").text = title
    ET.SubElement(whole, "desc").text = sentence
    svg.rect(whole, 0, 0, width + 32, top + height + 16 + 20 * len(foot), "c-edge")
    for place, (line, css) in enumerate(head):
        svg.text(whole, line, 16, 26 + 22 * place, css)
    body = ET.SubElement(whole, "g", {"transform": f"translate(16 {svg.number(top)})"})
    body.extend(list(drawing))
    for place, line in enumerate(foot):
        svg.text(whole, line, 16, top + height + 16 + 20 * place, "c-small")
    svg.plain(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg.serialise(whole)


@dataclass(frozen=True)
class Frame:
    """Where the bars of a chart stand: left edge, width, first line, and the figure at the right edge."""

    left: float
    width: float
    top: float
    limit: float

    def x(self, value: float) -> float:
        """Return the place of ``value`` on the page."""
        return self.left + self.width * min(value, self.limit) / self.limit


def figure_text(value: Value | None, unit: str) -> str:
    """Return what stands at a bar."""
    if value is None:
        return numbers.amount(None)
    return value.label or numbers.amount(value.top, unit)


def _bar(parent: svg.Element, value: Value, frame: Frame, y: float, height: float, quiet: bool) -> None:
    end = frame.x(value.known)
    svg.rect(parent, frame.left, y, end - frame.left, height, "c-bar2" if quiet else "c-bar")
    stop = frame.x(value.top)
    if stop <= end:
        return
    css = "c-open2" if quiet else "c-open"
    upper, lower, right = svg.number(y + 0.75), svg.number(y + height - 0.75), svg.number(stop)
    start = svg.number(end)
    if value.open:
        svg.path(parent, f"M{start} {upper}H{right}M{start} {lower}H{right}", css)
    else:
        svg.path(parent, f"M{start} {upper}H{right}V{lower}H{start}", css)


def _printed(parent: svg.Element, row: Row, frame: Frame, y: float, height: float) -> None:
    """Draw what the study prints: a tick, with a light edge only where it stands inside the bar."""
    if isinstance(row.printed, tuple):
        low, high = (svg.number(frame.x(value)) for value in row.printed)
        middle = svg.number(y + height + 5)
        svg.path(parent, f"M{low} {middle}H{high}", "c-span")
    elif row.printed is not None:
        x = frame.x(row.printed)
        known = row.values[0].known if row.values and row.values[0] else 0
        if row.printed < known:
            svg.rect(parent, x - 3.5, y, 7, height, "c-edge")
        svg.rect(parent, x - 1.5, y - 4, 3, height + 8, "c-print")


def _row_height(what: Chart) -> float:
    return 18 + 22 * sum(1 for bar in what.bars[1:])


def _bars(what: Chart, width: int) -> svg.Element:
    slim = width <= SLIM
    names = [svg.wrap(row.name, 16, width - 8 if slim else width * 0.36, 3) for row in what.rows]
    widest = max((svg.text_width(line, 16) for lines in names for line in lines), default=0)
    left = 1.0 if slim else min(width * 0.37, widest + 12)
    tops = [max(value.top for value in (*filter(None, row.values), _NOTHING)) for row in what.rows]
    limit = scale.limit(tops + [row.printed_top for row in what.rows], what.unit)
    frame = Frame(left, _bar_room(what, tops, width - left - 14, limit, slim), 4 if slim else 26, limit)
    bars = _row_height(what)
    steps = [bars + (14 if slim else 22) + _label_room(len(lines), bars, slim) for lines in names]
    drawing = svg.root(width, frame.top + sum(steps) + 4)
    if not slim:
        _axis(drawing, frame, sum(steps), what.unit)
    y = frame.top
    for row, lines, step in zip(what.rows, names, steps, strict=True):
        _bar_row(drawing, what, row, lines, frame, y, step)
        y += step
    return drawing


def _label_room(lines: int, bars: float, slim: bool) -> float:
    return 20 * lines + 2 if slim else max(0, 20 * lines - bars - 4)


def _bar_room(what: Chart, tops: list[float], room: float, limit: float, slim: bool) -> float:
    """Return the width of the axis: as wide as the words behind each bar allow."""
    fits = [room]
    for row, top in zip(what.rows, tops, strict=True):
        longest = max(top, row.printed_top) / limit
        if longest > 0:
            fits.append((room - _tail_width(what, row, slim)) / longest)
    return max(min(fits), room * 0.25)


_NOTHING = Value.exact(0)


def _tail_width(what: Chart, row: Row, slim: bool) -> float:
    texts = [_at_bar(what, number, value) for number, value in enumerate(row.values)]
    widest = max((svg.text_width(text, 16) * 1.06 for text in texts), default=0)
    return widest + (svg.text_width(_printed_words(row, what.unit), 14) * 1.06 + 12 if _says(row, slim) else 0)


def _at_bar(what: Chart, number: int, value: Value | None) -> str:
    words = figure_text(value, what.unit)
    name = what.bars[number].name if len(what.bars) > 1 else ""
    return f"{name}: {words}" if name else words


def _says(row: Row, slim: bool) -> bool:
    """Return whether the printed figure stands in words at the bar; in a slim drawing only numbers have room."""
    if row.printed_text:
        return not slim
    first = row.values[0] if row.values else None
    return isinstance(row.printed, (int, float)) and (not first or row.printed != first.top)


def _printed_words(row: Row, unit: str) -> str:
    number = row.printed if isinstance(row.printed, (int, float)) else None
    words = row.printed_text or numbers.amount(number, unit)
    return _("gedruckt %(words)s") % {"words": words}


def _bar_row(
    drawing: svg.Element, what: Chart, row: Row, lines: list[str], frame: Frame, y: float, step: float
) -> None:
    weight = " c-strong" if row.strong else ""
    slim = frame.left < 2
    for place, line in enumerate(lines):
        if slim:
            svg.text(drawing, line, 0, y + 15 + 20 * place, f"c-label{weight}")
        else:
            first = y + step / 2 + 5.5 - 10 * (len(lines) - 1)
            svg.text(drawing, line, frame.left - 11, first + 20 * place, f"c-label{weight}", "end")
    bars = _row_height(what)
    at = y + 20 * len(lines) + 3 if slim else y + (step - bars) / 2
    for number, value in enumerate(row.values):
        _one_bar(drawing, what, row, number, value, frame, at)
        at += 22


def _one_bar(
    drawing: svg.Element, what: Chart, row: Row, number: int, value: Value | None, frame: Frame, y: float
) -> None:
    quiet = what.bars[number].quiet
    height, shift = (10, 4) if quiet else (18, 0)
    if value is not None:
        _bar(drawing, value, frame, y + shift, height, quiet)
    if number == 0:
        _printed(drawing, row, frame, y, height)
    end = max(frame.x(value.top) if value else frame.left, frame.x(row.printed_top) if number == 0 else frame.left)
    words = _at_bar(what, number, value)
    svg.text(drawing, words, end + 9, y + 14.5, "c-label" if quiet else "c-value c-strong")
    if number == 0 and _says(row, frame.left < 2):
        place = end + 9 + svg.text_width(words, 16) * 1.06 + 10
        svg.text(drawing, _printed_words(row, what.unit), place, y + 14.5, "c-printed c-strong")


def _axis(drawing: svg.Element, frame: Frame, height: float, unit: str) -> None:
    for tick in scale.ticks(frame.limit, frame.width):
        x = frame.x(tick)
        css = "c-zero" if tick == 0 else "c-grid"
        svg.path(drawing, f"M{svg.number(x)} {svg.number(frame.top - 2)}V{svg.number(frame.top + height)}", css)
        svg.text(drawing, numbers.amount(tick, unit), x, frame.top - 8, "c-tick", "middle")


def _panels(what: Chart, width: int) -> svg.Element:
    """Draw each series in a column of its own, each from its own zero."""
    names = [svg.wrap(row.name, 15, width * 0.34, 2) for row in what.rows]
    left = min(width * 0.35, max((svg.text_width(line, 15) for lines in names for line in lines), default=0) + 12)
    each = (width - left) / max(len(what.bars), 1)
    drawing = svg.root(width, 30 + 36 * len(what.rows))
    for column, bar in enumerate(what.bars):
        values = [row.values[column] for row in what.rows]
        tail = max((svg.text_width(figure_text(value, what.unit), 16) * 1.06 for value in values), default=0) + 12
        limit = max((value.top for value in values if value), default=0) or 1
        frame = Frame(left + each * column, max(each - tail - 4, 12), 30, limit)
        svg.text(drawing, svg.wrap(bar.name, 14, each - 4, 1)[0], frame.left, 16, "c-head")
        for place, value in enumerate(values):
            y = 30 + 36 * place + 9
            if value is not None:
                _bar(drawing, value, frame, y, 18, bar.quiet)
            end = frame.x(value.top) if value else frame.left
            css = "c-label" if bar.quiet else "c-value c-strong"
            svg.text(drawing, figure_text(value, what.unit), end + 6, y + 14.5, css)
    for place, (row, lines) in enumerate(zip(what.rows, names, strict=True)):
        css = "c-label c-strong" if row.strong else "c-label"
        for number, line in enumerate(lines):
            svg.text(drawing, line, 0, 30 + 36 * place + 23.5 - 9 * (len(lines) - 1) + 18 * number, css)
    return drawing


def _line(what: Chart, width: int) -> svg.Element:
    """Draw the first series over time; a missing figure interrupts the line."""
    height, left, top = 220.0, 40.0, 30.0
    limit = scale.limit([value.top for row in what.rows for value in row.values[:1] if value], what.unit)
    drawing = svg.root(width, height + 40)
    for tick in scale.ticks(limit, height * 2):
        y = height - (height - top) * tick / limit
        css = "c-zero" if tick == 0 else "c-grid"
        svg.path(drawing, f"M{svg.number(left)} {svg.number(y)}H{width}", css)
        svg.text(drawing, numbers.amount(tick, what.unit), left - 8, y + 5, "c-tick", "end")
    step = (width - left - 40) / max(len(what.rows) - 1, 1)
    every = max(1, round(56 / step) if step < 56 else 1)
    trail, pen = "", "M"
    for place, row in enumerate(what.rows):
        x = left + 20 + step * place
        if place % every == 0:
            svg.text(drawing, row.name, x, height + 22, "c-tick", "middle")
        value = row.values[0]
        if value is None:
            pen = "M"
            continue
        y = height - (height - top) * value.top / limit
        trail += f"{pen}{svg.number(x)} {svg.number(y)}"
        pen = "L"
        svg.circle(drawing, x, y, 4, "c-point")
        beneath = _dips(what.rows, place) and y + 24 < height
        svg.text(drawing, figure_text(value, what.unit), x, y + (22 if beneath else -10), "c-value c-strong", "middle")
    if trail:
        svg.path(drawing, trail, "c-line")
    return drawing


def _dips(rows: tuple[Row, ...], place: int) -> bool:
    """Return whether both neighbours are higher, so that a label above would stand in the line."""
    around = [rows[number].values[0] for number in (place - 1, place + 1) if 0 <= number < len(rows)]
    value = rows[place].values[0]
    return value is not None and all(other is not None and other.top > value.top for other in around)


def _grid(what: Chart, width: int) -> svg.Element:
    """Draw 100 squares: filled as far as known, dashed as far as possible."""
    side, gap, across = 16.0, 4.0, 20 if width > SLIM else 10
    value = (what.rows[0].values[0] if what.rows else None) or Value.exact(0)
    drawing = svg.root(width, (100 / across) * (side + gap) + 4)
    for place in range(100):
        x, y = 1 + (place % across) * (side + gap), 2 + (place // across) * (side + gap)
        css = "c-bar" if place < round(value.known) else "c-open" if place < round(value.top) else "c-cell"
        svg.rect(drawing, x, y, side, side, css)
    words = figure_text(value, what.unit)
    svg.text(drawing, words, across * (side + gap) + 12, 20, "c-value c-strong")
    return drawing
