# SPDX-License-Identifier: EUPL-1.2
"""Papers for council and administration: one content, written as DOCX or as accessible PDF.

    make("council", assessment) -> Paper, render(paper, "docx", template) -> bytes

Papers are German, whatever the language of the page: that is the language of the council.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils import translation

from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import chart, comparison, council, progress, sheet, strategy
from mittendrin.apps.standort.services.papers.docx_file import BadTemplate, to_docx
from mittendrin.apps.standort.services.papers.model import Paper, Section
from mittendrin.apps.standort.services.papers.pdf_file import PdfNotPossible, to_pdf
from mittendrin.apps.standort.services.published import PublishedTown

__all__ = [
    "COMPARISON",
    "FORMS",
    "KINDS",
    "BadTemplate",
    "Paper",
    "PdfNotPossible",
    "compare",
    "make",
    "render",
    "with_section",
]

_MAKERS: dict[str, Callable[[Assessment], Paper]] = {
    "council": council.paper,
    "sheet": sheet.paper,
    "strategy": strategy.paper,
    "progress": progress.paper,
    "chart": chart.paper,
}
COMPARISON = "comparison"
KINDS = tuple(_MAKERS)
FORMS = ("docx", "pdf")


def make(kind: str, found: Assessment) -> Paper:
    """Return the paper of a kind: ``council``, ``sheet``, ``strategy``, ``progress`` or ``chart``."""
    with translation.override("de"):
        return _MAKERS[kind](found)


def compare(found: Sequence[Assessment], published: Sequence[PublishedTown] = ()) -> Paper:
    """Return the paper that sets two to six towns beside each other, the first one's own.

    published: towns that come after the others, of which only what they published is known.
    """
    with translation.override("de"):
        return comparison.paper(
            [*found, *(one.result for one in published)], [None] * len(found) + [_public(one) for one in published]
        )


def _public(one: PublishedTown) -> comparison.Public:
    return comparison.Public(one.source, one.measures, one.running)


def with_section(paper: Paper, more: Section) -> Paper:
    """Return the paper with a section before its last one, which says how sure all of it is."""
    return replace(paper, sections=(*paper.sections[:-1], more, *paper.sections[-1:]))


def render(paper: Paper, form: str, template: bytes | None = None) -> bytes:
    """Return the file; ``template`` is a DOCX with the town's own styles.

    Raises PdfNotPossible when a library for PDF is missing, BadTemplate.
    """
    with translation.override("de"):
        return to_docx(paper, template) if form == "docx" else to_pdf(paper)
