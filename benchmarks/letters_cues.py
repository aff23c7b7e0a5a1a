# SPDX-License-Identifier: EUPL-1.2
"""How well urgency, special data and language of letters are told; fits the weights that the blocks ship.

    python -m benchmarks.letters_cues [FOLDER ...] [--across | --write] [--wrong]

Prints accuracy, recall, precision and calibration over samples/letters/FOLDER (``a c e f g``), signs misread.
``--across`` measures each folder with weights of the others; ``--write`` fits on all and writes the weights of the
blocks, with the curve from answers across; ``--wrong`` names the letters that were told wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from mittendrin.contracts import registry
from mittendrin.contracts.cue_classifier import YES, CueClassifier
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters
from mittendrin.core import cues
from mittendrin.core.calibration import Calibrator, expected_error
from mittendrin.core.promise import Case

BLOCKS = Path(__file__).resolve().parents[1] / "src/mittendrin/blocks"
TARGETS = {"letter_urgency": "urgent", "letter_special_data": "special_data"}
NOISE = 0.01
PULL = 8.0
Lesson = tuple[dict[str, float], bool]


def made(block_id: str) -> CueClassifier:
    """Return a new block. Raises TypeError when it does not work by cues."""
    block = registry.block_class(block_id)(demo_plan())
    if not isinstance(block, CueClassifier):
        raise TypeError(block_id)
    return block


def lessons(block_id: str, letters: Sequence[SampleLetter]) -> list[Lesson]:
    """Return features and truth of each letter."""
    block = made(block_id)
    return [(block.features(laid_out(one, 0, NOISE))[0], bool(one.truth[TARGETS[block_id]])) for one in letters]


def told(name: str, cases: Sequence[tuple[float, bool]]) -> str:
    """Return a line of figures for probabilities of yes beside the truth."""
    hits = sum((chance >= 0.5) == truth for chance, truth in cases)
    said = sum(chance >= 0.5 for chance, _ in cases)
    true = sum(truth for _, truth in cases)
    both = sum(chance >= 0.5 and truth for chance, truth in cases)
    ece = expected_error(judged(cases))
    return (
        f"{name:24} accuracy {hits / len(cases):.3f}  recall {both / max(true, 1):.3f}  "
        f"precision {both / max(said, 1):.3f}  ece {ece:.3f}  ({true} of {len(cases)})"
    )


def judged(cases: Sequence[tuple[float, bool]]) -> list[Case]:
    """Return confidence and rightness."""
    return [(max(chance, 1 - chance), (chance >= 0.5) == truth) for chance, truth in cases]


def across(block_id: str, folders: Sequence[list[Lesson]]) -> list[tuple[float, bool]]:
    """Return probabilities for each folder with weights of the others."""
    start = made(block_id).cues.weights
    found = []
    for at, own in enumerate(folders):
        others = [one for other, some in enumerate(folders) if other != at for one in some]
        weights = cues.fit(others, start, PULL)
        found += [(cues.probability(features, weights), truth) for features, truth in own]
    return found


def write(block_id: str, folders: Sequence[list[Lesson]]) -> None:
    """Write weights fitted on all folders and the curve of the answers across."""
    weights = cues.fit([one for some in folders for one in some], made(block_id).cues.weights, PULL)
    crossed = across(block_id, folders)
    curve = Calibrator.fit([(chance, truth) for chance, truth in crossed])
    data = {"weights": weights, "curve": [round(float(one), 4) for one in curve.array()]}
    text = json.dumps(data, indent=1, sort_keys=True) + "\n"
    (BLOCKS / block_id / "weights.json").write_text(text, encoding="utf-8")
    print(told(f"{block_id} across", crossed))
    print(told(f"{block_id} curved", [(curve(chance), truth) for chance, truth in crossed]))


def measure(letters: Sequence[SampleLetter], *, wrong: bool) -> None:
    """Print the figures of the three blocks as they are shipped."""
    for block_id, name in TARGETS.items():
        block = made(block_id)
        cases = []
        for letter in letters:
            answer = block.predict(laid_out(letter, 0, NOISE))
            chance = answer.confidence if answer.value == YES else 1 - answer.confidence
            cases.append((chance, bool(letter.truth[name])))
            if wrong and (chance >= 0.5) != bool(letter.truth[name]):
                print(letter.id, name, letter.truth[name], f"{chance:.2f}", [one.code for one in answer.reasons])
        print(told(block_id, cases))
    language = registry.block_class("letter_language")(demo_plan())
    answers = [(language.predict(laid_out(one, 0, NOISE)), str(one.truth["language"])) for one in letters]
    hits = sum(answer.value == truth for answer, truth in answers)
    ece = expected_error([(answer.confidence, answer.value == truth) for answer, truth in answers])
    print(f"{'letter_language':24} accuracy {hits / max(len(answers), 1):.3f}  ece {ece:.3f}")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", default=["a", "c", "e", "f", "g"])
    parser.add_argument("--across", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    if not (options.across or options.write):
        measure(read_letters(*options.folders), wrong=options.wrong)
        return
    for block_id in TARGETS:
        parts = [lessons(block_id, read_letters(folder)) for folder in options.folders]
        if options.write:
            write(block_id, parts)
        else:
            print(told(block_id, across(block_id, parts)))


if __name__ == "__main__":
    main()
