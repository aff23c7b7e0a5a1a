# SPDX-License-Identifier: EUPL-1.2
"""Links to hand out: as a sheet to cut up with QR codes, or as a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

MARGIN = 4
"""Light modules around a code, as ISO/IEC 18004 asks."""


@dataclass(frozen=True)
class Slip:
    """One link with its code: side of the drawing in modules, dark runs as a path."""

    url: str
    side: int
    path: str


def slips(urls: Sequence[str]) -> Iterator[Slip]:
    """Yield the links with their QR codes."""
    for url in urls:
        yield Slip(url, *_code(url))


def _code(text: str) -> tuple[int, str]:
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    runs = []
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and code.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append(f"M{start + MARGIN} {row + MARGIN}h{column - start}v1h-{column - start}z")
                start = None
    return count + 2 * MARGIN, "".join(runs)


def as_csv(urls: Sequence[str]) -> str:
    """Return the links as a table with one column."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["link"])
    writer.writerows([url] for url in urls)
    return target.getvalue()
