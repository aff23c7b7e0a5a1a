# SPDX-License-Identifier: EUPL-1.2
"""What a file really is, by its content; its name is only believed where the content does not tell."""

from __future__ import annotations

import io
import re
import zipfile

from mittendrin.apps.posteingang.sources import limits, office_doc
from mittendrin.apps.posteingang.sources.names import ending_of
from mittendrin.apps.posteingang.sources.refusals import refused

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftyphevc", b"ftypmsf1", b"ftyphevx")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM_NAMES = "exe com scr bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp lnk reg jar cpl dll pif scf sh iso img chm"
_PROGRAM_ENDINGS = frozenset(_PROGRAM_NAMES.split())
# Text that is no letter: tables, settings, code.
_DATA_NAMES = "csv tsv json jsonl yaml yml toml ini cfg sql log py c cpp java go rs css"
_DATA_ENDINGS = frozenset(_DATA_NAMES.split())
_ZIP_KINDS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
_ODF = {"application/vnd.oasis.opendocument.text": "odt"}
_MAIL_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")
_MAIL_NAMES = re.compile(
    rb"^(?:From|Received|Return-Path|Subject|Message-ID|MIME-Version|Date):", re.IGNORECASE | re.MULTILINE
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def kind_of(data: bytes, name: str) -> str:
    """Return ``pdf``, ``image``, ``eml``, ``msg``, ``docx``, ``odt``, ``doc``, ``rtf``, ``xml``, ``html`` or ``text``.

    Raises Refused for programs, archives, two formats in one file, and what is not read here.
    """
    if not data:
        raise refused("empty")
    _no_program(data, name)
    found = _by_start(data, name)
    _no_second_self(data, found)
    return found


def _no_program(data: bytes, name: str) -> None:
    ending = ending_of(name)
    if any(data.startswith(sign) for sign in _PROGRAMS) and not _is_plain(data):
        raise refused("program") if ending in _PROGRAM_ENDINGS or not ending else refused("disguised", ending=ending)
    if ending in _PROGRAM_ENDINGS or data.startswith(b"#!"):
        raise refused("program")


def _is_plain(data: bytes) -> bool:
    """Return whether ``data`` is readable text, so that a letter may begin with "MZ"."""
    return not data.startswith(b"#!") and b"\x00" not in data[:2000]


def _by_start(data: bytes, name: str) -> str:
    if data[:1024].lstrip().startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_IMAGES[:5]) or (data.startswith(b"BM") and b"\x00" in data[:20]):
        return "image"
    if data[4:12] in _HEIF or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if data.startswith(_ARCHIVES):
        raise refused("archive")
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return _text_kind(data, name)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > limits.ARCHIVE_MEMBERS or sum(info.file_size for info in infos) > limits.UNPACKED_BYTES:
                raise refused("bomb")
            names = {info.filename for info in infos}
            if any(info.flag_bits & 1 for info in infos):
                raise refused("encrypted")
            for member, kind in _ZIP_KINDS:
                if member in names:
                    return _readable(kind)
            if "mimetype" in names and "content.xml" in names:
                if _is_locked(archive):
                    raise refused("encrypted")
                mimetype = archive.open("mimetype").read(200).decode("ascii", "replace").strip()
                return _readable(_ODF.get(mimetype, "odf"))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise refused("broken") from error
    raise refused("archive")


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """Return whether an OpenDocument is encrypted: its manifest says how (OpenDocument 1.3 part 2, 3.4.1)."""
    if "META-INF/manifest.xml" not in archive.namelist():
        return False
    with archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(limits.MIB)


def _readable(kind: str) -> str:
    if kind not in {"docx", "odt"}:
        raise refused("unknown-format")
    return kind


def _ole_kind(data: bytes) -> str:
    # Names in the directory of a compound file are UTF-16.
    if "__properties_version1.0".encode("utf-16-le") in data:
        return "msg"
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refused("encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        if office_doc.is_locked(data):
            raise refused("encrypted")
        return "doc"
    raise refused("unknown-format")


def _text_kind(data: bytes, name: str) -> str:
    ending, start = ending_of(name), data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") or ending == "xml" or b"<\x00?\x00x" in data[:20]:
        return "html" if b"<html" in data[:2000].lower() else "xml"
    if _HTML.match(start):
        return "html"
    if ending == "eml" or (_MAIL_HEADER.match(data) and len(_MAIL_NAMES.findall(data[:8000])) >= 2):
        return "eml"
    if ending in _DATA_ENDINGS:
        raise refused("unknown-format")
    return "text"


def _no_second_self(data: bytes, found: str) -> None:
    """Refuse a file that another program would take for something else: the trick to get past a guard."""
    if found in {"pdf", "image"} and _has_zip_tail(data):
        raise refused("polyglot", first=found.upper() if found == "pdf" else "Bild", second="ZIP")
    if found == "pdf" and not data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        head = data[: data.index(b"%PDF-")]
        if head.startswith(_IMAGES) or b"<script" in head.lower() or b"<html" in head.lower():
            raise refused("polyglot", first="PDF", second="Bild" if head.startswith(_IMAGES) else "HTML")
    if found == "image" and b"%PDF-" in data[:1024]:
        raise refused("polyglot", first="Bild", second="PDF")


def _has_zip_tail(data: bytes) -> bool:
    """Return whether a directory of a ZIP archive ends the file and points at entries in it."""
    at = data.rfind(b"PK\x05\x06", max(len(data) - 66_000, 0))
    if at < 0 or len(data) - at < 22:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False
