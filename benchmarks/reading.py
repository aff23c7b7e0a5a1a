# SPDX-License-Identifier: EUPL-1.2
"""How right are the words read from scans, beside bare Tesseract on the same pictures?

    python -m benchmarks.reading [--letters b,d] [--count 12] [--seeds 1] [--grades clean,usual,poor]

The truth is the text layer of the sheet before it was printed and scanned. Words right: of the words printed, how many
were read exactly (with their punctuation). Figures right: the same for words with a digit: dates, amounts, accounts.
Character errors: edit distance of the texts in reading order by the length of the truth (0 is perfect); stamps, notes
and fax headers, which are not in the truth, count as errors.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.machine import machine
from PIL import Image
from rapidfuzz.distance import Levenshtein

from mittendrin.apps.posteingang.demo.posting import Posted, posted
from mittendrin.apps.posteingang.demo.writing import written
from mittendrin.apps.posteingang.sources import cleaning, images, pdf
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.contracts.sample_letters import SampleLetter, read_letters

OURS, BARE = "Mittendrin", "bare Tesseract"


@dataclass(frozen=True)
class Score:
    """Shares of one letter, and the seconds it took."""

    words: float
    figures: float
    characters: float
    seconds: float
    quality: float = float("nan")


def truth(letter: SampleLetter, seed: int) -> str:
    """Return the text of the sheet as it was printed."""
    found = read(written(letter, seed), "truth.pdf")
    return "\n".join(document.text for document in found.documents)


def score(wanted: str, got: str, seconds: float, quality: float = float("nan")) -> Score:
    """Return how much of ``wanted`` stands in ``got``."""
    want, have = Counter(wanted.split()), Counter(got.split())
    figures = Counter({word: count for word, count in want.items() if any(sign.isdigit() for sign in word)})
    errors = Levenshtein.distance(" ".join(wanted.split()), " ".join(got.split())) / max(len(wanted), 1)
    return Score(_share(want, have), _share(figures, have), errors, seconds, quality)


def _share(wanted: Counter[str], got: Counter[str]) -> float:
    return (wanted & got).total() / wanted.total() if wanted else float("nan")


def ours(file: Posted, wanted: str) -> Score:
    """Return the score of our reading."""
    start = time.perf_counter()
    found = read(file.data, file.name)
    seconds = time.perf_counter() - start
    pages = [page for document in found.documents for page in document.pages]
    text = "\n".join(document.text for document in found.documents)
    return score(wanted, text, seconds, min((page.quality for page in pages), default=0.0))


def bare(file: Posted, wanted: str) -> Score:
    """Return the score of Tesseract on the pictures as they are."""
    start = time.perf_counter()
    text = "\n".join(_tesseract(gray, dpi) for gray, dpi in _pictures(file))
    return score(wanted, text, time.perf_counter() - start)


def _pictures(file: Posted) -> list[tuple[cleaning.Gray, float]]:
    if file.name.endswith(".pdf"):
        with pdf.opened(file.data) as document:
            return [(pdf.picture(document, number), float(pdf.OCR_DPI)) for number in range(len(document))]
    return [(picture.gray, max(picture.dpi)) for picture in images.pages(file.data)]


def _tesseract(gray: cleaning.Gray, dpi: float) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        Image.fromarray(np.asarray(gray)).save(path, dpi=(dpi, dpi))
        command = ["tesseract", str(path), "stdout", "-l", "deu+eng"]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=_ONE_THREAD).stdout


_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def line(title: str, scores: Sequence[Score]) -> str:
    """Return one row: medians would hide the letters that went wrong, so means and the worst."""

    def mean(name: str) -> float:
        values = [getattr(one, name) for one in scores]
        return statistics.fmean(value for value in values if value == value)

    worst = min(one.words for one in scores)
    return (
        f"{title:34}{len(scores):4}{mean('words'):8.3f}{worst:8.3f}{mean('figures'):9.3f}{mean('characters'):8.3f}"
        f"{mean('seconds'):8.1f}"
    )


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", default="b,d")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--grades", default="clean,usual,poor")
    parser.add_argument("--ours-only", action="store_true")
    wish = parser.parse_args()
    letters = read_letters(*wish.letters.split(","))
    if not letters:
        print("samples/letters is not there")
        return 1
    step = max(len(letters) // wish.count, 1)
    print(machine())
    print(f"{'':34}{'n':>4}{'words':>8}{'worst':>8}{'figures':>9}{'errors':>8}{'s':>8}")
    for grade in wish.grades.split(","):
        found: dict[str, list[Score]] = defaultdict(list)
        for seed in range(wish.seeds):
            for letter in letters[::step][: wish.count]:
                file, wanted = posted(letter, seed, grade), truth(letter, seed)
                found[f"{grade} {file.way}, {OURS}"].append(ours(file, wanted))
                if not wish.ours_only:
                    found[f"{grade} {file.way}, {BARE}"].append(bare(file, wanted))
        for title, scores in sorted(found.items()):
            print(line(title, scores), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
