# SPDX-License-Identifier: EUPL-1.2
"""Letters for the demo town: samples written for this purpose, handed in as scans, faxes, files and e-mails."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.conf import settings

from mittendrin.apps.posteingang.demo.posting import posted
from mittendrin.apps.posteingang.services import access
from mittendrin.apps.posteingang.services.intake import FileResult, Upload, take
from mittendrin.contracts.sample_letters import SampleLetter, read_letters
from mittendrin.townhall.accounts.models import Person

WRITERS = ("a", "c")
SOME = 12


def hand_in(person: Person, count: int) -> list[FileResult]:
    """Return what became of up to ``count`` sample letters handed in by ``person``; none is taken twice.

    Empty when the samples are not there: they come with the source code, not with the package. Raises NotAllowed
    outside of the demo town and its post room.
    """
    access.demand(settings.DEMO and access.is_post_room(person))
    return take(person, [_upload(letter) for letter in _spread(read_letters(*WRITERS), count)])


def _spread(letters: Sequence[SampleLetter], count: int) -> Sequence[SampleLetter]:
    """Return ``count`` letters from all over the collection, so that many units and kinds are among them."""
    return letters[:: max(1, len(letters) // max(count, 1))][:count]


def _upload(letter: SampleLetter) -> Upload:
    file = posted(letter, grade="")
    return Upload(file.name, io.BytesIO(file.data), once=f"demo:{letter.id}")
