# SPDX-License-Identifier: EUPL-1.2
"""How fast and how complete is the search? Beside plain SQLite FTS5 over the same texts, in the same run.

    python -m benchmarks.search [--projects 100000] [--places 10900] [--repeat 5]

Prints two tables and the machine. Ours is timed as the page uses it: analysis, spelling, synonyms, hits with their
number, and counts of all facets. FTS5 is timed for its ten best rows alone (``unicode61``, ``bm25``, all words).
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from benchmarks import synthetic
from benchmarks.machine import machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
WORK = tempfile.TemporaryDirectory(prefix="mittendrin-bench-")
os.environ["MITTENDRIN_DATA_DIR"] = WORK.name

import django  # noqa: E402 - the data folder is set first

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first

from mittendrin.apps.atlas import ingest  # noqa: E402
from mittendrin.apps.atlas.services.search.documents import INDEXED_FACETS, all_documents  # noqa: E402
from mittendrin.apps.atlas.services.search.finding import SYNONYMS_FILE  # noqa: E402
from mittendrin.core.search import synonyms  # noqa: E402
from mittendrin.core.search.documents import Document, build  # noqa: E402
from mittendrin.core.search.index import Request, SearchIndex  # noqa: E402

QUERIES = Path(__file__).parent / "queries.yaml"
TOP = 10
GOAL_FACTOR, GOAL_RECALL = 1.5, 0.95


@dataclass
class Engine:
    """Something that answers a query with the ids of its ten best documents."""

    name: str
    ask: Callable[[str], Sequence[str]]
    build_seconds: float
    megabytes: float


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result of ``action``."""
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def size_of(folder: Path) -> float:
    """Return the size of all files in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def ours(documents: Sequence[Document], folder: Path) -> list[Engine]:
    """Return our search, whole and without facet counts."""
    seconds, _ = timed(lambda: build(folder, documents, INDEXED_FACETS))
    index = SearchIndex(folder, INDEXED_FACETS, synonyms.read(SYNONYMS_FILE))
    whole = Request(limit=TOP)
    return [
        Engine(name, _asker(index, request), seconds, size_of(folder))
        for name, request in (("ours, with facets", whole), ("ours, hits only", replace(whole, counts=False)))
    ]


def _asker(index: SearchIndex, request: Request) -> Callable[[str], Sequence[str]]:
    return lambda query: [hit.id for hit in index.search(replace(request, query=query)).hits]


def fts5(documents: Iterable[Document], path: Path) -> list[Engine]:
    """Return plain SQLite FTS5 over the same texts: all words as it does by itself, and any word."""
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, body, tokenize='unicode61')")
    rows = ((one.id, _join(one.titles), _join(one.bodies)) for one in documents)

    def fill() -> None:
        database.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)
        database.execute("INSERT INTO d(d) VALUES ('optimize')")
        database.commit()

    seconds, _ = timed(fill)
    statement = f"SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 3, 1) LIMIT {TOP}"  # noqa: S608 - a constant

    def ask(query: str, joint: str) -> Sequence[str]:
        match = joint.join(f'"{word}"' for word in re.findall(r"\w+", query))
        return [row[0] for row in database.execute(statement, (match,))]

    size = path.stat().st_size / 1e6
    return [
        Engine("FTS5, any word", lambda query: ask(query, " OR "), seconds, size),
        Engine("FTS5", lambda query: ask(query, " "), seconds, size),
    ]


def _join(texts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(text for _, text in texts)


def made_up(projects: int, places: int) -> list[Document]:
    """Return made-up documents."""
    towns = synthetic.places(places)
    found = [
        Document(
            id=f"project:{row['id']}",
            titles=[("de", row["title"]), ("en", row["title_en"])],
            bodies=[("de", row["text"]), ("en", row["text_en"])],
            facets={
                **{name: [row[name]] for name in ("field", "technology", "ai", "stage", "kind", "source")},
                "state": [row["town"]["state"]],
                "size": [row["town"]["size"]],
                "place": [row["town"]["id"]],
            },
        )
        for row in synthetic.projects(towns, projects)
    ]
    return found + [
        Document(
            id=f"municipality:{town['id']}",
            titles=[("de", town["name"])],
            bodies=[],
            names=[town["name"]],
            facets={"kind": ["municipality"], "state": [town["state"]], "size": [town["size"]], "place": [town["id"]]},
        )
        for town in towns
    ]


def synthetic_queries(towns: Sequence[dict[str, Any]]) -> list[str]:
    """Return queries on the made-up texts: topics, common words, places, parts, errors."""
    topics = [topic["nouns"][0] + topic["heads"][0] for topic in synthetic.TOPICS]
    common = ["Stadt", "Rathaus", "Daten", "Mobilität", "Thema", "Sensoren Innenstadt", "Daten Stadt Verfahren"]
    wrong = [topic[:4] + topic[5:] for topic in topics[::3]]
    return [*topics, *common, *wrong, *(town["name"] for town in towns[:3]), "Straße", "Zustand", "Park am Fluss"]


def speed(engines: Sequence[Engine], queries: Sequence[str], repeat: int) -> dict[str, tuple[float, float]]:
    """Return p50 and p95 in milliseconds over the queries, each the median of ``repeat`` runs, engines in turn."""
    medians: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for query in queries:
        runs: dict[str, list[float]] = {engine.name: [] for engine in engines}
        for _ in range(repeat):
            for engine in engines:
                runs[engine.name].append(timed(lambda: engine.ask(query))[0])  # noqa: B023 - called at once
        for name, times in runs.items():
            medians[name].append(statistics.median(times) * 1000)
    return {name: (statistics.median(times), _p95(times)) for name, times in medians.items()}


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def recall(engine: Engine, questions: Sequence[dict[str, Any]]) -> tuple[float, list[str]]:
    """Return the share of expected records among the first ten, and the queries that miss one."""
    found = wanted = 0
    missed = []
    for question in questions:
        ids = engine.ask(question["query"])
        hits = sum(1 for expected in question["expected"] if expected in ids)
        wanted += len(question["expected"])
        found += hits
        if hits < len(question["expected"]):
            missed.append(question["query"])
    return found / wanted, missed


def show(title: str, engines: Sequence[Engine], times: dict[str, tuple[float, float]]) -> float:
    """Print one table; return our p95 as a multiple of that of FTS5."""
    print(f"\n{title}")
    print(f"{'':20} {'p50 ms':>8} {'p95 ms':>8} {'build s':>8} {'MB':>8}")
    for engine in engines:
        p50, p95 = times[engine.name]
        print(f"{engine.name:20} {p50:8.2f} {p95:8.2f} {engine.build_seconds:8.1f} {engine.megabytes:8.1f}")
    factor = times[engines[0].name][1] / times[engines[-1].name][1]
    print(f"p95, ours with facets / FTS5: {factor:.2f} (goal: at most {GOAL_FACTOR})")
    return factor


def real_documents() -> list[Document]:
    """Return the documents of the content that ships with the product."""
    call_command("migrate", interactive=False, verbosity=0)
    ingest.load_content()
    return all_documents()


def main() -> int:
    """Run everything; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=10_900)
    parser.add_argument("--repeat", type=int, default=5)
    wish = parser.parse_args()
    root = Path(WORK.name)
    questions = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    asked = [question["query"] for question in questions]
    print(machine())

    documents = real_documents()
    engines = [*ours(documents, root / "real"), *fts5(documents, root / "real.sqlite3")]
    factor = show(
        f"Real content: {len(documents)} documents, {len(asked)} queries", engines, speed(engines, asked, wish.repeat)
    )
    shares = {}
    for engine in (engines[0], *engines[2:]):
        shares[engine.name], missed = recall(engine, questions)
        print(f"recall@{TOP} {engine.name}: {shares[engine.name]:.3f}; misses in {len(missed)} of {len(asked)} queries")
    print(f"goal: at least {GOAL_RECALL}; ours misses: {', '.join(recall(engines[0], questions)[1]) or 'nothing'}")

    documents = made_up(wish.projects, wish.places)
    queries = [*asked, *synthetic_queries(synthetic.places(wish.places))]
    engines = [*ours(documents, root / "big"), *fts5(documents, root / "big.sqlite3")]
    title = f"Made-up content: {wish.projects:,} projects, {wish.places:,} places, {len(queries)} queries"
    big_factor = show(title, engines, speed(engines, queries, wish.repeat))
    good = shares["ours, with facets"] >= GOAL_RECALL and big_factor <= GOAL_FACTOR
    print(f"\nreal content factor {factor:.2f}; goals on {wish.projects:,} projects {'reached' if good else 'missed'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
