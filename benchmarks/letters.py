# SPDX-License-Identifier: EUPL-1.2
"""How well are letters read and sorted: on the first day, after 50, 100, 200 confirmed ones, and what may be promised?

    python -m benchmarks.letters [--folders a,b,c,d] [--limit 60] [--workers 2] [--reread] [--misses FILE]

The letters of ``samples/letters`` come as scans, faxes, e-mails and PDF (``letter_files.py``). HELD_BACK: writers whose
letters were not used to fit unit and kind; UNSEEN: nor to fit facts, they are only ever measured. Learning is split by
writer: no test letter resembles a letter that was learned. Behind a figure over several runs stands its deviation.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import letter_files
from benchmarks.letter_files import SCAN, TEXT, Read, read_all
from benchmarks.letter_promise import promises
from benchmarks.letter_scores import (
    FACTS,
    LABELS,
    Score,
    by_name,
    chance_words,
    error,
    examples,
    fact_scores,
    label_scores,
    make,
    predicted,
    share,
)
from benchmarks.machine import machine

from mittendrin.contracts.sample_letters import read_letters

WRITERS = ("a", "b", "c", "d")
HELD_BACK = ("b", "d", "h", "i", "j", "k", "l")  # not used to fit unit and kind
UNSEEN = ("d", "k", "l")  # nor to fit facts, and nobody looked at what was missed there
SIZES = (50, 100, 200)
SEEDS = (0, 1)
GOALS = {"unit": 0.75, "unit top 3": 0.92, "date": 0.95, "iban": 0.97, "amount": 0.92, "reference": 0.90}
GOALS |= {"deadline": 0.85}
GOAL_LEARNED = 0.88


def day_one(reads: Sequence[Read]) -> list[Score]:
    """Return all scores of blocks that have learned nothing."""
    found: list[Score] = []
    for question in LABELS:
        block = make(question)
        if block is not None:
            found += label_scores(question, predicted(block, reads), reads)
    facts = make("letter.facts")
    if facts is not None:
        found += fact_scores(predicted(facts, reads), reads)
    return found


def show_day_one(title: str, columns: Mapping[str, Sequence[Score]]) -> None:
    """Print one row for each question; ``named`` counts only the letters whose truth is not empty."""
    print(f"\n{title}")
    print(f"{'':18}" + "".join(f"{name:>22}" for name in columns) + f"{'goal':>7}")
    print(f"{'':18}" + f"{'all':>8}{'named':>7}{'top 3':>7}" * len(columns))
    tables = {name: by_name(scores) for name, scores in columns.items()}
    for name in [*LABELS.values(), *FACTS]:
        cells = "".join(_cells(table.get(name, [])) for table in tables.values())
        goal = f"{GOALS[name]:7.2f}" if name in GOALS else ""
        print(f"{name:18}{cells}{goal}")
    for name in ("sender", "subject"):
        cells = "".join(f"{share(one.loose for one in table.get(name, [])):8.3f}{'':14}" for table in tables.values())
        print(f"{name + ' (loose)':18}{cells}")
    cells = "".join(f"{_invented(table):8.3f}{'':14}" for table in tables.values())
    print(f"{'facts invented':18}{cells}")
    for name in ("unit", "kind"):
        cells = "".join(f"{error(table.get(name, [])):8.3f}{'':14}" for table in tables.values())
        print(f"{'ECE ' + name:18}{cells}{0.05:7.2f}")
        cells = "".join(f"{chance_words(table.get(name, [])):>22}" for table in tables.values())
        print(f"{'  were they true':18}{cells}")
    counts = "".join(f"{len(table.get('unit', [])):8}{'':14}" for table in tables.values())
    print(f"{'letters':18}{counts}")


def _cells(scores: Sequence[Score]) -> str:
    if not scores:
        return f"{'-':>8}{'-':>7}{'-':>7}"
    named = [score for score in scores if score.wanted]
    top = f"{share(score.top_3 for score in named):7.3f}"
    return f"{share(score.right for score in scores):8.3f}{share(score.right for score in named):7.3f}{top}"


def _invented(table: Mapping[str, Sequence[Score]]) -> float:
    return share(bool(score.said) for name in FACTS for score in table.get(name, []) if not score.wanted)


def of(reads: Sequence[Read], scores: Sequence[Score], wanted: Callable[[Read], bool]) -> list[Score]:
    """Return the scores of the letters that ``wanted`` takes."""
    ids = {read.letter.id for read in reads if wanted(read)}
    return [score for score in scores if score.letter in ids]


def folds(reads: Sequence[Read], size: int) -> list[tuple[str, int, list[Read], list[Read]]]:
    """Return writer held out, seed, ``size`` letters of the other writers by chance, the letters of that writer."""
    writers = sorted({read.letter.id[0] for read in reads})
    others = {writer: [read for read in reads if read.letter.id[0] != writer] for writer in writers}
    return [
        (
            writer,
            seed,
            random.Random(f"{writer} {seed}").sample(others[writer], size),
            [read for read in reads if read.letter.id[0] == writer],
        )
        for writer in writers
        for seed in SEEDS
        if len(others[writer]) >= size
    ]


def learned(reads: Sequence[Read], question: str) -> None:
    """Print the accuracy after so many confirmed letters, by the writers tested on."""
    if make(question) is None:
        return
    goal = f"; goal on scans after 200: {GOAL_LEARNED}" if question == "letter.unit" else ""
    print(f"\n{LABELS[question]}: learned from three writers, tested on the fourth{goal}")
    print(f"{'confirmed':>10}{'held back':>20}{'only scans':>16}{'top 3':>16}{'ECE':>8}{'others':>16}{'runs':>6}")
    for size in SIZES:
        runs = [(writer, test, _run(question, seed, train, test)) for writer, seed, train, test in folds(reads, size)]
        held = [(test, scores) for writer, test, scores in runs if writer in HELD_BACK]
        if not runs:
            continue
        print(
            f"{size:>10}"
            f"{_spread([share(s.right for s in scores) for _, scores in held]):>20}"
            f"{_spread([share(s.right for s in of(t, scores, lambda r: r.picture)) for t, scores in held]):>16}"
            f"{_spread([share(s.top_3 for s in scores) for _, scores in held]):>16}"
            f"{error([s for _, scores in held for s in scores]):8.3f}"
            f"{_spread([share(s.right for s in scores) for w, _, scores in runs if w not in HELD_BACK]):>16}"
            f"{len(runs):>6}"
        )


def _run(question: str, seed: int, train: Sequence[Read], test: Sequence[Read]) -> list[Score]:
    block = make(question)
    assert block is not None
    block.learn(examples(question, train), seed)
    answers = predicted(block, test)
    return fact_scores(answers, test) if question == "letter.facts" else label_scores(question, answers, test)


def learned_facts(reads: Sequence[Read]) -> None:
    """Print how exact the facts are after so many confirmed letters, on held-back writers."""
    if make("letter.facts") is None:
        return
    print("\nFacts: learned from three writers, tested on the fourth (all runs)")
    print(f"{'confirmed':>10}" + "".join(f"{name:>16}" for name in FACTS))
    for size in (50, 200):
        runs = [
            by_name(_run("letter.facts", seed, train, test))
            for _, seed, train, test in folds(reads, size)
            if seed == SEEDS[0]
        ]
        if runs:
            cells = (_spread([share(s.right for s in run[name]) for run in runs]) for name in FACTS)
            print(f"{size:>10}" + "".join(f"{cell:>16}" for cell in cells))


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "-"
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.fmean(values):.3f} ± {deviation:.3f}"


def write_misses(path: Path, scores: Sequence[Score]) -> None:
    """Write what was wrong, one line each: letter, question, confidence, truth, answer."""
    lines = [
        f"{score.letter}\t{score.name}\t{score.confidence:.2f}\t{score.wanted}\t{score.said}"
        for score in scores
        if not score.right
    ]
    path.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def _columns(reads: Sequence[Read], scores: Sequence[Score]) -> dict[str, list[Score]]:
    def held(read: Read) -> bool:
        return read.letter.id[0] in HELD_BACK

    def unseen(read: Read) -> bool:
        return read.letter.id[0] in UNSEEN

    def by_hand(read: Read) -> bool:
        return str(read.letter.parts["form"]) in ("handschrift", "postkarte")

    groups = {
        "all": list(scores),
        "held back": of(reads, scores, held),
        "held back, scans": of(reads, scores, lambda read: held(read) and read.picture),
        f"{' '.join(UNSEEN)} scans": of(reads, scores, lambda read: unseen(read) and read.picture),
        "others, scans": of(reads, scores, lambda read: not held(read) and read.picture),
        "scans by hand": of(reads, scores, lambda read: read.picture and by_hand(read)),
        "printed, poor": of(reads, scores, lambda read: read.grade == "poor" and not by_hand(read)),
    }
    return {name: group for name, group in groups.items() if group}


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folders", default=",".join(WRITERS))
    parser.add_argument("--limit", type=int, default=0, help="only so many letters of each writer")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="another one gives other layouts and noise")
    parser.add_argument("--reread", action="store_true", help="read again what another reader read")
    parser.add_argument("--first-day-only", action="store_true")
    parser.add_argument("--misses", type=Path, help="write what was wrong on scans into this file")
    wish = parser.parse_args()
    letters = [letter for folder in wish.folders.split(",") for letter in read_letters(folder)[: wish.limit or None]]
    if not letters:
        print("samples/letters is not there")
        return 1
    print(machine())
    scans = read_all(letters, SCAN, wish.seed, wish.workers, wish.reread)
    texts = read_all(letters, TEXT, wish.seed, wish.workers, wish.reread)
    old = sum(read.reader != letter_files.reader() for read in scans)
    print(f"{len(scans)} letters, {sum(r.picture for r in scans)} as pictures; read by an older reader: {old}")
    scores = day_one(scans)
    show_day_one("First day, as they came (nothing learned)", _columns(scans, scores))
    show_day_one("First day, the same sheets without scanning", _columns(texts, day_one(texts)))
    if wish.misses:
        write_misses(wish.misses, scores)
    if not wish.first_day_only:
        for question in ("letter.unit", "letter.kind"):
            learned(scans, question)
        learned_facts(scans)
        for question in ("letter.unit", "letter.kind"):
            promises(scans, question)
    return 0


if __name__ == "__main__":
    sys.exit(main())
