# SPDX-License-Identifier: EUPL-1.2
"""What every block must keep, as checks that run over any block: ours, those of others, the dummies.

``check(block_id)`` runs all of them; each raises NotKept with what is wrong. Blocks of others run them in their tests.
"""

from __future__ import annotations

import copy
import math
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from mittendrin.contracts import registry, series_checks
from mittendrin.contracts.block import (
    Answer,
    Block,
    Classifier,
    Example,
    Extractor,
    ModelDamaged,
    Reason,
)
from mittendrin.contracts.document import Document
from mittendrin.contracts.evaluation import Report
from mittendrin.contracts.kept import NotKept, ensure, holds_no_code
from mittendrin.contracts.sample_documents import EMPTY, FOREIGN, PLAN, USUAL, absurd

KINDS: Mapping[str, type] = {"classifier": Classifier, "extractor": Extractor}
# Loaded on first use only: a page that lists blocks must not wait for them.
HEAVY = ("scipy", "sklearn", "pandas", "torch", "onnxruntime", "transformers", "lightgbm", "cv2", "PIL", "matplotlib")
MAX_SECONDS = 10.0
MAX_MEGABYTES = 300.0
_NORMAL = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "deadline": re.compile(r"\d{4}-\d\d-\d\d"),
    "amount": re.compile(r"-?\d+\.\d\d"),
    "iban": re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}"),
}


@dataclass(frozen=True)
class Subject:
    """A block under check. package: import path, empty for one without a folder."""

    block: type[Any]
    package: str = ""

    def made(self, learned: bool = True, seed: int = 0) -> Block[Any]:
        """Return a new block, as a rule one that learned from the usual documents."""
        block: Block[Any] = self.block(PLAN)
        if learned and self.block.manifest.learns:
            block.learn(_lessons(block), seed)
        return block


def subject(block_id: str) -> Subject:
    """Return the block with this id for checking. Raises UnknownBlock, ManifestWrong."""
    return Subject(registry.any_class(block_id), registry.packages()[block_id])


def check(block_id: str) -> None:
    """Run all checks over a block. Raises NotKept."""
    for one in checks_of(subject(block_id)).values():
        one()


def checks_of(found: Subject) -> Mapping[str, Callable[[], None]]:
    """Return the checks of a block's contract by name, ready to be called; each raises NotKept."""
    if found.block.manifest.contract in KINDS:
        return {name: partial(one, found) for name, one in CHECKS.items()}
    own = {name: partial(one, found.block) for name, one in series_checks.CHECKS.items()}
    return {**own, **{one.__name__: partial(one, found) for one in COMMON}}


def _lessons(block: Block[Any]) -> list[Example[Any]]:
    """Return examples to learn from: two labels for a classifier, its own findings for an extractor."""
    items = [*USUAL.values()] * 3
    if not isinstance(block, Classifier):
        return [Example(item, block.predict(item).value or {}, "2026-01-01") for item in items]
    labels = (*block.labels, "A", "B")[:2]
    return [Example(item, labels[number % len(USUAL) > 2], "2026-01-01") for number, item in enumerate(items)]


def _answers(block: Block[Any]) -> dict[str, Answer[Any]]:
    return {name: block.predict(document) for name, document in {**USUAL, **FOREIGN, **EMPTY}.items()}


def _parts(answer: Answer[Any]) -> Iterator[tuple[str, Answer[Any]]]:
    """Yield the answer itself and, for an extractor, the answer of each fact."""
    yield "", answer
    if isinstance(answer.value, Mapping):
        yield from answer.value.items()


def fits_its_manifest(found: Subject) -> None:
    """Check that the class fulfils the contract that its manifest names."""
    contract = found.block.manifest.contract
    ensure(issubclass(found.block, KINDS[contract]), f"the class is no {contract}")


def comes_back_as_saved(found: Subject) -> None:
    """Check that a saved block gives the same answers, learned or not, and that its files hold no code."""
    for learned in (False, True):
        block = found.made(learned)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            block.save(folder)
            holds_no_code(folder)
            loaded = found.block.load(folder, PLAN)
        ensure(_answers(loaded) == _answers(block), f"answers differ after loading (learned: {learned})")


def leaves_its_input_alone(found: Subject) -> None:
    """Check that neither predicting nor learning changes a document."""
    block = found.block(PLAN)
    items = copy.deepcopy(list(USUAL.values()))
    if found.block.manifest.learns:
        block.learn([Example(item, one.value) for item, one in zip(items * 3, _lessons(block), strict=True)])
    for item in items:
        block.predict(item)
    ensure(items == list(USUAL.values()), "a document was changed")


def repeats_itself(found: Subject) -> None:
    """Check that the same seed gives the same result, and that learning replaces what was learned before."""
    first, again = found.made(seed=3), found.made(seed=3)
    ensure(_answers(first) == _answers(again), "the same seed gave other answers")
    if found.block.manifest.learns:
        again.learn(_lessons(found.block(PLAN)), 3)
        ensure(_answers(first) == _answers(again), "learning again did not replace what was learned")


def says_when_it_does_not_know(found: Subject) -> None:
    """Check that a block abstains on what is empty or foreign, with a reason."""
    for block in (found.made(learned=False), found.made()):
        for name, document in {**EMPTY, **FOREIGN}.items():
            answer = block.predict(document)
            values = [part.value for _, part in _parts(answer) if part is not answer]
            nothing = isinstance(answer.value, Mapping) and not any(values)
            ensure(answer.abstained or nothing, f"did not abstain on {name}: {answer.value!r}")
            ensure(answer.reasons or nothing, f"abstained on {name} without a reason")


def is_bounded(found: Subject) -> None:
    """Check that absurd documents cost at most MAX_SECONDS and MAX_MEGABYTES each."""
    block = found.made()
    for name, document in absurd().items():
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        with _stopped_after(MAX_SECONDS, name):
            answer = block.predict(document)
        seconds = time.process_time() - start
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        ensure(seconds < MAX_SECONDS, f"{name} took {seconds:.0f} s")
        ensure(megabytes < MAX_MEGABYTES, f"{name} took {megabytes:.0f} MB")
        ensure(0 <= answer.confidence <= 1, f"{name}: confidence {answer.confidence}")


@contextmanager
def _stopped_after(seconds: float, name: str) -> Iterator[None]:
    """Raise NotKept inside when it takes more seconds of the processor; main thread only."""

    def stop(_signal: int, frame: FrameType | None) -> None:
        place = f" in {frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
        raise NotKept(f"{name} was stopped after {seconds:.0f} s{place}")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def explains_itself(found: Subject) -> None:
    """Check that every answer has reasons in whole German sentences whose blanks are all filled."""
    for block in (found.made(learned=False), found.made()):
        for name, document in USUAL.items():
            answer = block.predict(document)
            for fact, part in _parts(answer):
                wanted = part.value is not None and not isinstance(part.value, Mapping)
                ensure(part.reasons or not (wanted or part.abstained), f"{name} {fact}: an answer without a reason")
                for reason in part.reasons:
                    _check_reason(f"{name} {fact}", reason)
            ensure(block.explain(document) == answer.reasons, f"{name}: explains something else than it predicts")


def _check_reason(where: str, reason: Reason) -> None:
    try:
        words = reason.text % reason.values
    except (KeyError, ValueError, TypeError) as error:
        raise NotKept(f"{where}: {reason.text!r} does not fit its values") from error
    ensure(len(words.split()) >= 2, f"{where}: {words!r} is no sentence")
    ensure(re.fullmatch(r"[a-z][a-z0-9_-]*", reason.code), f"{where}: {reason.code!r} is no code")
    ensure(math.isfinite(reason.weight) and reason.weight >= 0, f"{where}: weight {reason.weight}")


def is_well_formed(found: Subject) -> None:
    """Check confidences, the order of alternatives, labels, normal forms, and that marks lie on their page."""
    for block in (found.made(learned=False), found.made()):
        for name, document in {**USUAL, **FOREIGN, **EMPTY}.items():
            for fact, part in _parts(block.predict(document)):
                _check_part(f"{name} {fact}", fact, part)
                _check_marks(f"{name} {fact}", part, document)
                if isinstance(block, Classifier) and part.value is not None:
                    values = {part.value, *(other.value for other in part.alternatives)}
                    ensure(values <= set(block.labels), f"{name}: {sorted(values)} are not all labels of the block")


def _check_part(where: str, fact: str, part: Answer[Any]) -> None:
    confidences = [part.confidence, *(other.confidence for other in part.alternatives)]
    ensure(all(0 <= one <= 1 for one in confidences), f"{where}: confidences {confidences}")
    values = [part.value, *(other.value for other in part.alternatives)]
    if part.abstained:
        ensure(part.value is None or isinstance(part.value, Mapping), f"{where}: abstained and yet {part.value!r}")
        confidences, values = confidences[1:], values[1:]
    ensure(confidences == sorted(confidences, reverse=True), f"{where}: not the best first: {confidences}")
    ensure(all(value not in values[:at] for at, value in enumerate(values)), f"{where}: a value twice: {values}")
    if isinstance(part.value, str):
        ensure(part.value == part.value.strip() != "", f"{where}: {part.value!r} has blanks around it or is empty")
        form = _NORMAL.get(fact)
        ensure(form is None or form.fullmatch(part.value), f"{where}: {part.value!r} is not in normal form")


def _check_marks(where: str, part: Answer[Any], document: Document) -> None:
    reasons = [*part.reasons, *(reason for other in part.alternatives for reason in other.reasons)]
    for mark in (mark for reason in reasons for mark in reason.marks):
        inside = 0 <= mark.page < len(document.pages) and 0 <= mark.x0 <= mark.x1 <= 1 and 0 <= mark.y0 <= mark.y1 <= 1
        ensure(inside, f"{where}: {mark} is not on the page")


def refuses_damaged_models(found: Subject) -> None:
    """Check that a model with a missing, changed or cut file is refused with ModelDamaged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ensure(_refused(found, folder), "an empty folder was loaded")
        found.made().save(folder)
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            content = path.read_bytes()
            middle = len(content) // 2
            flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            for what, damaged in {"changed": flipped, "cut": content[:middle], "emptied": b""}.items():
                path.write_bytes(damaged)
                ensure(_refused(found, folder), f"a model with a {what} {path.name} was loaded")
            path.unlink()
            ensure(_refused(found, folder), f"a model without {path.name} was loaded")
            path.write_bytes(content)
        ensure(not _refused(found, folder), "an undamaged model was refused")


def _refused(found: Subject, folder: Path) -> bool:
    try:
        found.block.load(folder, PLAN)
    except ModelDamaged:
        return True
    return False


def loads_quickly(found: Subject) -> None:
    """Check that importing the block loads none of the heavy libraries and no Django."""
    if not found.package:
        return
    program = (
        f"import sys; before = set(sys.modules); import {found.package}.block; print(*(set(sys.modules) - before))"
    )
    paths = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=paths, capture_output=True, text=True, check=False)
    ensure(done.returncode == 0, f"cannot be imported alone: {done.stderr[-500:]}")
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    ensure(not loaded & {*HEAVY, "django"}, f"importing loads {sorted(loaded & {*HEAVY, 'django'})}")


def report(found: Subject, seed: int = 0) -> Report:
    """Return what the block's ``evaluate.py`` says. Raises NotKept when it has none."""
    try:
        evaluate: Callable[[int], Report] = import_module(f"{found.package}.evaluate").evaluate
    except (ImportError, AttributeError) as error:
        raise NotKept(f"evaluate.py has no evaluate(seed): {error}") from error
    return evaluate(seed)


def reaches_its_floor(found: Subject) -> None:
    """Check that the block is as good as its manifest says, better than the dummy, and knows how sure it may be."""
    if not found.package:
        return
    said, manifest = report(found), found.block.manifest
    odd = [name for name, value in said.figures.items() if not math.isfinite(value)]
    ensure(said.count > 0 and not odd, f"no figures, or strange ones: {odd}")
    ensure("ece" in said.figures, "the report lacks the calibration error (ece)")
    ensure(manifest.metric in said.figures, f"the report lacks the metric {manifest.metric!r}")
    value, dummy = said.figures[manifest.metric], said.baseline.get(manifest.metric, 0.0)
    ensure(said.reaches(manifest), f"{manifest.metric} {value:.3f}, floor {manifest.floor:.3f}, dummy {dummy:.3f}")


COMMON = (loads_quickly, reaches_its_floor)
CHECKS: Mapping[str, Callable[[Subject], None]] = {
    one.__name__: one
    for one in (
        fits_its_manifest,
        comes_back_as_saved,
        leaves_its_input_alone,
        repeats_itself,
        says_when_it_does_not_know,
        is_bounded,
        explains_itself,
        is_well_formed,
        refuses_damaged_models,
        loads_quickly,
        reaches_its_floor,
    )
}
