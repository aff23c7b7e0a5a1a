# SPDX-License-Identifier: EUPL-1.2
"""Entries of the register: one for each block in use, filled by the system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.kiregister.services import words
from mittendrin.apps.kiregister.services.counting import Counted
from mittendrin.contracts import registry
from mittendrin.contracts.app import BlockUse
from mittendrin.contracts.manifest import Manifest
from mittendrin.townhall import offers
from mittendrin.townhall.decisions.models import BlockState, ModelVersion
from mittendrin.townhall.decisions.services import blocks, meter, realised, verifying
from mittendrin.townhall.decisions.services.promises import Standing

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Entry:
    """One block in use with everything that the register says about it."""

    manifest: Manifest
    use: BlockUse
    counted: Counted
    number: int = 1
    count: int = 1

    @property
    def block(self) -> str:
        """Return the block's id."""
        return self.manifest.id

    @property
    def state(self) -> BlockState:
        """Return settings and state of the block."""
        return self.counted.states[self.block]

    @property
    def title(self) -> str:
        """Return the name in the language of the page."""
        return words.say(self.manifest, "title")

    @cached_property
    def texts(self) -> dict[str, str]:
        """Return the manifest's texts in the language of the page."""
        names = ("purpose", "data", "personal_data", "ai_act_reason", "human_role", "fallback")
        return {name: words.say(self.manifest, name) for name in names}

    @property
    def technology(self) -> str:
        """Return the technology in words."""
        return words.technology(self.manifest)

    @property
    def risk(self) -> str:
        """Return the class after the AI Act in words."""
        return words.risk(self.manifest)

    @property
    def duties(self) -> list[dict[str, Any]]:
        """Return the legal duties with their dates."""
        return words.duties(self.manifest.ai_act)

    @cached_property
    def standing(self) -> Standing:
        """Return the promise: of an extractor that of a fact which goes alone, else of the one with most cases."""
        known = [standing for _name, standing in self.parts]
        if not known:
            return self.counted.standing(self.block)
        return max(known, key=lambda one: (one.handles, one.promise.cases))

    @property
    def realised(self) -> realised.Realised:
        """Return whether the promise was kept."""
        return self.counted.realised(self.block)

    @cached_property
    def parts(self) -> list[tuple[str, Standing]]:
        """Return the promise of each fact of an extractor, by its name in words."""
        names = self.counted.parts(self.block)
        return [(_(self.use.parts.get(name, name)), self.counted.standing(self.block, name)) for name in names]

    @property
    def live(self) -> ModelVersion:
        """Return the version in operation."""
        return self.counted.live[self.block]

    @property
    def versions(self) -> list[ModelVersion]:
        """Return all versions, newest first."""
        return self.counted.versions(self.block)

    @property
    def decisions(self) -> dict[str, Any]:
        """Return how many proposals there are, how many people decided on, first and last day."""
        return self.counted.decisions(self.block)

    @property
    def overrides(self) -> meter.Rate:
        """Return the override rate over the town's window."""
        return self.counted.overrides(self.block)

    @property
    def in_operation(self) -> bool:
        """Return whether the block proposes anything now."""
        return self.state.mode != "off" and bool(self.decisions["count"])

    @property
    def contact_email(self) -> str:
        """Return the e-mail address in the contact that the town wrote, empty without one."""
        found = _MAIL.search(self.state.contact)
        return found.group() if found else ""


def entries() -> list[Entry]:
    """Return the entries of all blocks that apps ask or that have proposed something, by title."""
    found = _manifests()
    return _made(list(enumerate(found, start=1)), len(found))


def _manifests() -> list[Manifest]:
    uses = offers.uses()
    wanted = {question: _answering(question) for question in uses}
    ids = {block for block in wanted.values() if block}
    ids |= {block for block in BlockState.objects.values_list("block", flat=True) if blocks.manifest(block)}
    return sorted((registry.manifest(block) for block in ids), key=lambda one: one.title)


def _made(wanted: Sequence[tuple[int, Manifest]], count: int) -> list[Entry]:
    """Return entries whose figures are asked of the store together."""
    uses = offers.uses()
    use = {one.id: uses.get(one.question, BlockUse(one.question)) for _place, one in wanted}
    parts = {one.id: list(use[one.id].parts) for _place, one in wanted if one.contract == "extractor"}
    counted = Counted([one.id for _place, one in wanted], parts)
    return [Entry(one, use[one.id], counted, place, count) for place, one in wanted]


def _answering(question: str) -> str:
    try:
        return registry.answering(question)
    except registry.UnknownBlock:
        return ""


def entry(block: str) -> Entry | None:
    """Return the entry of a block; None when it is not in use."""
    found = _manifests()
    wanted = [(place, one) for place, one in enumerate(found, start=1) if one.id == block]
    return next(iter(_made(wanted, len(found))), None)


def summary(found: Sequence[Entry]) -> str:
    """Return what the list says, in a sentence."""
    running = sum(one.in_operation for one in found)
    if not found:
        return _("Zurzeit schlägt hier kein Programm etwas vor.")
    if not running:
        return _("Programme sind eingerichtet, haben aber noch nichts vorgeschlagen.")
    return _("Programme schlagen vor, Menschen entscheiden. Hier steht, was jedes tut und wie oft es irrt.")


def checked() -> dict[str, Any]:
    """Return when the chain was last walked, whether it was sound, how many entries it had and the hash of the last."""
    head = verifying.last_walk()
    return {
        "at": head.checked_at if head else None,
        "sound": bool(head) and verifying.unbroken(),
        "entries": head.sequence if head else 0,
        "end": head.hash if head else None,
    }
