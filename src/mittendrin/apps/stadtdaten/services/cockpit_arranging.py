# SPDX-License-Identifier: EUPL-1.2
"""The page on which the town arranges its cockpit: what stands there now, and one step at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import access, cockpit_layout, cockpit_tiles
from mittendrin.apps.stadtdaten.services.cockpit_layout import MOST_TEXT, MOST_TITLE, Layout, Topic, Unfit
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, readings
from mittendrin.apps.stadtdaten.services.cockpit_words import amount
from mittendrin.townhall.accounts.models import Person


@dataclass(frozen=True)
class TileRow:
    """One tile in the list."""

    number: int
    name: str
    value: str
    hidden: bool
    big: bool


@dataclass(frozen=True)
class TopicRow:
    """One group. name: what stands on the page; own: the town's own title."""

    key: str
    name: str
    own: str
    text: str
    hidden: bool
    tiles: Sequence[TileRow]


@dataclass(frozen=True)
class Arrangement:
    """The whole list. changed: there is a draft that is not published."""

    topics: Sequence[TopicRow]
    lead: int
    lead_name: str
    changed: bool


def arrangement() -> Arrangement:
    """Return what the public cockpit shows, as it is being arranged."""
    layout = cockpit_layout.draft()
    groups = _groups(layout)
    lead = next((one for _topic, _title, rows in groups for one in rows if one.stream.pk == layout.lead), None)
    return Arrangement(
        [_topic(topic, title, rows, layout) for topic, title, rows in groups],
        layout.lead if lead else 0,
        _name(lead) if lead else "",
        cockpit_layout.has_draft(),
    )


def _groups(layout: Layout) -> list[tuple[Topic, str, list[Reading]]]:
    return cockpit_tiles.grouped(readings(access.PUBLIC), layout)


def _name(reading: Reading) -> str:
    return ", ".join(filter(None, cockpit_tiles.titles(reading)))


def _topic(topic: Topic, title: str, rows: Sequence[Reading], layout: Layout) -> TopicRow:
    tiles = [
        TileRow(
            one.stream.pk,
            _name(one),
            amount(one, one.value),
            one.stream.pk in layout.hidden,
            one.stream.pk == layout.lead,
        )
        for one in rows
    ]
    own = topic.title
    return TopicRow(topic.key, title, own, topic.text, topic.hidden, tiles)


def act(by: Person, what: str, values: Mapping[str, str]) -> str:
    """Do one step and return what was done. what: ``up:12`` and so on, see ``_changed``. Raises Unfit."""
    name, _colon, on = what.partition(":")
    if name == "publish":
        cockpit_layout.publish(by)
        return _("Veröffentlicht. Die öffentliche Seite folgt dieser Ordnung.")
    if name == "discard":
        cockpit_layout.discard(by)
        return _("Verworfen. Es gilt, was veröffentlicht ist.")
    if name == "reset":
        cockpit_layout.change(by, lambda _layout: Layout())
        return _("Zurückgesetzt. Mit „Veröffentlichen“ baut sich das Cockpit wieder von selbst.")
    layout = cockpit_layout.change(by, lambda layout: _changed(layout, name, on, values))
    return _said(layout, name, on)


def _changed(layout: Layout, name: str, on: str, values: Mapping[str, str]) -> Layout:
    if name.startswith("topic-"):
        return _topic_changed(layout, name, on, values)
    if name == "order":
        return cockpit_layout.ordered(layout, _only_of(layout, on, values.get("tiles", "")))
    number = _number(on)
    shown = _members(layout, number) if number or name != "big" else []
    if name in {"up", "down"}:
        return cockpit_layout.moved(layout, shown, number, -1 if name == "up" else 1)
    if name in {"show", "hide"}:
        return cockpit_layout.shown_or_not(layout, number, name == "show")
    if name == "big":
        return cockpit_layout.big(layout, number)
    raise Unfit


def _topic_changed(layout: Layout, name: str, key: str, values: Mapping[str, str]) -> Layout:
    if name in {"topic-up", "topic-down"}:
        shown = [topic.key for topic, _title, _rows in _groups(layout)]
        return cockpit_layout.topic_moved(layout, shown, key, -1 if name == "topic-up" else 1)
    if name in {"topic-show", "topic-hide"}:
        return cockpit_layout.topic_changed(layout, key, hidden=name == "topic-hide")
    if name == "topic-words":
        title, text = (" ".join(values.get(one, "").split()) for one in ("title", "text"))
        return cockpit_layout.topic_changed(layout, key, title=title[:MOST_TITLE], text=text[:MOST_TEXT])
    raise Unfit


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise Unfit
    return int(text)


def _members(layout: Layout, number: int) -> list[int]:
    """Return the tiles of the group of a tile, in order. Raises Unfit for one that is not there."""
    for _topic, _title, rows in _groups(layout):
        numbers = [one.stream.pk for one in rows]
        if number in numbers:
            return numbers
    raise Unfit


def _only_of(layout: Layout, key: str, text: str) -> list[int]:
    """Return the tiles of a group in the order that somebody dragged them to; what they lack stands behind."""
    known = next(([one.stream.pk for one in rows] for topic, _t, rows in _groups(layout) if topic.key == key), None)
    if known is None:
        raise Unfit
    wanted = [number for part in text.split(",")[:5000] if (number := _number(part)) in known]
    return [*dict.fromkeys(wanted), *(one for one in known if one not in wanted)]


def _said(layout: Layout, name: str, on: str) -> str:
    rows = {str(one.stream.pk): one for _topic, _title, members in _groups(layout) for one in members}
    if on in rows and name in {"up", "down"}:
        place = _members(layout, int(on)).index(int(on)) + 1
        return _("%(name)s steht jetzt an Stelle %(place)s.") % {"name": _name(rows[on]), "place": place}
    if on in rows and name in {"show", "hide"}:
        words = _("%(name)s ist zu sehen.") if name == "show" else _("%(name)s ist verborgen.")
        return words % {"name": _name(rows[on])}
    if name == "big":
        return _("%(name)s steht groß.") % {"name": _name(rows[on])} if on in rows else _("Groß steht das Wichtigste.")
    return _("Geändert.")
