# SPDX-License-Identifier: EUPL-1.2
"""How well are invoices read from the picture of their pages, with the XML embedded in them as the truth?

    python -m benchmarks.invoices [--seeds 5] [--workers 2] [--limit N]

Reads the ZUGFeRD invoices of the test data three ways: with their XML, from their text layer without the XML, and from
scans of their pages (one grade of scan by seed). The share of truths that literally stand in what was read is the limit
of any extractor. Net and VAT are no facts of a letter: only their limit is given. Accounts whose checksum is wrong, as
most of these samples have, are no truth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
from benchmarks.letter_files import CACHE, reader
from benchmarks.letter_scores import NOTHING, make, same, share
from benchmarks.machine import machine

from mittendrin.apps.posteingang.demo.scanner import Scan, scanned
from mittendrin.apps.posteingang.sources import read, record
from mittendrin.contracts.document import Document
from mittendrin.core.iban import is_iban

DATA = os.environ.get("MITTENDRIN_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
FOLDER = Path(DATA) / "zugferd-invoices"
GRADES = ("usual", "clean", "usual", "poor", "usual")
FACTS = {
    "number": "invoice_no",
    "date": "date",
    "seller": "sender",
    "IBAN": "iban",
    "gross": "amount",
    "due date": "deadline",
    "net": "",
    "VAT": "",
}
_SETTLEMENT = "ApplicableHeaderTradeSettlement"
_SUM = f"{_SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation"
_PATHS = {
    "number": "ExchangedDocument/ID",
    "date": "ExchangedDocument/IssueDateTime/DateTimeString",
    "seller": "ApplicableHeaderTradeAgreement/SellerTradeParty/Name",
    "IBAN": f"{_SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID",
    "gross": f"{_SUM}/DuePayableAmount",
    "due date": f"{_SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
    "net": f"{_SUM}/TaxBasisTotalAmount",
    "VAT": f"{_SUM}/TaxTotalAmount",
}


@dataclass(frozen=True)
class Invoice:
    """One invoice: its file and the truth by field, empty where the XML says nothing."""

    path: Path
    truth: Mapping[str, str]


def invoices() -> Iterator[Invoice]:
    """Yield the invoices of the test data."""
    for path in sorted(FOLDER.glob("*.pdf")):
        with pikepdf.open(path) as pdf:
            name = next(name for name in pdf.attachments if name.lower().endswith(".xml"))
            root = ET.fromstring(pdf.attachments[name].get_file().read_bytes())  # noqa: S314 - test data
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        truth = {field: _normal(root.findtext(f".//{place}", "")) for field, place in _PATHS.items()}
        yield Invoice(path, truth if is_iban(re.sub(r"\s", "", truth["IBAN"])) else truth | {"IBAN": ""})


def _normal(value: str) -> str:
    value = value.strip()
    if re.fullmatch(r"20\d{6}", value):
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    if re.fullmatch(r"-?\d+\.\d+", value):
        return f"{abs(float(value)):.2f}"
    return value


def without_xml(path: Path) -> bytes:
    """Return the invoice without what is attached to it."""
    with pikepdf.open(path) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        for key in ("/AF", "/Metadata"):
            if key in pdf.Root:
                del pdf.Root[key]
        held = BytesIO()
        pdf.save(held)
    return held.getvalue()


def as_scan(path: Path, seed: int) -> bytes:
    """Return the pages of the invoice scanned, as a PDF of pictures."""
    grade = GRADES[seed % len(GRADES)]
    dots = 300 if grade == "clean" else 200
    pages = scanned(path.read_bytes(), Scan(grade, (dots, dots)), f"{path.name} {seed}", "EINGEGANGEN 17. NOV. 2026")
    held = BytesIO()
    pages[0].save(held, "PDF", save_all=True, append_images=pages[1:], resolution=dots, quality=75)
    return held.getvalue()


def document(path: Path, way: str) -> Document:
    """Return the invoice as read: ``xml``, ``text`` or the seed of a scan; scans are kept in ``var/bench``."""
    if way == "xml":
        return _read(path.read_bytes(), path.name)
    if way == "text":
        return _read(without_xml(path), path.name)
    kept = CACHE.parent / "invoices" / reader() / f"{path.stem}.{way}.json.gz"
    if not kept.exists():
        found = _read(as_scan(path, int(way)), path.name)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(gzip.compress(json.dumps(record.document_data(found)).encode()))
    return record.document_of(json.loads(gzip.decompress(kept.read_bytes())))


def _read(data: bytes, name: str) -> Document:
    found = read.read(data, name)
    return found.documents[0] if found.documents else Document(())


def figures(known: Sequence[Invoice], documents: Sequence[Document]) -> dict[str, tuple[float, float]]:
    """Return for each field the share of exact answers and the limit, over the invoices whose XML says it."""
    block = make("letter.facts")
    assert block is not None
    answers = [block.predict(one).value or {} for one in documents]
    found = {}
    for field, fact in FACTS.items():
        right, there = [], []
        for invoice, one, facts in zip(known, documents, answers, strict=True):
            wanted = invoice.truth[field]
            if wanted:
                right.append(same(fact, facts.get(fact, NOTHING).value or "", wanted))
                there.append(_stands(field, wanted, one.text))
        found[field] = (share(right), share(there))
    return found


def _stands(field: str, wanted: str, text: str) -> bool:
    """Return whether a value literally stands in the text, in the usual notation."""
    if field in ("date", "due date"):
        year, month, day = wanted.split("-")
        return bool(re.search(rf"\b0?{int(day)}\.\s?0?{int(month)}\.\s?({year}|{year[2:]})\b|{wanted}", text))
    if field in ("gross", "net", "VAT"):
        bare = re.sub(r"(?<=\d)[.\s](?=\d{3}\b)", "", text)
        return wanted.replace(".", ",") in bare or wanted in text
    return re.sub(r"\W", "", wanted).casefold() in re.sub(r"\W", "", text).casefold()


def main() -> int:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="so many invoices, evenly drawn; 0: all")
    wish = parser.parse_args()
    known = list(invoices())
    known = known[:: max(len(known) // wish.limit, 1)][: wish.limit] if wish.limit else known
    if not known or make("letter.facts") is None:
        print(f"no invoices in {FOLDER}" if not known else "no block reads facts")
        return 1
    print(machine())
    paths = [invoice.path for invoice in known]
    fixed = {way: figures(known, [document(path, way) for path in paths]) for way in ("xml", "text")}
    with get_context("forkserver").Pool(wish.workers) as pool:
        runs = [
            figures(known, pool.map(partial(document, way=str(seed)), paths, chunksize=1)) for seed in range(wish.seeds)
        ]
    pages = sum(len(pikepdf.open(path).pages) for path in paths)
    print(f"{len(known)} invoices, {pages} pages; {wish.seeds} scans of each; share of exact values\n")
    print(f"{'field':10}{'in XML':>7}{'with XML':>10}{'text layer':>12}{'limit':>7}{'scans':>16}{'limit':>16}")
    for field, fact in FACTS.items():
        told = sum(bool(invoice.truth[field]) for invoice in known)
        cells = [f"{fixed[way][field][0]:.3f}" if fact else "-" for way in ("xml", "text")]
        scans = _spread([run[field][0] for run in runs]) if fact else "-"
        limits = f"{fixed['text'][field][1]:.3f}", _spread([run[field][1] for run in runs])
        print(f"{field:10}{told:>7}{cells[0]:>10}{cells[1]:>12}{limits[0]:>7}{scans:>16}{limits[1]:>16}")
    return 0


def _spread(values: Sequence[float]) -> str:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.fmean(values):.3f} ± {deviation:.3f}"


if __name__ == "__main__":
    sys.exit(main())
