# SPDX-License-Identifier: EUPL-1.2
"""Records as documents of the search index: titles, texts, names and facets in both languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import translation

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import field_labels, places
from mittendrin.apps.atlas.services.search.programmes import programmes, programmes_of
from mittendrin.core.search.documents import Document, Text

Data = dict[str, Any]
FACETS = ("kind", "state", "size", "field", "ai", "stage", "technology", "programme", "source")
PLACE = "place"
INDEXED_FACETS = (*FACETS, PLACE)
NONE = "none"
LANGUAGES = ("de", "en")
WEIGHTS = {
    Kind.MUNICIPALITY: 0.8,
    Kind.PROJECT: 1.0,
    Kind.PROVIDER: 1.0,
    Kind.APPLICATION_FIELD: 0.95,
    Kind.RECOMMENDATION: 0.85,
    Kind.FACTOR: 0.8,
    Kind.STEP: 0.8,
    Kind.CLUSTER: 0.8,
    Kind.SURVEY: 0.5,
    Kind.VOICE: 0.7,
    Kind.SOURCE: 0.6,
    Kind.STATISTICS: 0.6,
}
# Codes and references: their words come from the vocabularies or from the record they name.
_CODE_NAMES = """
    id source locator url licence_url kind role ags state groups study models attached_to category status stakeholders
    formats unit precision direction theme addressee group stage ai technologies fields fields_printed providers
    application_fields related municipality municipalities date start end published author_kind
"""
_CODES = frozenset(_CODE_NAMES.split())
_TITLES = frozenset({"title", "name", "official_name", "title_en"})
# Values whose words a person would look for.
_LABELLED: dict[str, tuple[str, ...]] = {
    Kind.PROJECT: ("kind", "fields", "technologies", "ai", "stage"),
    Kind.MUNICIPALITY: ("state", "role"),
    Kind.PROFILE: ("participation.formats", "chances.topic", "challenges.topic", "organisation.attached_to"),
    Kind.PROVIDER: ("category", "ai"),
    Kind.APPLICATION_FIELD: ("group",),
    Kind.FACTOR: ("direction", "theme"),
    Kind.RECOMMENDATION: ("addressee", "group"),
    Kind.SURVEY: ("topic",),
    Kind.VOICE: ("theme",),
}
_SILENT = {"none", "not_stated", "other", "unknown"}
_AI_WORDS = {"de": "KI, Künstliche Intelligenz", "en": "AI, artificial intelligence"}


def all_documents() -> list[Document]:
    """Return every record that is searched; profiles are part of their place."""
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in Record.objects.order_by("kind", "key"):  # the same on every database: equal hits keep this order
        by_kind[record.kind].append(record)
    towns = {record.key: record.data for record in by_kind[Kind.MUNICIPALITY]}
    fields = {record.key: record.data for record in by_kind[Kind.APPLICATION_FIELD]}
    profiles: dict[str, list[Data]] = defaultdict(list)
    for record in by_kind[Kind.PROFILE]:
        profiles[record.data["municipality"]].append(record.data)
    builder = _Builder(towns, fields, profiles)
    return [builder.document(record) for kind in WEIGHTS for record in by_kind[kind]]


class _Builder:
    """Turns records into documents, with what they refer to at hand."""

    def __init__(
        self, towns: Mapping[str, Data], fields: Mapping[str, Data], profiles: Mapping[str, list[Data]]
    ) -> None:
        self._towns = towns
        self._fields = fields
        self._profiles = profiles

    def document(self, record: Record) -> Document:
        """Return ``record`` as document."""
        kind, data = record.kind, record.data
        return Document(
            id=f"{kind}:{record.key}",
            titles=list(titles(kind, data)),
            bodies=list(self._bodies(kind, data)),
            names=_names(kind, data),
            facets=self._facets(record),
            weight=WEIGHTS[Kind(kind)],
        )

    def _bodies(self, kind: str, data: Data) -> Iterator[Text]:
        for language in LANGUAGES:
            with translation.override(language):
                yield language, field_labels.kind_label(kind)
                yield language, ". ".join(_labels(kind, data))
                for town in self._towns_of(kind, data):
                    yield language, f"{town['name']}, {field_labels.value_label(town['state'], 'state')}"
                for profile in self._profiles_of(kind, data):
                    yield language, ". ".join(_labels(Kind.PROFILE, profile))
        yield from texts(data)
        for profile in self._profiles_of(kind, data):
            yield from texts(profile)
        for key in data.get("application_fields", ()):
            yield from titles(Kind.APPLICATION_FIELD, self._fields.get(key, {}))
        if _SILENT.isdisjoint(data.get("ai", ("none",))):
            yield from _AI_WORDS.items()

    def _profiles_of(self, kind: str, data: Data) -> list[Data]:
        return self._profiles.get(data["id"], []) if kind == Kind.MUNICIPALITY else []

    def _towns_of(self, kind: str, data: Data) -> list[Data]:
        if kind == Kind.MUNICIPALITY:
            return [data]
        keys = data.get("municipalities") or [data.get("municipality", "")]
        return [self._towns[key] for key in keys if key in self._towns]

    def _facets(self, record: Record) -> dict[str, list[str]]:
        kind, data = record.kind, record.data
        towns = self._towns_of(kind, data)
        profiles = self._profiles_of(kind, data)
        money = [*data.get("funding", ()), *(name for one in profiles for name in one.get("programmes", ()))]
        found = {
            "kind": [data["kind"] if kind == Kind.PROJECT else kind],
            "state": [town["state"] for town in towns] or [NONE],
            "size": [places.size_class(town) for town in towns] or [NONE],
            "field": data.get("fields", []),
            "ai": data.get("ai", []),
            "stage": [data["stage"]] if "stage" in data else [],
            "technology": data.get("technologies", []),
            "programme": programmes_of(money),
            "source": sorted(_sources([data, *profiles])),
            PLACE: [town["id"] for town in towns],
        }
        return {name: list(dict.fromkeys(values)) for name, values in found.items()}


def titles(kind: str, data: Data) -> Iterator[Text]:
    """Yield the titles of a record in both languages."""
    german, english = {
        Kind.SURVEY: ("item", "item_en"),
        Kind.VOICE: ("topic", "topic_en"),
        Kind.PROVIDER: ("name", ""),
        Kind.MUNICIPALITY: ("name", ""),
    }.get(Kind(kind), ("title", "title_en"))
    if data.get(german):
        yield "de", data[german]
    if english and data.get(english):
        yield "en", data[english]


def texts(data: Any, key: str = "") -> Iterator[Text]:
    """Yield the texts of a record that are not its title, with their language."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in _CODES and not (key == "" and name in _TITLES):
                yield from texts(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, key or "-")
    elif isinstance(data, str):
        yield ("en" if key == "en" or key.endswith("_en") else "de"), data


def _names(kind: str, data: Data) -> list[str]:
    if kind == Kind.MUNICIPALITY:
        return [data["name"]]
    return [data["name"], *data.get("products", ())][:1] if kind == Kind.PROVIDER else []


def _labels(kind: str, data: Data) -> Iterator[str]:
    """Yield the words of the values of ``data`` in the active language."""
    for path in _LABELLED.get(kind, ()):
        for value in _values(data, path.split(".")):
            if value not in _SILENT:
                yield field_labels.value_label(value, f"{kind}.{path}")
    for identity in programmes_of(data.get("funding", ())) if kind == Kind.PROJECT else ():
        entry = programmes()[identity]
        yield entry.en if translation.get_language() == "en" else entry.de


def _values(data: Any, path: list[str]) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _values(item, path)
    elif not path:
        if isinstance(data, str):
            yield data
    elif isinstance(data, dict) and path[0] in data:
        yield from _values(data[path[0]], path[1:])


def _sources(records: Iterable[Data]) -> set[str]:
    found: set[str] = set()
    for data in records:
        found |= {data["source"]} if "source" in data else set()
        found |= {citation["source"] for citation in data.get("citations", ())}
    return found
