# SPDX-License-Identifier: EUPL-1.2
"""What a PDF carries beside its pages: scripts, actions, files, an e-invoice. Nothing of it is ever run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import pikepdf

from mittendrin.apps.posteingang.sources import einvoice, limits
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.reading import Refused, Remark
from mittendrin.apps.posteingang.sources.refusals import refused, remark

_OBJECTS = 200_000
_DEEPEST = 8
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
        for thing in list(_dictionaries(document)):  # bookmarks, fields of forms, whatever a viewer may follow
            _strip(thing, ("/AA", "/JS"))
            if _is_action(thing.get("/A")):
                _strip(thing, ("/A",))
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
    for thing in _dictionaries(document):
        for key in ("/S", "/Subtype"):
            if (kind := str(thing.get(key, ""))) in _ACTIVE:
                yield _ACTIVE[kind]
        if "/JS" in thing:
            yield _ACTIVE["/JavaScript"]


def _dictionaries(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the dictionaries of all objects and those written within others."""
    for thing in islice(document.objects, _OBJECTS):
        yield from _within(thing, 0)


def _within(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        inner = [thing.get(key) for key in list(thing.keys())]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for one in inner if depth < _DEEPEST else ():
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and not one.is_indirect:
            yield from _within(one, depth + 1)


def _is_action(thing: object) -> bool:
    """Return whether ``thing`` is an action: attributes of tagged content go by the same key but have no kind."""
    return isinstance(thing, pikepdf.Dictionary) and "/S" in thing


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
