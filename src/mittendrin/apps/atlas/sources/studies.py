# SPDX-License-Identifier: EUPL-1.2
"""The text versions of the four studies: find what a locator names, find shared word runs.

The studies are not part of the product; a checkout that has them beside it runs these checks.

Locators (docs/reference/inhalte.md):
  Smart-City-Atlas      ``Kap. 4.3`` · ``Kap. 3, Steckbrief Soest`` · ``Kap. 3, Steckbrief Soest, 3D-Stadtmodell``
                        ``Anhang A, Mobilität`` · ``Tabelle 5`` · ``Abbildung 7``
  KI in Mittelstädten   ``Kap. 5.2`` · ``Kap. 5.2, Soest`` · ``Tabelle 2`` · ``Anhang 9.4, Modellprojekt 41``
                        ``Anhang 9.4, Forschungsprojekt 3``
  Zukunft vor Ort       ``Abschnitt Deutlicher Fortschritt``
  Kolumnenarchiv        ``Zeile 17``
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mittendrin.core.text import ngrams, words

FILES = {
    "ki-in-mittelstaedten": "000_11890f8880d13da3.txt",
    "smart-city-atlas": "001_98a75a01d0173661.txt",
    "kolumnenarchiv": "002_7223df1834612b59.txt",
    "zukunft-vor-ort": "004_9c1d83fd0d5609f3.txt",
}
RUN_LENGTH = 8


def _plain(text: str) -> str:
    return " ".join(words(re.sub(r"[*#_>]", " ", text)))


@dataclass(frozen=True)
class Study:
    """One study as lines of text."""

    id: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines as printed."""
        return self.text.splitlines()

    @cached_property
    def plain_lines(self) -> list[str]:
        """The lines without marks, in lower case."""
        return [_plain(line) for line in self.lines]

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """All runs of eight neighbouring words."""
        return set(ngrams(words(self.text), RUN_LENGTH))


def load(folder: Path) -> dict[str, Study]:
    """Return the studies found in ``folder`` by source id."""
    found = {}
    for source, name in FILES.items():
        path = folder / name
        if path.exists():
            found[source] = Study(source, path.read_text(encoding="utf-8"))
    return found


def shared_runs(text: str, studies: dict[str, Study]) -> list[str]:
    """Return the runs of eight consecutive words that ``text`` shares with a study."""
    return [
        " ".join(run) for run in ngrams(words(text), RUN_LENGTH) if any(run in study.runs for study in studies.values())
    ]


def resolve(study: Study, locator: str) -> int | None:
    """Return the line number (from 1) that ``locator`` names in ``study``, or None."""
    resolvers = {
        "ki-in-mittelstaedten": _resolve_ki,
        "smart-city-atlas": _resolve_atlas,
        "kolumnenarchiv": _resolve_line,
        "zukunft-vor-ort": _resolve_section,
    }
    found = resolvers[study.id](study, locator)
    return None if found is None else found + 1


def _find(study: Study, pattern: str, start: int = 0, end: int | None = None) -> int | None:
    expression = re.compile(pattern)
    for number in range(start, len(study.lines) if end is None else end):
        if expression.search(study.lines[number]):
            return number
    return None


def _find_plain(study: Study, heading: str, start: int, end: int) -> int | None:
    wanted = _plain(heading)
    for number in range(start, end):
        if wanted and study.plain_lines[number].startswith(wanted):
            return number
    return None


def _body_start(study: Study) -> int:
    """Skip the table of contents: the body starts at the second appearance of chapter 1."""
    marks = {"ki-in-mittelstaedten": r"^1\.1 Einleitung und", "smart-city-atlas": r"^# 1 Einleitung"}
    return _find(study, marks[study.id]) or 0


def _section(study: Study, number: str) -> tuple[int, int] | None:
    start = _find(study, rf"^#*\s*\**{re.escape(number)}\.? +\S", _body_start(study))
    if start is None:
        return None
    depth = number.count(".")
    step = r"\d+" + r"\.\d+" * depth
    top = r"(?:Kapitel )?\d+" if depth == 0 else step
    end = start + 1
    heading = re.compile(rf"^#*\s*\**(?:{top}|{step})\.? +(?!Einwohner)[A-ZÄÖÜ]")
    while end < len(study.lines) and not heading.match(study.lines[end]):
        end += 1
    return start, end


def _resolve_ki(study: Study, locator: str) -> int | None:
    if match := re.fullmatch(r"Anhang 9\.4, (Modellprojekt|Forschungsprojekt) (\d+)", locator):
        models = _find(study, r"^Modellprojekte$", 1600)
        research = _find(study, r"^Forschungsprojekte$", 1600)
        start, end = (models, research) if match[1] == "Modellprojekt" else (research, None)
        return _find(study, rf"(^|\*\*){match[2]}\.(\*\*|$)", start or 0, end)
    if match := re.fullmatch(r"(Anhang|Kap\.) ([\d.]*\d)(?:, (.+))?", locator):
        section = _section(study, match[2])
        if section is None or match[3] is None:
            return section and section[0]
        return _find_plain(study, match[3], section[0], section[1])
    if re.fullmatch(r"(Tabelle|Abb\.) \d+", locator):
        return _find(study, rf"^{re.escape(locator)}:", _body_start(study))
    return None


def _resolve_atlas(study: Study, locator: str) -> int | None:
    if match := re.fullmatch(r"Kap\. 3, Steckbrief ([^,]+)(?:, (.+))?", locator):
        start = _find(study, rf"^## {re.escape(match[1])}\s*$", _find(study, r"^# 3 Steckbriefe") or 0)
        if start is None or match[2] is None:
            return start
        end = _find(study, r"^## Weiterführende Informationen", start) or start
        return _find_heading(study, match[2], start, min(end + 20, len(study.lines)))
    if match := re.fullmatch(r"Kap\. ([\d.]*\d)", locator):
        return _find(study, rf"^#+ {re.escape(match[1])} \S", _body_start(study))
    if match := re.fullmatch(r"Anhang A(?:, (.+))?", locator):
        start = _find(study, r"^## Anhang A", _body_start(study))
        if start is None or match[1] is None:
            return start
        field = match[1].replace("&", "und")
        return _find(study, rf"Leuchtturmprojekte? zum Handlungsfeld {re.escape(field)}\s*$", start)
    if re.fullmatch(r"(Tabelle|Abbildung) \d+", locator):
        return _find(study, rf"^{re.escape(locator)} [–-]", _body_start(study))
    return None


def _find_heading(study: Study, heading: str, start: int, end: int) -> int | None:
    wanted = _plain(heading)
    for number in range(start, end):
        if study.lines[number].startswith("#") and study.plain_lines[number].startswith(wanted):
            return number
    return None


def _resolve_line(study: Study, locator: str) -> int | None:
    match = re.fullmatch(r"Zeile (\d+)", locator)
    number = int(match[1]) - 1 if match else -1
    return number if 0 < number < len(study.lines) and study.lines[number].strip() else None


def _resolve_section(study: Study, locator: str) -> int | None:
    if not locator.startswith("Abschnitt "):
        return None
    return _find_heading(study, locator.removeprefix("Abschnitt "), 0, len(study.lines))
