# SPDX-License-Identifier: EUPL-1.2
"""Checks content files or an export as a whole: schemas, references, citations, words copied from the studies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mittendrin.apps.atlas.services import checks
from mittendrin.apps.atlas.services.exchange.importing import read_path
from mittendrin.apps.atlas.services.exchange.writing import Progress, silent
from mittendrin.apps.atlas.sources import content, locators, studies
from mittendrin.core.errors import Problem

Data = dict[str, Any]


@dataclass
class CheckReport:
    """What a check looked at and what it found."""

    records: dict[str, int] = field(default_factory=dict)
    citations: int = 0
    studies: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self) -> Data:
        """Return the numbers for a program."""
        return {
            "records": self.records,
            "total": sum(self.records.values()),
            "citations": self.citations,
            "studies": self.studies,
            "problem_count": len(self.problems),
        }


def check_content(
    path: Path | None = None, studies_dir: Path | None = None, progress: Progress = silent
) -> CheckReport:
    """Check a folder of content files, one file, or (without a path) the content that is shipped.

    With the studies in ``studies_dir`` every citation must lead to a line, and no German text may share eight
    consecutive words with them.
    """
    found = content.load(path or content.CONTENT_DIR) if path is None or path.is_dir() else _file(path)
    texts = studies.load(studies_dir) if studies_dir and studies_dir.is_dir() else {}
    report = CheckReport(studies=sorted(texts), problems=found.problems)
    total, done = sum(map(len, found.records.values())), 0
    for kind, rows in found.records.items():
        report.records[kind] = len(rows)
        for row in rows:
            done += 1
            _check_one(kind, row, texts, report)
            progress(done, total)
    return report


def _file(path: Path) -> content.Content:
    batch = read_path(path)
    found = content.Content(problems=list(batch.problems))
    own = {(incoming.kind, str(incoming.data.get("id"))) for incoming in batch.rows}

    def known(kind: str, key: str) -> bool:
        return (kind, key) in own or checks.is_stored(kind, key)

    for incoming in batch.rows:
        problems = checks.check(incoming.kind, incoming.data, known)
        found.problems += [incoming.problem_at(problem) for problem in problems]
        if not problems:
            found.records.setdefault(incoming.kind, []).append(incoming.data)
    return found


def _check_one(kind: str, row: Data, texts: dict[str, studies.Study], report: CheckReport) -> None:
    place = f"{kind} {row['id']}"
    for source, locator in content.citations(row):
        report.citations += 1
        if not locators.is_notation(source, locator):
            report.problems.append(Problem(place, "locator-notation", locator))
        elif source in texts and studies.resolve(texts[source], locator) is None:
            report.problems.append(Problem(place, "citation-not-found", f"{source}: {locator}"))
    if texts:
        for path, text in content.german_texts(row):
            for run in studies.shared_runs(text, texts)[:1]:
                report.problems.append(Problem(f"{place}: {path}", "copied-words", run))
