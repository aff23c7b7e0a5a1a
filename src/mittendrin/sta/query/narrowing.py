# SPDX-License-Identifier: EUPL-1.2
"""A filter over all Observations, narrowed first: which Datastreams can hold what is asked for, what is left to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mittendrin.apps.stadtdaten.services.observed import possible
from mittendrin.sta.entities import EntityType
from mittendrin.sta.parsing.tree import Logical, Node
from mittendrin.sta.query import observed


def narrowed(
    node: Node | None, streams: Sequence[int], coarse: bool, translate: Callable[[EntityType, Node], Any]
) -> tuple[list[int], Node | None]:
    """Return the Datastreams of ``streams`` to look into, and what of ``node`` their Observations must still be asked.

    coarse: means of hours are asked for, of which days and counters say nothing.
    """
    if node is None:
        return list(streams), None
    parts = node.parts if isinstance(node, Logical) and node.operator == "and" else (node,)
    left, kept = [], set(streams)
    for part in parts:
        if observed.owner(part) == "Datastream":
            kept = possible(kept, observed.wanted(part, translate))
            continue
        left.append(part)
        hint = observed.hint(part)
        if not coarse and (hint.days or hint.states):
            kept = possible(kept, hint)
    rest = Logical("and", tuple(left)) if len(left) > 1 else left[0] if left else None
    return [number for number in streams if number in kept], rest
