# SPDX-License-Identifier: EUPL-1.2
"""What a PDF carries beside its pages: scripts, actions, files, an e-invoice. Nothing of it is ever run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from mittendrin.apps.posteingang.sources import einvoice, limits
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.reading import Refused, Remark
from mittendrin.apps.posteingang.sources.refusals import refused, remark

_OBJECTS = 200_000
_ACTIVE = {
    "/JavaScript": "JavaScript",
    "/Launch": "Programmstart",
    "/SubmitForm": "Versand von Formulardaten",
    "/ImportData": "Import von Daten",
    "/GoToE": "Sprung in eingebettete Datei",
    "/RichMedia": "Medien",
    "/Movie": "Medien",
    "/Sound": "Medien",
}


_TRAILER = frozenset({"/Root", "/Info", "/ID", "/Size", "/Prev", "/XRefStm", "/Type", "/W", "/Index"})
_CARRIERS = tuple(
    pikepdf.Name(f"/{name}") for name in ("FileAttachment", "RichMedia", "Screen", "Movie", "Sound", "3D")
)


@dataclass(frozen=True)
class Safety:
    """What was found: remarks for people, the fields of an embedded e-invoice."""

    remarks: tuple[Remark, ...] = ()
    invoice: dict[str, str] = field(default_factory=dict)


def inspected(data: bytes) -> Safety:
    """Return what ``data`` carries beside pages. Raises Refused when it is encrypted or has too many pages."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.PAGES:
                raise refused("too-many-pages", pages=len(document.pages), most=limits.PAGES)
            return _inspected(document)
    except pikepdf.PasswordError as error:
        raise refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RuntimeError, OverflowError):
        # PDFium opens some files that qpdf does not; its word counts.
        return Safety()


def harmless(data: bytes) -> bytes:
    """Return the PDF ``data`` without scripts, actions, forms of XFA and embedded files. Raises pikepdf.PdfError."""
    with pikepdf.open(io.BytesIO(data)) as document:
        _strip(document.Root, ("/OpenAction", "/AA", "/URI", "/Collection", "/Perms"))
        _strip(document.Root.get("/Names"), ("/JavaScript", "/EmbeddedFiles"))
        _strip(document.Root.get("/AcroForm"), ("/XFA",))
        _strip(document.Root, ("/AF",))
        # Notes of the program that made the file: PDF/A may not be claimed with keys that nobody checks.
        _strip(document.trailer, tuple(set(document.trailer.keys()) - _TRAILER))
        for page in document.pages:
            _strip(page.obj, ("/AA", "/AF"))
            _harmless_annotations(page.obj)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _harmless_annotations(page: pikepdf.Object) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = [one for one in annotations if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") not in _CARRIERS]
    for annotation in kept:
        _strip(annotation, ("/A", "/AA"))
    page["/Annots"] = pikepdf.Array(kept)


def _strip(thing: pikepdf.Object | None, keys: tuple[str, ...]) -> None:
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in keys:
            if key in thing:
                del thing[key]


def _inspected(document: pikepdf.Pdf) -> Safety:
    remarks: list[Remark] = []
    if active := sorted(set(_active(document))):
        remarks.append(remark("active-content", what=", ".join(active)))
    invoice, others = _attachments(document)
    if others:
        remarks.append(remark("embedded-files", names=", ".join(others[:10])))
    return Safety(tuple(remarks), invoice)


def _active(document: pikepdf.Pdf) -> Iterator[str]:
    if "/Names" in document.Root and "/JavaScript" in document.Root.Names:
        yield _ACTIVE["/JavaScript"]
    for number, thing in enumerate(document.objects):
        if number > _OBJECTS:
            return
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield from _active_of(thing)


def _active_of(thing: pikepdf.Object) -> Iterator[str]:
    for key in ("/S", "/Subtype"):
        if (kind := str(thing.get(key, ""))) in _ACTIVE:
            yield _ACTIVE[kind]
    if "/JS" in thing:
        yield _ACTIVE["/JavaScript"]
    for key in ("/A", "/OpenAction", "/AA"):
        inner = thing.get(key)
        if isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            yield from _active_of(inner)


def _attachments(document: pikepdf.Pdf) -> tuple[dict[str, str], list[str]]:
    """Return the fields of the embedded e-invoice and the names of all other embedded files."""
    fields: dict[str, str] = {}
    others: list[str] = []
    for number, (name, attachment) in enumerate(document.attachments.items()):
        if number >= limits.ATTACHMENTS:
            break
        found = _invoice(attachment) if str(name).lower().endswith(".xml") and not fields else {}
        if found:
            fields = found
        else:
            others.append(safe_name(str(name)))
    return fields, others


def _invoice(attachment: pikepdf.AttachedFileSpec) -> dict[str, str]:
    try:
        file = attachment.get_file()
        invoice = einvoice.read(file.read_bytes())
    except (Refused, pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return dict(invoice.terms) if invoice else {}
