# SPDX-License-Identifier: EUPL-1.2
"""What the store knows of several blocks, asked at once: the page of all costs no more queries than that of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django.db.models import Count, Max, Min, Q

from mittendrin.townhall.decisions.models import BlockState, Decision, ModelVersion, Outcome, VersionState
from mittendrin.townhall.decisions.services import blocks, meter, promises, realised
from mittendrin.townhall.decisions.services.meter import Rate
from mittendrin.townhall.decisions.services.promises import Standing
from mittendrin.townhall.decisions.services.realised import Realised

_NONE: dict[str, Any] = {"count": 0, "decided": 0, "first": None, "last": None}
Wanted = tuple[str, str]


class Counted:
    """Settings, versions, counts and promises of the blocks with these ids. parts: facts of extractors, by block."""

    def __init__(self, ids: Sequence[str], parts: Mapping[str, Sequence[str]]) -> None:
        self.ids, self._parts = list(ids), parts

    @cached_property
    def states(self) -> dict[str, BlockState]:
        """Return the settings of each block; made with the defaults where there are none."""
        found = {one.block: one for one in BlockState.objects.filter(block__in=self.ids)}
        return {block: found.get(block) or blocks.state(block) for block in self.ids}

    @cached_property
    def live(self) -> dict[str, ModelVersion]:
        """Return the version in operation of each block."""
        rows = ModelVersion.objects.filter(block__in=self.ids, state=VersionState.LIVE)
        found = {one.block: one for one in rows}
        return {block: found.get(block) or blocks.live_version(block) for block in self.ids}

    @cached_property
    def _versions(self) -> dict[str, list[ModelVersion]]:
        found: dict[str, list[ModelVersion]] = {block: [] for block in self.ids}
        for one in ModelVersion.objects.filter(block__in=self.ids).exclude(state=VersionState.CANDIDATE):
            found[one.block].append(one)
        return found

    def versions(self, block: str) -> list[ModelVersion]:
        """Return all versions of a block that were ever in operation, newest first."""
        return self._versions[block]

    @cached_property
    def _realised(self) -> dict[str, Realised]:
        return realised.of_all({block: state.promised for block, state in self.states.items()})

    def realised(self, block: str) -> Realised:
        """Return whether a block kept its promise."""
        return self._realised[block]

    @cached_property
    def _overrides(self) -> dict[str, Rate]:
        return meter.totals({block: meter.window(state) for block, state in self.states.items()})

    def overrides(self, block: str) -> Rate:
        """Return the override rate of a block over the town's window."""
        return self._overrides[block]

    @cached_property
    def _decisions(self) -> dict[str, dict[str, Any]]:
        decided = Count("pk", filter=~Q(outcome=Outcome.OPEN))
        rows = Decision.objects.filter(block__in=self.ids).order_by().values("block")
        counts = rows.annotate(count=Count("pk"), decided=decided, first=Min("proposed_at"), last=Max("proposed_at"))
        return {row["block"]: {name: row[name] for name in _NONE} for row in cast("Iterable[dict[str, Any]]", counts)}

    def decisions(self, block: str) -> dict[str, Any]:
        """Return how many proposals there are, how many people decided on, first and last day."""
        return self._decisions.get(block, _NONE)

    @cached_property
    def _seen(self) -> list[Wanted]:
        rows = Decision.objects.filter(block__in=list(self._parts)).exclude(part="")
        return list(rows.order_by("block", "part").values_list("block", "part").distinct())

    def parts(self, block: str) -> list[str]:
        """Return the facts of an extractor: those that the app names, then others that were seen."""
        seen = (part for of, part in self._seen if of == block)
        return list(dict.fromkeys([*self._parts[block], *seen])) if block in self._parts else []

    @cached_property
    def _standings(self) -> dict[Wanted, Standing]:
        wanted = [(block, part) for block in self.ids for part in (self.parts(block) or [""])]
        asked = [(self.states[block], self.live[block], part) for block, part in wanted]
        return dict(zip(wanted, promises.standings(asked), strict=True))

    def standing(self, block: str, part: str = "") -> Standing:
        """Return where a block, or a fact of it, stands with its promise."""
        return self._standings[block, part]
