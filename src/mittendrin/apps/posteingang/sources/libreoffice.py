# SPDX-License-Identifier: EUPL-1.2
"""LibreOffice, where it is installed: one office file in, one PDF out; own profile, no macros, no network.

Each run has a profile of its own in a folder that goes with it, so several may run at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from mittendrin.apps.posteingang.sources import pulse
from mittendrin.core.program import MIB, Limits, ProgramFailed, installed, run

_PROGRAM = "soffice"
_LIMITS = Limits(seconds=90.0, memory=3_072 * MIB, file=100 * MIB)
# Comments would become notes, for which no archive copy could keep the text.
_PDF_A = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"ExportNotes":{"type":"boolean","value":"false"}}'
)
# Where LibreOffice puts its sockets, whatever TMPDIR says (sal/osl/unx/pipe.cxx).
_SOCKETS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - nothing is written there
_PREFIX, _PROFILE_NAME = "office-", "profile"
_FILTERS = {"docx": "docx", "odt": "odt", "doc": "doc", "rtf": "rtf"}
# Macros never, links never, nothing fetched: MacroSecurityLevel 3 with no trusted place.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value>
</prop></item>
</oor:items>
"""


def is_there() -> bool:
    """Return whether LibreOffice is installed."""
    return installed(_PROGRAM)


def as_pdf(data: bytes, kind: str) -> bytes:
    """Return the office file ``data`` of ``kind`` (docx, odt, doc, rtf) as PDF. Raises ProgramError."""
    return _turned(data, kind, "pdf", _PDF_A)


def as_odt(data: bytes, kind: str) -> bytes:
    """Return the office file ``data`` of ``kind`` as ODT. Raises ProgramError."""
    return _turned(data, kind, "odt", "odt:writer8")


def _turned(data: bytes, kind: str, ending: str, into: str) -> bytes:
    pulse.beat()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        profile = folder / _PROFILE_NAME
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (folder / "out").mkdir()
        source = folder / f"letter.{_FILTERS[kind]}"
        source.write_bytes(data)
        arguments: list[str | Path] = [
            _PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless",
            "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--convert-to", into, "--outdir", folder / "out",
            source,
        ]  # fmt: skip
        try:
            run(arguments, folder=folder, limits=_LIMITS)
        finally:
            _without_socket(profile.as_uri())
        result = folder / "out" / f"letter.{ending}"
        if not result.is_file():
            raise ProgramFailed(_PROGRAM, 0, "no result")
        return result.read_bytes()


def clear(root: Path) -> None:
    """Take away what runs left below ``root`` whose process was killed with them."""
    for folder in root.glob(f"{_PREFIX}*"):
        _without_socket((folder / _PROFILE_NAME).as_uri())
        shutil.rmtree(folder, ignore_errors=True)


def _without_socket(profile: str) -> None:
    """Take away the socket of a run that was killed: it lies outside of the folder, named after the profile."""
    sums = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{one:x}' for one in sums)}"
    for folder in _SOCKETS:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
