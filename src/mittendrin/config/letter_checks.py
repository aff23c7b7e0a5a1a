# SPDX-License-Identifier: EUPL-1.2
"""System checks of the settings of the post room."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Notice

from mittendrin.core.sealing import KeyWrong, keyring

SECURITY = ("tls", "starttls", "plain")
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def file_key(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse keys that are none; say what they do not seal."""
    try:
        ring = keyring(settings.FILE_KEY)
    except KeyWrong:
        hint = "MITTENDRIN_FILE_KEY is 32 bytes in base64; make one with: mittendrin posteingang rekey --new-key"
        yield Error("The key for stored letters is no key.", hint=hint, id="mittendrin.E020")
        return
    inside = Path(settings.TOWN_DIR) in Path(settings.LETTER_INDEX_DIR).parents
    if ring.seals and inside:
        hint = "Put the town's folder on an encrypted disk, or MITTENDRIN_LETTER_INDEX_DIR into memory (/run/...)."
        yield Notice("The search index of letters is not sealed by the key.", hint=hint, id="mittendrin.W021")


def folders(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Warn of watched folders that are not there; refuse what cannot be done with taken files."""
    for path in filter(None, settings.LETTER_FOLDERS):
        if not Path(path).is_absolute() or not Path(path).is_dir():
            hint = "MITTENDRIN_LETTER_FOLDERS names folders with their whole path; mount the share or correct the name."
            yield Notice(f"A watched folder is not there: {path}", hint=hint, id="mittendrin.W022")
    if settings.LETTER_FOLDER_AFTER not in {"move", "delete"}:
        hint = "Set MITTENDRIN_LETTER_FOLDER_AFTER to move or delete."
        yield Error("What happens to taken files is unclear.", hint=hint, id="mittendrin.E023")


def mailbox(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse mailboxes without a name or with unknown encryption; warn of passwords sent in the clear."""
    account = settings.IMAP
    if not account["host"]:
        return
    if account["security"] not in SECURITY:
        hint = f"Set MITTENDRIN_IMAP_SECURITY to one of {', '.join(SECURITY)}."
        yield Error("The encryption of the mailbox is unknown.", hint=hint, id="mittendrin.E024")
    elif account["security"] == "plain" and account["host"] not in LOCAL:
        hint = "Set MITTENDRIN_IMAP_SECURITY to tls or starttls."
        yield Error("The password of the mailbox would be sent in the clear.", hint=hint, id="mittendrin.E025")
    if not account["user"] or not account["password"]:
        hint = "Set MITTENDRIN_IMAP_USER and MITTENDRIN_IMAP_PASSWORD."
        yield Error("The mailbox has no name or no password.", hint=hint, id="mittendrin.E026")


def storage(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse S3 without the package for it."""
    if settings.LETTER_STORAGE["BACKEND"].startswith("storages.") and importlib.util.find_spec("storages") is None:
        hint = "Install it: pip install 'mittendrin[s3]', or unset MITTENDRIN_BUCKET."
        yield Error("The package for S3 is missing.", hint=hint, id="mittendrin.E027")


CHECKS: tuple[Callable[..., Any], ...] = (file_key, folders, mailbox, storage)
