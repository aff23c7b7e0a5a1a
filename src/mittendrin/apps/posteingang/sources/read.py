# SPDX-License-Identifier: EUPL-1.2
"""Any file in, letters out: the one door to reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.read_mail import mail_letters
from mittendrin.apps.posteingang.sources.read_pages import image_letters, pdf_letters
from mittendrin.apps.posteingang.sources.read_text import office_letters, text_letters, xml_letters
from mittendrin.apps.posteingang.sources.reading import Found, Letter, Reading, Refused
from mittendrin.apps.posteingang.sources.refusals import refused, remark
from mittendrin.apps.posteingang.sources.sniff import kind_of
from mittendrin.core.program import ProgramError, ProgramTooBig

_READERS: dict[str, Callable[[bytes, str, Path | None], Found]] = {
    "pdf": pdf_letters,
    "image": image_letters,
    "docx": office_letters,
    "odt": office_letters,
    "doc": office_letters,
    "rtf": office_letters,
    "xml": xml_letters,
    "html": text_letters,
    "text": text_letters,
}


def read(source: Path | bytes, name: str = "", folder: Path | None = None) -> Reading:
    """Return what stands in a file; a file that is not read comes back as refused, with the reason.

    name: what the sender called it. folder: where archive copies (PDF/A) of the letters are put; none are made without.
    Hostile files may crash or exhaust this process: ``reader`` is for those of strangers. Raises Postponed when
    something outside of the file is missing.
    """
    title = safe_name(name or (source.name if isinstance(source, Path) else ""))
    kind = ""
    try:
        data = content_of(source)
        kind = kind_of(data, title)
        letters, remarks = _letters(data, kind, folder)
    except Refused as error:
        return Reading(title, kind, refused=error.remark)
    except (MemoryError, ProgramTooBig):
        return Reading(title, kind, refused=remark("took-too-much"))
    except ProgramError:
        return Reading(title, kind, refused=remark("crashed"))
    except RecursionError:
        return Reading(title, kind, refused=remark("bomb"))
    return Reading(title, kind, tuple(_named(letter, title) for letter in letters), remarks)


def content_of(path: Path | bytes) -> bytes:
    """Return the bytes of a file. Raises Refused when it is too large, no ordinary file, or cannot be opened."""
    if isinstance(path, bytes):
        size, data = len(path), path
    else:
        try:
            if not path.is_file():
                raise refused("not-a-file")
            size = path.stat().st_size
            data = path.read_bytes() if size <= limits.FILE_BYTES else b""
        except OSError as error:
            raise refused("unreadable", reason=error.strerror or type(error).__name__) from error
    if size > limits.FILE_BYTES:
        raise refused("too-large", size=size // limits.MIB, most=limits.FILE_BYTES // limits.MIB)
    return data


def _letters(data: bytes, kind: str, folder: Path | None = None) -> Found:
    if kind in {"eml", "msg"}:
        return mail_letters(data, kind, _letters)
    return _READERS[kind](data, kind, folder)


def _named(letter: Letter, title: str) -> Letter:
    known = {"file": title, **letter.document.known}
    return replace(letter, document=replace(letter.document, known=known))
