# SPDX-License-Identifier: EUPL-1.2
"""The text of DOCX (ECMA-376) and ODT (OpenDocument 1.3) without an office program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mittendrin.apps.posteingang.sources import limits, xml_safe
from mittendrin.apps.posteingang.sources.refusals import refused

_MACROS = ("vbaProject.bin", "vbaData.xml", "Basic/", "Scripts/")
_DEEPEST = 200
# What a program would load by itself; a link that a reader may click is none of it.
_LOADED = ("/image", "/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/video", "/audio")
_ODT_LOADED = re.compile(
    rb"<(?:draw:(?:image|object)|text:section-source)\b[^>]*xlink:href=\"(?:https?|ftp|file|smb|//)"
)


def has_macros(data: bytes) -> bool:
    """Return whether the package ``data`` carries macros."""
    with _opened(data) as archive:
        return any(part in name for name in archive.namelist() for part in _MACROS)


def wants_remote(data: bytes) -> bool:
    """Return whether the package ``data`` wants parts loaded from outside: pictures, templates, sections, objects."""
    with _opened(data) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            with archive.open("content.xml") as member:
                return _ODT_LOADED.search(member.read(limits.XML_BYTES)) is not None
        relations = [name for name in names if name.endswith(".rels")]
        return any(_is_loaded(one) for name in relations for one in _member(archive, name))


def _is_loaded(relation: Element) -> bool:
    return relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(_LOADED)


def text_of(data: bytes, kind: str) -> str:
    """Return the text of a DOCX or ODT with its head and foot lines. Raises Refused when it is broken or a bomb."""
    with _opened(data) as archive:
        if kind == "odt":
            return "".join(_odt(_member(archive, "content.xml")))[: limits.TEXT_CHARACTERS]
        names = sorted(name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml"))
        heads = [name for name in names if name.startswith("word/header")]
        feet = [name for name in names if name.startswith("word/footer")]
        parts = [_docx_text(archive, name) for name in (*heads, "word/document.xml", *feet)]
    return "\n".join(part for part in parts if part.strip())[: limits.TEXT_CHARACTERS]


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused("broken") from error


def _member(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        with archive.open(name) as member:
            # The size in the directory may lie: read at most one byte more than allowed.
            content = member.read(limits.XML_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise refused("broken") from error
    if len(content) > limits.XML_BYTES:
        raise refused("bomb")
    return xml_safe.parsed(content)


def _docx_text(archive: zipfile.ZipFile, name: str) -> str:
    return "".join(_docx(_member(archive, name), 0)).strip("\n")


_DOCX_BREAKS = {"p": "\n", "tr": "\n", "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted text of tracked changes, instructions of fields, and the copy for old programs of what was drawn.
_DOCX_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr"})


def _docx(element: Element, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise refused("bomb")
    name = xml_safe.local(element)
    if name in _DOCX_UNSEEN or _is_hidden(element):
        return
    if name == "t":
        yield element.text or ""
    in_row = name == "tr"
    for number, child in enumerate(element):
        if in_row and number and xml_safe.local(child) == "tc":
            yield "   "
        text = "".join(_docx(child, depth + 1))
        yield text.replace("\n", " ").strip() if in_row else text
    if name == "br" and any(value == "page" for value in element.attrib.values()):
        yield "\f"
    else:
        yield _DOCX_BREAKS.get(name, "")


def _is_hidden(element: Element) -> bool:
    """Return whether a run has the property "hidden" (w:vanish)."""
    properties = element.find("{*}rPr")
    return properties is not None and properties.find("{*}vanish") is not None


_ODT_BREAKS = {"p": "\n", "h": "\n", "line-break": "\n", "tab": "\t", "table-row": "\n"}
_ODT_UNSEEN = frozenset({"tracked-changes", "annotation", "scripts", "automatic-styles", "font-face-decls", "forms"})


def _odt(element: Element, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise refused("bomb")
    name = xml_safe.local(element)
    if name in _ODT_UNSEEN:
        return
    if name == "s":
        count = next((value for key, value in element.attrib.items() if key.endswith("}c")), "1")
        yield " " * min(int(count) if count.isdigit() else 1, 100)
    yield element.text or "" if name in {"p", "h", "span", "a"} else ""
    in_row = name == "table-row"
    for number, child in enumerate(element):
        if in_row and number:
            yield "   "
        text = "".join(_odt(child, depth + 1))
        yield text.replace("\n", " ").strip() if in_row else text
        yield child.tail or "" if name in {"p", "h", "span", "a"} else ""
    yield _ODT_BREAKS.get(name, "")
