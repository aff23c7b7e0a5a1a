# SPDX-License-Identifier: EUPL-1.2
"""Under which number is a letter to be filed? 90 short letters with numbers in all the ways people write them.

    python -m benchmarks.letters_references

The letters stand in ``references.yaml``. Those whose id begins with ``l`` were looked at while the block was mended and
are shown where they are missed; of those with ``k`` only the total is shown.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

from benchmarks.letters_facts import PLAN

from mittendrin.blocks.letter_facts.facts import same
from mittendrin.contracts import registry
from mittendrin.contracts.document import from_text
from mittendrin.core import yaml_strict

LETTERS = Path(__file__).with_name("references.yaml")
LOOKED_AT = "l"


def main() -> int:
    """Print what is missed and the totals."""
    block = registry.block_class("letter_facts")(PLAN)
    totals: dict[str, list[bool]] = {"l": [], "k": []}
    for letter in yaml_strict.read(LETTERS):
        facts = block.predict(from_text(letter["text"])).value or {}
        said = (facts["reference"].value or "") if "reference" in facts else ""
        right = same("reference", said, letter["reference"])
        totals[letter["id"][0]].append(right)
        if not right and letter["id"].startswith(LOOKED_AT):
            print(f"{letter['id']}: {letter['reference'] or '-'} read as {said or '-'}")
    for name, told in totals.items():
        print(f"{name}: {sum(told)} of {len(told)} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
