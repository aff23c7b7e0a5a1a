# SPDX-License-Identifier: EUPL-1.2
"""Hits as rows of a page: title and text with the found places marked, and what stands beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import citations, field_labels, labels, places
from mittendrin.apps.atlas.services.addresses import url_of
from mittendrin.apps.atlas.services.catalogue import AI_DOMAINS, PlaceRow, catalogue
from mittendrin.apps.atlas.services.search.documents import texts, titles
from mittendrin.core.search.analysis import Analyser
from mittendrin.core.search.highlight import Marks, Segment, found_spans, segments, snippet
from mittendrin.core.search.index import Hit
from mittendrin.web.templatetags.web import number

Data = dict[str, Any]
TITLE_LENGTH, TEXT_LENGTH = 160, 300


@dataclass(frozen=True)
class Row:
    """One hit as a page shows it."""

    kind: str
    key: str
    url: str
    kind_label: str
    number: int | None
    places: list[PlaceRow]
    title: list[Segment]
    text: list[Segment]
    stage: str
    fields: list[str]
    technologies: list[str]
    ai: list[str]
    source: str
    year: int | None

    @property
    def plain_title(self) -> str:
        """Return the title without marks."""
        return "".join(segment.text for segment in self.title)

    @property
    def plain_text(self) -> str:
        """Return the text without marks."""
        return "".join(segment.text for segment in self.text)


def records_of(hits: Iterable[Hit]) -> list[Record]:
    """Return the records of ``hits`` in their order."""
    keys: dict[str, list[str]] = defaultdict(list)
    identities = [hit.id.split(":", 1) for hit in hits]
    for kind, key in identities:
        keys[kind].append(key)
    found = {
        (record.kind, record.key): record
        for kind, wanted in keys.items()
        for record in Record.objects.filter(kind=kind, key__in=wanted)
    }
    return [found[kind, key] for kind, key in identities if (kind, key) in found]


def rows(hits: Sequence[Hit], marks: Marks, analyser: Analyser) -> list[Row]:
    """Return ``hits`` as rows in the language of the page, with ``marks`` marked."""
    found = records_of(hits)
    maker = _Maker(marks, analyser, _profiles(found))
    return [maker.row(record) for record in found]


def places_of(record: Record) -> list[PlaceRow]:
    """Return the places that a record is about."""
    data = record.data
    keys = [record.key] if record.kind == Kind.MUNICIPALITY else data.get("municipalities", [])
    return catalogue().place_rows(keys or [data.get("municipality", "")])


def _profiles(found: Iterable[Record]) -> dict[str, list[Data]]:
    keys = [record.key for record in found if record.kind == Kind.MUNICIPALITY]
    profiles: dict[str, list[Data]] = defaultdict(list)
    if keys:
        wanted = Record.objects.of(Kind.PROFILE).filter(
            links_out__role="municipality", links_out__target_kind=Kind.MUNICIPALITY, links_out__target_key__in=keys
        )
        for profile in wanted:
            profiles[profile.data["municipality"]].append(profile.data)
    return profiles


class _Maker:
    """Makes rows for one query."""

    def __init__(self, marks: Marks, analyser: Analyser, profiles: dict[str, list[Data]]) -> None:
        self._marks = marks
        self._analyser = analyser
        self._profiles = profiles
        self._language = "en" if get_language() == "en" else "de"
        self._documents = citations.documents()

    def row(self, record: Record) -> Row:
        """Return the row of one record."""
        data = record.data
        title = dict(reversed(list(titles(record.kind, data))))
        shown_title = title.get(self._language) or title.get("de") or record.title
        return Row(
            kind=record.kind,
            key=record.key,
            url=url_of(record.kind, record.key, data),
            kind_label=self._kind(record),
            number=data.get("number") if record.kind in {Kind.PROJECT, Kind.RECOMMENDATION} else None,
            places=places_of(record),
            title=snippet(self._marked(shown_title), TITLE_LENGTH),
            text=snippet(self._marked(self._text(record)), TEXT_LENGTH),
            stage=data.get("stage", ""),
            fields=data.get("fields", []),
            technologies=data.get("technologies", []),
            ai=[code for code in data.get("ai", []) if code in AI_DOMAINS],
            source=self._source(record),
            year=data.get("as_of") or self._documents.get(data.get("source", ""), {}).get("year") or data.get("year"),
        )

    def _marked(self, text: str) -> list[Segment]:
        return segments(self._analyser, text, self._marks, self._language)

    def _kind(self, record: Record) -> str:
        if record.kind == Kind.PROJECT:
            return labels.label("kind", record.data["kind"])
        return field_labels.kind_label(record.kind)

    def _source(self, record: Record) -> str:
        source = record.data.get("source") or next((one["source"] for one in record.data.get("citations", ())), "")
        document = self._documents.get(source, {})
        locator = record.data.get("locator", "")
        return ", ".join(part for part in (document.get("short") or document.get("title", ""), locator) if part)

    def _text(self, record: Record) -> str:
        """Return the text that fits the query: the summary, else the passage with most found places."""
        data = record.data
        if record.kind == Kind.SURVEY:
            return self._figure(data)
        summary = data.get(f"summary_{self._language}") or data.get("summary_de", "")
        if record.kind == Kind.MUNICIPALITY:
            return self._passage(data, summary)
        if summary and (not self._marks.singles or self._found(summary)):
            return str(summary)
        passage = max(self._passages(data), key=self._found, default="")
        return passage if self._found(passage) or not summary else str(summary)

    def _figure(self, data: Data) -> str:
        suffix = "_en" if self._language == "en" else ""
        question, base = data[f"question{suffix}"], data[f"base{suffix}"]
        value = number(data["value"], 1)
        unit = " %" if data["unit"] == "percent" else ""
        return f"{question} {value}{unit} ({base}{', ' + str(data['year']) if data.get('year') else ''})"

    def _passage(self, data: Data, summary: str) -> str:
        """Return the best passage of a place: from its profiles, else what and where it is."""
        profiles = self._profiles.get(data["id"], [])
        passages = [*self._passages(data), *(text for one in profiles for text in self._passages(one))]
        best = max(passages, key=self._found, default="")
        if best and self._found(best):
            return best
        summaries = [one.get(f"summary_{self._language}") or one["summary_de"] for one in profiles]
        if summaries:
            return str(summaries[0])
        people = places.value(data["population"])
        size = _("%(count)s Einwohner") % {"count": number(people)} if people else ""
        about = (labels.label("state", data["state"]), labels.label("role", data["role"]), size)
        return summary or ", ".join(part for part in about if part)

    def _passages(self, data: Data) -> Iterator[str]:
        yield from (text for language, text in texts(data) if language == self._language)

    def _found(self, text: str) -> int:
        """Return how many different found words ``text`` holds."""
        return len({text[start:end].lower() for start, end in self._spans(text)})

    def _spans(self, text: str) -> list[tuple[int, int]]:
        return found_spans(self._analyser, text, self._marks, self._language)
