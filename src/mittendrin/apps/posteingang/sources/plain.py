# SPDX-License-Identifier: EUPL-1.2
"""Plain text in any usual encoding, and the text of RTF."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.refusals import refused

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Umlauts in the encodings of old programs (DOS 850 and 437, Mac) beside those of Windows.
_UMLAUTS = "äöüÄÖÜß"
_OLD = ("cp1252", "cp850", "mac_roman")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decoded(data: bytes) -> str:
    """Return the text in ``data``: by its mark, as UTF-8, or in the old encoding that gives most German umlauts.

    Raises Refused when it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace"))
    if wide := _wide(data):
        return _clean(data.decode(wide, "replace"))
    if b"\x00" in data:
        raise refused("unknown-format")
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(max((data.decode(name, "replace") for name in _OLD), key=_german))


def _wide(data: bytes) -> str:
    """Return the encoding of UTF-16 without a mark: every second byte is nought."""
    sample = data[:2000]
    if len(sample) < 8:
        return ""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if half.count(0) > 0.8 * len(half) and sample[1 - start :: 2].count(0) == 0:
            return encoding
    return ""


def _german(text: str) -> float:
    umlauts = sum(text.count(sign) for sign in _UMLAUTS)
    odd = sum(not (sign.isprintable() or sign.isspace()) or sign in "\ufffd¤¦¬¶ÿ¾½¼" for sign in text)
    return umlauts - 2 * odd


def _clean(text: str) -> str:
    if len(_CONTROL.findall(text[:4000])) > 0.02 * len(text[:4000]) + 2:
        raise refused("unknown-format")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[: limits.TEXT_CHARACTERS]


# RTF 1.9.1 (Microsoft 2008): control words, groups, escaped bytes.
_RTF = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>.)",
    re.DOTALL,
)
_RTF_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\f", "row": "\n", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ",
}  # fmt: skip
_RTF_HIDDEN_WORDS = (
    "fonttbl colortbl stylesheet info pict object header footer headerf footerf themedata datastore generator "
    "listtable listoverridetable rsidtbl xmlnstbl latentstyles colorschememapping fldinst bkmkstart bkmkend "
    "pntext objdata nonshppict template filetbl revtbl mmathPr pgdsctbl"
)
_RTF_HIDDEN = frozenset(_RTF_HIDDEN_WORDS.split())


def rtf_text(data: bytes) -> str:
    """Return the text of an RTF file; pictures, objects and hidden groups are left out."""
    source = data[: limits.UNPACKED_BYTES].decode("latin-1")
    text = "".join(_rtf_parts(source))[: limits.TEXT_CHARACTERS]
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _rtf_parts(source: str) -> Iterator[str]:
    stack: list[tuple[bool, int]] = []
    hidden, fallback, skip, page = False, 1, 0, "cp1252"
    for match in _RTF.finditer(source):
        kind, word = match.lastgroup, match["word"]
        if match["brace"] == "{":
            stack.append((hidden, fallback))
        elif match["brace"] == "}":
            hidden, fallback = stack.pop() if stack else (False, 1)
        elif word in _RTF_HIDDEN or match["sign"] == "*" or (word == "deleted" and match["number"] != "0"):
            hidden = True
        elif word == "ansicpg":
            page = _code_page(match["number"])
        elif word == "uc":
            fallback = int(match["number"] or 1)
        elif word == "u":
            skip = fallback
            yield "" if hidden else chr(int(match["number"] or 63) % 0x10000)
        elif skip and kind in {"byte", "text"}:
            skip -= 1
        elif not hidden:
            yield _rtf_sign(match, page)


def _rtf_sign(match: re.Match[str], page: str) -> str:
    if match["byte"]:
        return bytes.fromhex(match["byte"]).decode(page, "replace")
    if match["word"]:
        return _RTF_SIGNS.get(match["word"], "")
    if match["sign"]:
        return {"~": "\u00a0", "-": "", "_": "-", "\n": "\n", "\r": "\n"}.get(match["sign"], match["sign"])
    return match["text"] or ""


def _code_page(number: str | None) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
