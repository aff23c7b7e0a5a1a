# SPDX-License-Identifier: EUPL-1.2
"""Entries of the register: one for each block in use, filled by the system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from mittendrin.apps.kiregister.services import words
from mittendrin.contracts import registry
from mittendrin.contracts.app import BlockUse
from mittendrin.contracts.manifest import Manifest
from mittendrin.townhall import offers
from mittendrin.townhall.decisions.models import BlockState, Decision, ModelVersion, Outcome, VersionState
from mittendrin.townhall.decisions.services import blocks, meter, promises, realised, verifying
from mittendrin.townhall.decisions.services.promises import Standing

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Entry:
    """One block in use with everything that the register says about it."""

    manifest: Manifest
    state: BlockState
    use: BlockUse
    number: int = 1
    count: int = 1

    @property
    def block(self) -> str:
        """Return the block's id."""
        return self.manifest.id

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
            return promises.standing(self.block)
        return max(known, key=lambda one: (one.handles, one.promise.cases))

    @cached_property
    def realised(self) -> realised.Realised:
        """Return whether the promise was kept."""
        return realised.realised(self.block, self.state.promised)

    @cached_property
    def parts(self) -> list[tuple[str, Standing]]:
        """Return the promise of each fact of an extractor, by its name in words."""
        if self.manifest.contract != "extractor":
            return []
        seen = Decision.objects.filter(block=self.block).exclude(part="").order_by("part")
        names = dict.fromkeys([*self.use.parts, *seen.values_list("part", flat=True).distinct()])
        return [(_(self.use.parts.get(name, name)), promises.standing(self.block, name)) for name in names]

    @cached_property
    def live(self) -> ModelVersion:
        """Return the version in operation."""
        return blocks.live_version(self.block)

    @cached_property
    def versions(self) -> list[ModelVersion]:
        """Return all versions, newest first."""
        return list(ModelVersion.objects.filter(block=self.block).exclude(state=VersionState.CANDIDATE))

    @cached_property
    def decisions(self) -> dict[str, Any]:
        """Return how many proposals there are, how many people decided on, first and last day."""
        found = Decision.objects.filter(block=self.block)
        counts = found.aggregate(count=Count("pk"), first=Min("proposed_at"), last=Max("proposed_at"))
        return {**counts, "decided": found.exclude(outcome=Outcome.OPEN).count()}

    @cached_property
    def overrides(self) -> meter.Rate:
        """Return the override rate over the town's window."""
        return meter.total(self.block, meter.window(self.state))

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
    uses = offers.uses()
    wanted = {question: _answering(question) for question in uses}
    ids = {block for block in wanted.values() if block}
    ids |= {block for block in BlockState.objects.values_list("block", flat=True) if blocks.manifest(block)}
    manifests = sorted((registry.manifest(block) for block in ids), key=lambda one: one.title)
    return [
        Entry(one, blocks.state(one.id), uses.get(one.question, BlockUse(one.question)), place, len(manifests))
        for place, one in enumerate(manifests, start=1)
    ]


def _answering(question: str) -> str:
    try:
        return registry.answering(question)
    except registry.UnknownBlock:
        return ""


def entry(block: str) -> Entry | None:
    """Return the entry of a block; None when it is not in use."""
    return next((one for one in entries() if one.block == block), None)


def summary(found: Sequence[Entry]) -> str:
    """Return what the list says, in a sentence."""
    running = sum(one.in_operation for one in found)
    if not found:
        return _("Zurzeit schlägt hier kein Programm etwas vor.")
    if not running:
        return _("Programme sind eingerichtet, haben aber noch nichts vorgeschlagen.")
    return _("Programme schlagen vor, Menschen entscheiden. Hier steht, was jedes tut und wie oft es irrt.")


def checked() -> dict[str, Any]:
    """Return when the chain was last walked and whether it was sound."""
    head = verifying.last_walk()
    return {"at": head.checked_at if head else None, "sound": bool(head) and verifying.unbroken()}
