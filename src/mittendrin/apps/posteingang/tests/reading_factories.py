# SPDX-License-Identifier: EUPL-1.2
"""Small files of all kinds for the tests of reading."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.contracts.document import Word

LETTER = (
    "Sehr geehrte Damen und Herren,",
    "hiermit beantrage ich die Befreiung von der Hundesteuer für meinen Hund.",
    "Die Rechnung vom 03.11.2026 über 120,50 Euro ist nicht richtig.",
    "Bitte antworten Sie mir bis zum 30.11.2026.",
    "Mit freundlichen Grüßen",
    "Erika Sandmann",
)


def pdf_with_text(*pages: Sequence[str], rotate: int = 0, invisible: bool = False, sideways: bool = False) -> bytes:
    """Return a PDF whose pages hold these lines in Helvetica.

    rotate: how viewers turn the page; its text then stands upright on the screen unless it is ``sideways``.
    """
    with pikepdf.new() as document:
        for lines in pages:
            lying = rotate in {90, 270} and not sideways
            page = document.add_blank_page(page_size=(842, 595) if lying else (595, 842))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = document.make_stream(_content(lines, invisible, 0 if sideways else rotate))
            if rotate:
                page.Rotate = rotate
        return saved(document)


# Where the first line begins, 70 points from the left and 82 from the top of the page as it is shown.
_MATRIX = {
    0: b"1 0 0 1 70 760",
    90: b"0 1 -1 0 82 70",
    180: b"-1 0 0 -1 525 82",
    270: b"0 -1 1 0 760 525",
}


def _content(lines: Sequence[str], invisible: bool, rotate: int) -> bytes:
    mode = b"3 Tr " if invisible else b""
    parts = [b"BT /F1 11 Tf 14 TL " + _MATRIX[rotate] + b" Tm " + mode]
    for line in lines:
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(b"(" + escaped.encode("cp1252", "replace") + b") Tj T* ")
    return b"".join([*parts, b"ET"])


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    """Return a PDF as bytes."""
    out = io.BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def attached(document: pikepdf.Pdf, data: bytes, name: str) -> pikepdf.AttachedFileSpec:
    """Return a file to be embedded in ``document``."""
    return pikepdf.AttachedFileSpec(
        document, data, description="", filename=name, mime_type="", creation_date="", mod_date=""
    )


def picture(lines: Sequence[str] = LETTER, dpi: int = 300, size: float = 11) -> Gray:
    """Return lines printed on a sheet A5 across at ``dpi``."""
    image = Image.new("L", (round(8.27 * dpi), round(5.83 * dpi)), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size / 72 * dpi)
    for number, line in enumerate(lines):
        draw.text((0.9 * dpi, (0.8 + number * 0.28) * dpi), line, font=font, fill=0)
    return np.asarray(image)


def picture_file(gray: Gray, kind: str = "PNG", dpi: tuple[float, float] = (300, 300), **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    Image.fromarray(gray).save(out, kind, dpi=dpi, **options)
    return out.getvalue()


def pdf_of_pictures(*pages: Gray, dpi: int = 300) -> bytes:
    """Return a PDF of scanned pages without text."""
    out = io.BytesIO()
    images = [Image.fromarray(page) for page in pages]
    images[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=images[1:])
    return out.getvalue()


def package(members: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, **more: str | bytes) -> bytes:
    """Return a DOCX; ``body`` is the XML within w:body."""
    document = f"<?xml version='1.0'?><w:document {_W}><w:body>{body}</w:body></w:document>"
    return package({"[Content_Types].xml": "<Types/>", **more, "word/document.xml": document})


def odt(body: str) -> bytes:
    """Return an ODT; ``body`` is the XML within office:text."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


_SECTOR = 512
_LEAST = 4096
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB]); streams are padded with noughts so that no mini stream is needed."""
    folders = sorted({name.split("/")[0] for name in streams if "/" in name})
    names = ["Root Entry", *folders, *streams]
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, tuple[int, int]] = {}
    for name, content in streams.items():
        padded = content.ljust(_LEAST, b"\0")
        starts[name] = len(sectors), len(padded)
        pieces = [padded[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(padded), _SECTOR)]
        chains += [*range(len(sectors) + 1, len(sectors) + len(pieces)), _END]
        sectors += pieces
    entries = b"".join(_entry(name, names, folders, list(streams), starts) for name in names)
    directory = entries.ljust(-(-len(entries) // _SECTOR) * _SECTOR, b"\0")
    first = len(sectors)
    count = len(directory) // _SECTOR
    chains += [*range(first + 1, first + count), _END]
    sectors += [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    fats = -(-(len(sectors) + 2) // 128)
    table = [*chains, *[_FAT] * fats]
    table += [_NONE] * (fats * 128 - len(table))
    places = [len(sectors) + number for number in range(fats)]
    sectors += [struct.pack("<128I", *table[at : at + 128]) for at in range(0, len(table), 128)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fats, first, 0, _LEAST, _END, 0, _END, 0)
    header += struct.pack("<109I", *places, *[_NONE] * (109 - fats))
    return header + b"".join(sectors)


def _entry(
    name: str,
    names: Sequence[str],
    folders: Sequence[str],
    streams: Sequence[str],
    starts: Mapping[str, tuple[int, int]],
) -> bytes:
    is_root, is_folder = name == "Root Entry", name in folders
    family = [*folders, *(one for one in streams if "/" not in one)]
    if "/" in name:
        family = [one for one in streams if one.startswith(name.split("/")[0] + "/")]
    following = family.index(name) + 1 if not is_root else len(family)
    right = names.index(family[following]) if following < len(family) else _NONE
    inner = [one for one in streams if one.startswith(f"{name}/")]
    child = names.index(family[0]) if is_root and family else names.index(inner[0]) if inner else _NONE
    start, size = starts.get(name, (_END if is_root else 0, 0))
    label = name.rsplit("/", 1)[-1].encode("utf-16-le")
    kind = 5 if is_root else 1 if is_folder else 2
    links = struct.pack("<BBIII", kind, 1, _NONE, _NONE if is_root else right, child)
    return (
        label.ljust(64, b"\0")
        + struct.pack("<H", len(label) + 2)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def msg(subject: str, body: str, sender: str, attachments: Mapping[str, bytes] | None = None, **more: bytes) -> bytes:
    """Return an Outlook message."""
    ticks = 134_070_000_000_000_000  # 2025-11-07
    times = struct.pack("<HHIQ", 0x0040, 0x0039, 0, ticks)
    streams = {
        "__properties_version1.0": b"\0" * 32 + times,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_0C1A001F": sender.encode("utf-16-le"),
        **more,
    }
    for number, (name, content) in enumerate((attachments or {}).items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[f"{folder}/__substg1.0_37010102"] = content
        streams[f"{folder}/__substg1.0_3707001F"] = name.encode("utf-16-le")
    return compound({name: content for name, content in streams.items() if content})


def words_at(*places: tuple[str, float, float]) -> list[Word]:
    """Return words of a common size at (text, left, top); texts with blanks become several words."""
    found: list[Word] = []
    for text, left, top in places:
        at = left
        for word in text.split():
            wide = 0.0095 * len(word)
            found.append(Word(word, at, top, at + wide, top + 0.012, 0))
            at += wide + 0.008
    return found
