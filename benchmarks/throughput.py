# SPDX-License-Identifier: EUPL-1.2
"""How many pages a minute does the post room take, beside bare ``ocrmypdf`` on the same files and the same cores?

    python -m benchmarks.throughput [--letters 12] [--repeat 3] [--cores 1]

The whole way: a scan is stored, read, kept as PDF/A with its text, and all blocks are asked, with all that is recorded.
Beside it ``ocrmypdf`` as its user calls it, once a file; with straightening and turning, as we do; and once for the
pages of all files together. Files in turn, tools in turn, all on the same cores; medians. Then: how long all blocks
take for a letter, and the memory of the processes.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pikepdf
from benchmarks.letter_files import SCAN, file_of, read_all
from benchmarks.letter_scores import LABELS, examples, make
from benchmarks.machine import machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
WORK = tempfile.TemporaryDirectory(prefix="mittendrin-bench-")
os.environ["MITTENDRIN_DATA_DIR"] = WORK.name

import django  # noqa: E402 - the data folder is set first

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first

from mittendrin.apps.posteingang.ingest import arriving  # noqa: E402
from mittendrin.apps.posteingang.models import FileRole, Letter, LetterFile  # noqa: E402
from mittendrin.apps.posteingang.services import working  # noqa: E402
from mittendrin.contracts.sample_letters import read_letters  # noqa: E402

GOAL, GOAL_MS, GOAL_GIB = 0.9, 50.0, 1.0
OCRMYPDF = (str(Path(sys.executable).with_name("ocrmypdf")), "-q", "-l", "deu+eng")
Tool = Callable[[Path], None]


def scans(count: int) -> list[Path]:
    """Return files with scans of letters, as PDF."""
    found = (file_of(letter) for pair in zip(read_letters("a"), read_letters("c"), strict=False) for letter in pair)
    pictures = (path for path in found if path.suffix == ".pdf" and not _has_text(path))
    return [path for _, path in zip(range(count), pictures, strict=False)]


def _has_text(path: Path) -> bool:
    with pikepdf.open(path) as pdf:
        return any("/Font" in page.get("/Resources", {}) for page in pdf.pages)


def post_room(path: Path) -> None:
    """Take a file in and do all the work on it."""
    offer = arriving.Offer("upload", "benchmark", f"{path.name} {time.monotonic_ns()}", path.name)
    # A copy that differs in its last bytes: the same file again would be known as a duplicate.
    arriving.take(offer, io.BytesIO(path.read_bytes() + b"\n%% %d\n" % time.monotonic_ns()))
    working.work_all()


def ocrmypdf(path: Path, wishes: Sequence[str]) -> None:
    """Run bare ocrmypdf on a file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*OCRMYPDF, *wishes, str(path), f"{folder}/out.pdf"], check=True, capture_output=True)


def timed(tool: Tool, path: Path) -> float:
    """Return the seconds that a tool takes for a file."""
    start = time.perf_counter()
    tool(path)
    return time.perf_counter() - start


def joined(paths: Sequence[Path]) -> Path:
    """Return a file with the pages of all files."""
    target = Path(WORK.name) / "all.pdf"
    with pikepdf.new() as whole:
        for path in paths:
            with pikepdf.open(path) as pdf:
                whole.pages.extend(pdf.pages)
        whole.save(target)
    return target


def compare(paths: Sequence[Path], repeat: int, cores: int) -> None:
    """Print the pages a minute of each tool."""
    jobs = ("--jobs", str(cores))
    tools: dict[str, Tool] = {
        "post room, whole way": post_room,
        "ocrmypdf": partial(ocrmypdf, wishes=jobs),
        "ocrmypdf, straightened": partial(ocrmypdf, wishes=(*jobs, "--deskew", "--rotate-pages")),
    }
    times: dict[str, list[list[float]]] = {name: [[] for _ in paths] for name in tools}
    whole, together = joined(paths), []
    post_room(paths[0])
    for _ in range(repeat):
        for at, path in enumerate(paths):
            for name, tool in tools.items():
                times[name][at].append(timed(tool, path))
        together.append(timed(tools["ocrmypdf"], whole))
    pages = len(pikepdf.open(whole).pages)
    seconds = {name: sum(statistics.median(runs) for runs in files) for name, files in times.items()}
    seconds["ocrmypdf, all in one call"] = statistics.median(together)
    ours = seconds["post room, whole way"]
    print(f"\n{len(paths)} files, {pages} pages, {cores} core(s), medians of {repeat} runs")
    print(f"{'':28}{'pages/min':>10}{'s/page':>9}{'ours / this':>13}")
    for name, spent in seconds.items():
        print(f"{name:28}{60 * pages / spent:10.1f}{spent / pages:9.2f}{spent / ours:13.2f}")
    print(f"goal: at least {GOAL} of ocrmypdf")
    copies = LetterFile.objects.filter(role=FileRole.ARCHIVE).count()
    print(f"letters {Letter.objects.count()}, archive copies {copies}, states {_states()}")


def _states() -> str:
    states = list(Letter.objects.values_list("state", flat=True))
    return ", ".join(f"{state} {states.count(state)}" for state in sorted(set(states)))


def block_times(count: int) -> None:
    """Print how long all blocks together take for a letter that was read, on the first day and after learning."""
    letters = [letter for pair in zip(read_letters("a"), read_letters("c"), strict=False) for letter in pair][:count]
    reads = [read for read in read_all(letters, SCAN) if read.document.pages]
    questions = [question for question in (*LABELS, "letter.facts") if make(question)]
    print(f"\n{len(reads)} letters, {len(questions)} blocks; milliseconds a letter (goal: all under {GOAL_MS:.0f})")
    for learned in (False, True):
        blocks = {question: block for question in questions if (block := make(question))}
        if learned:
            for question, block in blocks.items():
                block.learn(examples(question, reads), 0)
        spent: dict[str, list[float]] = {question: [] for question in questions}
        for read in [reads[0], *reads]:
            for question, block in blocks.items():
                start = time.perf_counter()
                block.predict(read.document)
                spent[question].append((time.perf_counter() - start) * 1000)
        total = sorted(sum(each) for each in list(zip(*spent.values(), strict=True))[1:])
        parts = ", ".join(f"{name.removeprefix('letter.')} {statistics.median(ms):.1f}" for name, ms in spent.items())
        title = f"after {len(reads)} letters" if learned else "first day"
        slow = total[-(-len(total) * 95 // 100) - 1]
        print(f"{title:18} median {statistics.median(total):6.1f}   p95 {slow:6.1f}   ({parts})")


def memory() -> None:
    """Print the most memory that processes held."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(
        f"\nmost memory held: worker {own:.2f} GiB, largest program it started {child:.2f} GiB (goal: under {GOAL_GIB})"
    )


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=12)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--cores", type=int, default=1)
    wish = parser.parse_args()
    logging.disable(logging.INFO)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: wish.cores])
    print(machine())
    call_command("migrate", interactive=False, verbosity=0)
    paths = scans(wish.letters)
    if not paths:
        print("samples/letters is not there")
        return 1
    compare(paths, wish.repeat, wish.cores)
    memory()
    block_times(40)
    return 0


if __name__ == "__main__":
    sys.exit(main())
