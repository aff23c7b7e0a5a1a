# SPDX-License-Identifier: EUPL-1.2
"""Tokens of programs that write data or see what is not public."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import ApiToken, Grade
from mittendrin.contracts.app import Repeated
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.backups import ledger


class TokenExists(MittendrinError):
    """Refused: a token of this name exists."""


def new_token(
    name: str, *, writes: bool, internal: bool = False, grade: str = Grade.PUBLIC, agreements: Sequence[int] = ()
) -> tuple[ApiToken, str]:
    """Return a new token and its text, which is shown only this once. Raises TokenExists.

    agreements: numbers of those whose data the program sees besides what is public.
    """
    text = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            made = ApiToken.objects.create(
                name=name, digest=_digest(text), writes=writes, internal=internal, grade=grade
            )
            made.agreements.set(agreements)
    except IntegrityError as error:
        raise TokenExists from error
    return made, text


def token_with(text: str) -> ApiToken | None:
    """Return the active token with this text; None when there is none."""
    if not text or len(text) > 200:
        return None
    return _used(ApiToken.objects.filter(digest=_digest(text), active=True).first())


def may_write(name: str) -> bool:
    """Return whether there is an active token of this name that may write; asking is no use of it."""
    return bool(name) and ApiToken.objects.filter(name=name, active=True, writes=True).exists()


def writing_token(name: str) -> ApiToken | None:
    """Return the active token of this name that may write, to use it; None when there is none."""
    return _used(ApiToken.objects.filter(name=name, active=True, writes=True).first()) if name else None


def _used(found: ApiToken | None) -> ApiToken | None:
    """Note that a token is used today."""
    if found and found.used_on != timezone.localdate():
        ApiToken.objects.filter(pk=found.pk).update(used_on=timezone.localdate())
    return found


def listed() -> list[ApiToken]:
    """Return all tokens with their agreements, those that open something first."""
    return list(ApiToken.objects.prefetch_related("agreements").order_by("-active", "name"))


def revoke_number(number: int) -> str:
    """Let a token open nothing any more; return its name, empty when there is none."""
    found = ApiToken.objects.filter(pk=number).first()
    return found.name if found and revoke(found.name) else ""


def revoke(name: str) -> bool:
    """Let the token of this name open nothing any more; return whether there was one."""
    digests = list(ApiToken.objects.filter(name=name).values_list("digest", flat=True))
    ledger.note("token", *digests)
    return bool(ApiToken.objects.filter(digest__in=digests).update(active=False))


def revoke_again(identities: Sequence[str]) -> Repeated:
    """Revoke the tokens that an old backup made valid again."""
    return Repeated(ApiToken.objects.filter(digest__in=identities, active=True).update(active=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
