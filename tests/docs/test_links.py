# SPDX-License-Identifier: EUPL-1.2
"""Links lead somewhere: to files, to headings, to pages of the program; and source files name documents that exist."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve
from tests.docs.documents import DOCS, REPO, anchors, documents, links, name, text

OUTSIDE = ("http://", "https://", "mailto:")
PAGE = re.compile(r"`(/(?:atlas|api|healthz|verwaltung|profil|anmelden)[^`\s]*)`")
DOCUMENT = re.compile(r"\b(docs/[\w\-./]+\.md)\b")


@pytest.mark.parametrize("path", documents(), ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    broken = []
    for link in links(path):
        if link.startswith(OUTSIDE):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        if (
            not target.exists()
            or not target.is_relative_to(REPO)
            or (anchor and target.suffix == ".md" and anchor not in anchors(target))
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", documents(), ids=name)
def test_named_pages_exist(path: Path) -> None:
    missing = []
    for address in PAGE.findall(text(path)):
        page = re.sub(r"\{\w+\}|\b[A-Z]{4,}\b", "beispiel", address.partition("?")[0])
        if page.endswith(("/", "v1/")) and page.count("/") == 3 and page.startswith("/api/"):
            continue  # the beginning of addresses, no address
        try:
            resolve(page)
        except Resolver404:
            missing.append(address)
    assert missing == []


def test_sources_name_documents_that_exist() -> None:
    missing = {
        found
        for folder in ("src", "tools", "tests", "benchmarks")
        for path in (REPO / folder).rglob("*.py")
        for found in DOCUMENT.findall(path.read_text(encoding="utf-8"))
        if not (REPO / found).exists()
    }
    assert missing == set()


def test_every_document_is_reached_from_the_index() -> None:
    index = DOCS / "README.md"
    reached, waiting = {index}, [index]
    while waiting:
        path = waiting.pop()
        for link in links(path):
            target = (path.parent / unquote(link).partition("#")[0]).resolve()
            found = sorted(target.glob("*.md")) if target.is_dir() else [target]
            fresh = [file for file in found if file.suffix == ".md" and file.is_relative_to(DOCS) and file.exists()]
            waiting += [file for file in fresh if file not in reached]
            reached |= set(fresh)
    assert sorted(name(path) for path in DOCS.rglob("*.md") if path not in reached) == []


def test_links_are_found() -> None:
    assert len(links(DOCS / "README.md")) > 10
