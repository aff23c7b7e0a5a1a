# SPDX-License-Identifier: EUPL-1.2
"""LibreOffice, where it is installed: one office file in, one PDF out; own profile, no macros, no network."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mittendrin.core.program import MIB, Limits, ProgramFailed, installed, run

_PROGRAM = "soffice"
_LIMITS = Limits(seconds=90.0, memory=3_072 * MIB, file=100 * MIB)
_PDF_A = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
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
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = folder / f"letter.{_FILTERS[kind]}"
        source.write_bytes(data)
        arguments: list[str | Path] = [
            _PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--nodefault", "--nologo", "--convert-to", _PDF_A, "--outdir", folder, source,
        ]  # fmt: skip
        run(arguments, folder=folder, limits=_LIMITS)
        result = folder / "letter.pdf"
        if not result.is_file():
            raise ProgramFailed(_PROGRAM, 0, "no result")
        return result.read_bytes()
