# SPDX-License-Identifier: EUPL-1.2
"""What an app says about itself, so that the shell needs no list of apps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mittendrin.core.text import sentence

DEGRADED = "degraded"
"""Answer of a health check: the app works, but somebody has to look."""


@dataclass(frozen=True)
class MenuEntry:
    """One entry of a menu.

    title: German text, the key of its translation. url_name: name of the URL it opens.
    order: place in the menu, small first. roles: who sees it; empty means everybody.
    """

    title: str
    url_name: str
    order: int = 100
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BlockUse:
    """One question that an app asks a building block, with the words that the promise needs.

    question: as in the manifests of blocks (``letter.unit``). promise: German sentence, ``%(wrong)s`` stands for the
    number of 100. too_few: what is said while there is too little evidence. items: what is counted, in the plural.
    parts: German names of the facts of an extractor. shown: dotted path of a callable that gets the question, the part
    and a value, and returns the value in words; empty when values are words already.
    """

    question: str
    items: str = sentence("Fälle")
    promise: str = sentence("Von 100 Vorschlägen, die niemand einzeln ansieht, sind höchstens %(wrong)s falsch.")
    too_few: str = sentence("Noch zu wenige Fälle. Alles wird gefragt.")
    parts: Mapping[str, str] = field(default_factory=dict)
    shown: str = ""


@dataclass(frozen=True)
class Recurring:
    """Work that a worker does again and again.

    task: dotted path of a task without arguments. every: seconds from one run to the next. at: local time ``HH:MM`` of
    work done once a day; ``every`` is then left out.
    """

    task: str
    every: int = 24 * 60 * 60
    at: str = ""


@dataclass(frozen=True)
class CaseKind:
    """A kind of case that an app makes.

    key: its name in the store, the same for ever (``letter``). title: German, the key of its translation (``Brief``).
    open_url_name: name of the URL that opens the source of a case; it takes the id behind the colon of the source as
    its only argument, or none for a source without a colon; empty when there is nothing to open. by_hand: whether
    people may make cases of this kind.
    facts: dotted path of a callable that gets the source (``letter:<uuid>``) and returns pairs of a translated name and
    a value for people who may see the case; empty when there are none. years: how long cases are kept after the end of
    the year in which they were done; 0 when they go with their source.
    """

    key: str
    title: str
    open_url_name: str = ""
    by_hand: bool = False
    facts: str = ""
    years: int = 0


@dataclass(frozen=True)
class Seen:
    """What an app sees of the town's own work: a number, the sentence for people, the address that proves it."""

    number: float
    sentence: str
    url: str = ""


@dataclass(frozen=True)
class Repeated:
    """What was destroyed again after a backup came back: how many, and sentences on what a person must look at."""

    count: int = 0
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class AppManifest:
    """Manifest of an app: set as ``manifest`` on its AppConfig.

    menu: entries of the main menu. desk: entries of the menu under the person's name. foot: links at the end of
    every page.
    search: name of the URL of the app's search page, offered in the bar of every page.
    health: name -> dotted path of a callable without arguments; a false answer or an error means broken,
    ``DEGRADED`` that somebody has to look.
    uses: questions that the app asks building blocks. subjects: kind of thing that decisions are about (``letter``) ->
    dotted path of a callable that gets the reference (``letter:<uuid>``) and returns its Document, or None when it is
    gone. recurring: what workers do again and again. rules: dotted path of a callable that returns the rules of clerks
    that blocks must keep to. cases: kinds of cases that the app makes.
    evidence: name -> dotted path of a callable without arguments that returns what the app sees of the town's own work
    (``Seen``), or None while it sees nothing.
    knowledge: name -> dotted path of a callable that answers a question of other apps, as the name says.
    datasets: dotted path of a callable without arguments that returns the app's open data (``OpenDataset``).
    erasers: kind of thing that can be destroyed -> dotted path of a callable that gets identities and destroys what the
    store still holds of them (``Repeated``); for what an old backup brought back.
    """

    title: str
    menu: Sequence[MenuEntry] = ()
    desk: Sequence[MenuEntry] = ()
    foot: Sequence[MenuEntry] = ()
    search: str = ""
    health: Mapping[str, str] = field(default_factory=dict)
    uses: Sequence[BlockUse] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)
    recurring: Sequence[Recurring] = ()
    rules: str = ""
    cases: Sequence[CaseKind] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    knowledge: Mapping[str, str] = field(default_factory=dict)
    datasets: str = ""
    erasers: Mapping[str, str] = field(default_factory=dict)
