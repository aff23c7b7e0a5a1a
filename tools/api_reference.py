# SPDX-License-Identifier: EUPL-1.2
"""The addresses in docs/reference/api.md, written from the interface itself; the rest of the page is by hand.

Without an option it writes the part between the two marks; --check fails when that part is not what it would write.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
django.setup()

from django.utils import translation  # noqa: E402 - Django must be set up first

from mittendrin.apps.atlas.services.interface import Address, addresses  # noqa: E402

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
BEGIN = "<!-- Adressen: Anfang. Aus der Schnittstelle selbst geschrieben: make docs. -->"
END = "<!-- Adressen: Ende. -->"


def render() -> str:
    """Return the part with all addresses."""
    with translation.override("de"):
        found = addresses()
        lines = ["| Adresse | Inhalt | einzeln |", "|---|---|---|", *map(_row, found)]
        for address in found:
            lines += ["", f"### {address.name}", "", *_address(address)]
    return "\n".join([BEGIN, "", *lines, "", END])


def _row(address: Address) -> str:
    single = f"`{address.single}`" if address.single else "–"
    return f"| [`{address.path}`](#{address.name}) | {address.purpose} | {single} |"


def _address(address: Address) -> Iterator[str]:
    yield f"{address.purpose}. Beispiel: `{address.example}`"
    if not address.parameters:
        return
    yield from ("", "| Parameter | Werte |", "|---|---|")
    for parameter in address.parameters:
        values = ", ".join(f"`{value}`" for value in parameter.values)
        yield f"| `{parameter.name}` | {values or parameter.note or 'Text'} |"


def whole() -> str:
    """Return the page with the part written anew."""
    text = TARGET.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + render() + after


def main() -> int:
    """Write the page, or compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    wanted = whole()
    if not parser.parse_args().check:
        TARGET.write_text(wanted, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") != wanted:
        print(f"{TARGET.name} is not what the interface says. To mend it: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
