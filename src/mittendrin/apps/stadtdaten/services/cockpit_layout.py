# SPDX-License-Identifier: EUPL-1.2
"""The order of the cockpit as the town wants it; what nobody arranged stands where it builds itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import CockpitLayout
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person

MOST_TITLE, MOST_TEXT, MOST_TILES = 60, 200, 5000
Item = TypeVar("Item")
TOPICS = ("traffic", "air", "water", "weather", "buildings", "other")


class Unfit(MittendrinError):
    """Refused: there is no such tile or group."""


@dataclass(frozen=True)
class Topic:
    """One group. title, text: the town's own words, empty for none."""

    key: str
    title: str = ""
    text: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Layout:
    """order: numbers of series as far as somebody arranged them. lead: number of the big tile, 0 for the weightiest."""

    topics: tuple[Topic, ...] = tuple(Topic(key) for key in TOPICS)
    order: tuple[int, ...] = ()
    hidden: frozenset[int] = field(default_factory=frozenset)
    lead: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain values of JSON."""
        topics = [asdict(topic) for topic in self.topics]
        return {"topics": topics, "order": list(self.order), "hidden": sorted(self.hidden), "lead": self.lead}

    def place(self, number: int) -> int:
        """Return where a series stands; those that nobody arranged come last."""
        return self.order.index(number) if number in self.order else len(self.order)


def from_json(data: Mapping[str, Any] | None) -> Layout:
    """Return the layout that ``to_json`` wrote; what does not fit is left out."""
    kept = data if isinstance(data, Mapping) else {}
    topics_kept = kept.get("topics")
    listed = topics_kept if isinstance(topics_kept, list) else []
    known = {str(one.get("key")): one for one in listed if isinstance(one, Mapping)}
    keys = [key for key in known if key in TOPICS] + [key for key in TOPICS if key not in known]
    topics = tuple(
        Topic(
            key,
            str(known.get(key, {}).get("title", ""))[:MOST_TITLE],
            str(known.get(key, {}).get("text", ""))[:MOST_TEXT],
            known.get(key, {}).get("hidden") is True,
        )
        for key in keys
    )
    lead = kept.get("lead", 0)
    order, hidden = _numbers(kept.get("order")), frozenset(_numbers(kept.get("hidden")))
    return Layout(topics, order, hidden, _number(lead))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _numbers(values: object) -> tuple[int, ...]:
    return tuple(dict.fromkeys(filter(None, map(_number, values)))) if isinstance(values, list) else ()


def topic_names() -> dict[str, str]:
    """Return the names of the groups where the town gave none."""
    return {
        "traffic": _("Unterwegs"),
        "air": _("Luft und Lärm"),
        "water": _("Wasser und Boden"),
        "weather": _("Wetter"),
        "buildings": _("Gebäude"),
        "other": _("Weitere Werte"),
    }


def published() -> Layout:
    """Return the layout that the pages follow."""
    return from_json(CockpitLayout.objects.filter(pk=1).values_list("published", flat=True).first())


def draft() -> Layout:
    """Return what is being changed; the published layout when nothing is."""
    row = CockpitLayout.objects.filter(pk=1).first()
    return from_json(None if row is None else row.published if row.draft is None else row.draft)


def has_draft() -> bool:
    """Return whether something was changed that is not published."""
    return CockpitLayout.objects.filter(pk=1, draft__isnull=False).exists()


def stamp() -> str:
    """Return what changes with the published layout."""
    row = CockpitLayout.objects.filter(pk=1).values_list("changed_at", flat=True).first()
    return f"{int(row.timestamp() * 1000):x}" if row else ""


def change(by: Person, how: Callable[[Layout], Layout]) -> Layout:
    """Return the draft after one change. Raises Unfit."""
    with transaction.atomic():
        CockpitLayout.objects.get_or_create(pk=1)
        row = CockpitLayout.objects.select_for_update().get(pk=1)
        made = how(from_json(row.published if row.draft is None else row.draft))
        row.draft, row.changed_by = made.to_json(), by
        row.save()
    return made


def publish(by: Person) -> None:
    """Let the pages follow the draft."""
    with transaction.atomic():
        row = CockpitLayout.objects.select_for_update().filter(pk=1).first()
        if row is not None and row.draft is not None:
            row.published, row.draft, row.changed_by = row.draft, None, by
            row.save()


def discard(by: Person) -> None:
    """Drop the draft."""
    with transaction.atomic():
        row = CockpitLayout.objects.select_for_update().filter(pk=1).first()
        if row is not None:
            row.draft, row.changed_by = None, by
            row.save()


def moved(layout: Layout, shown: Sequence[int], number: int, by: int) -> Layout:
    """Return the layout with a tile ``by`` places further among ``shown``, its group as it stands. Raises Unfit."""
    if number not in shown:
        raise Unfit
    return ordered(layout, _shifted(list(shown), number, by))


def ordered(layout: Layout, numbers: Sequence[int]) -> Layout:
    """Return the layout with the tiles of a group in this order."""
    wanted = list(dict.fromkeys(numbers))[:MOST_TILES]
    rest = [one for one in layout.order if one not in wanted]
    return replace(layout, order=(*rest, *wanted))


def topic_moved(layout: Layout, shown: Sequence[str], key: str, by: int) -> Layout:
    """Return the layout with a group ``by`` places further among ``shown``. Raises Unfit."""
    if key not in shown:
        raise Unfit
    wanted = _shifted(list(shown), key, by)
    known = {topic.key: topic for topic in layout.topics}
    rest = [topic.key for topic in layout.topics if topic.key not in wanted]
    return replace(layout, topics=tuple(known[one] for one in [*wanted, *rest]))


def _shifted(items: list[Item], item: Item, by: int) -> list[Item]:
    at = items.index(item)
    to = min(max(at + by, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    return items


def shown_or_not(layout: Layout, number: int, show: bool) -> Layout:
    """Return the layout with a tile shown or hidden; a hidden one cannot be the big one."""
    hidden = layout.hidden - {number} if show else layout.hidden | {number}
    return replace(layout, hidden=hidden, lead=0 if layout.lead in hidden else layout.lead)


def big(layout: Layout, number: int) -> Layout:
    """Return the layout with this tile big, 0 for the weightiest at each time."""
    return replace(layout, lead=number, hidden=layout.hidden - {number})


def topic_changed(layout: Layout, key: str, **values: Any) -> Layout:
    """Return the layout with words or visibility of a group changed. Raises Unfit."""
    if key not in TOPICS:
        raise Unfit
    return replace(
        layout, topics=tuple(replace(topic, **values) if topic.key == key else topic for topic in layout.topics)
    )
