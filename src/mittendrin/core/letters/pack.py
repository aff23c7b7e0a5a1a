# SPDX-License-Identifier: EUPL-1.2
"""The knowledge pack: tasks of German municipal administrations with the words that letters about them hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

LISTS = ("plan", "words", "says", "laws", "senders", "kinds", "not")
_FIELD_KEYS = {"field", "units", "tasks", "social"}
ROLES = ("", "invoice", "social_invoice", "social", "advert", "application", "press")


@dataclass(frozen=True)
class Task:
    """One task of an administration.

    field: the group of tasks. units: how the unit for the whole group is often called. plan: how plans name the task.
    words: official words. says: what people write who do not know them. laws, senders, kinds: what comes along.
    without: words that mislead. role: what the task does with invoices, adverts and applications of any topic.
    """

    name: str
    field: str
    units: tuple[str, ...]
    plan: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    role: str = ""
    social: bool = False


@cache
def read(folder: Path) -> tuple[Task, ...]:
    """Return the tasks of all files in ``folder``. Raises ProblemsFound."""
    german = [task for path in sorted(folder.glob("*.yaml")) for task in _tasks(yaml_strict.read(path), path.name)]
    others = _languages(folder / "languages")
    tasks = tuple(replace(task, says=(*task.says, *others.pop(task.name, ()))) for task in german)
    if others:
        raise ProblemsFound([Problem(folder.name, "pack", ", ".join(sorted(others)))])
    names = [task.name for task in tasks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not tasks:
        raise ProblemsFound([Problem(str(folder.name), "pack", ", ".join(twice) or "empty")])
    return tasks


def _languages(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return what people write in other languages, by task."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, words in yaml_strict.read(path).items():
            found[name] = (*found.get(name, ()), *_split(words))
    return found


def _tasks(data: Any, where: str) -> list[Task]:
    if not isinstance(data, dict) or data.keys() - _FIELD_KEYS or not {"field", "units", "tasks"} <= data.keys():
        raise ProblemsFound([Problem(where, "pack", "keys")])
    units = _split(data["units"])
    return [_task(one, str(data["field"]), units, bool(data.get("social")), where) for one in data["tasks"]]


def _task(one: Mapping[str, Any], field: str, units: Sequence[str], social: bool, where: str) -> Task:
    if one.keys() - {"name", "role", *LISTS} or one.get("role", "") not in ROLES:
        raise ProblemsFound([Problem(where, "pack", str(one.get("name")))])
    lists = {name: _split(one.get(name, "")) for name in LISTS}
    without = lists.pop("not")
    return Task(
        str(one["name"]), field, tuple(units), **lists, without=without, role=one.get("role", ""), social=social
    )


def _split(text: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(text or "").split(",") if part.strip())
