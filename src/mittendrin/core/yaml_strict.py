# SPDX-License-Identifier: EUPL-1.2
"""YAML that refuses what people get wrong: duplicate keys, broken syntax, wrong encodings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode

from mittendrin.core.errors import Problem, ProblemsFound

MAX_BYTES = 5_000_000
MAX_DEPTH = 40


class _StrictLoader(yaml.CSafeLoader):
    """Safe loader that keeps dates and yes/no as written and refuses duplicate keys."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                raise ConstructorError(None, None, f"duplicate key: {key}", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _TextLoader(_StrictLoader):
    """Keeps numbers with a dot as written: 41.200 is forty-one thousand in German and would be 41.2."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:float"]
    for first, resolvers in _StrictLoader.yaml_implicit_resolvers.items()
}


def parse(text: str, where: str, *, floats: bool = True) -> Any:
    """Return the data in YAML ``text``; ``where`` names it in messages. floats: False keeps 1.500 as text.

    Raises ProblemsFound with line and column when the text is broken, has duplicate keys or aliases.
    """
    try:
        _refuse_traps(text)
        return yaml.load(text, Loader=_StrictLoader if floats else _TextLoader)  # noqa: S506 - SafeLoader subclasses
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        raise ProblemsFound([Problem(place, "yaml", str(error.problem or "broken"))]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ProblemsFound([Problem(where, "yaml", str(error)[:300])]) from error


def _refuse_traps(text: str) -> None:
    """Raise for aliases (in one another they grow without bound) and for depths that would crash the reader."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        trap = "aliases are not allowed" if isinstance(event, yaml.AliasEvent) else ""
        trap = f"more than {MAX_DEPTH} levels" if depth > MAX_DEPTH else trap
        if trap:
            raise ConstructorError(None, None, trap, event.start_mark)  # type: ignore[arg-type]


def read(path: Path, *, floats: bool = True) -> Any:
    """Return the data in the YAML file ``path`` (UTF-8, at most 5 MB). floats: as in ``parse``.

    Raises ProblemsFound for anything that cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(path.name)
    return from_bytes(path.read_bytes(), path.name, floats=floats)


def from_bytes(content: bytes, where: str, *, floats: bool = True) -> Any:
    """Return the data in the bytes of a YAML file; ``where`` names it in messages. floats: as in ``parse``.

    Raises ProblemsFound for anything that cannot be read.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(where)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem(where, "encoding", f"byte {error.start}")]) from error
    return parse(text, where, floats=floats)


def _too_large(where: str) -> ProblemsFound:
    return ProblemsFound([Problem(where, "too-large", f"{MAX_BYTES // 1_000_000} MB")])
