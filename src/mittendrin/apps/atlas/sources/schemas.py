# SPDX-License-Identifier: EUPL-1.2
"""The JSON Schemas of the Atlas content and the check of a record against them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem

SCHEMA_DIR = Path(__file__).parent.parent / "schemas"
RECORD_KINDS = ("municipality", "profile", "project")
LIST_KINDS = (
    "sources",
    "statistics",
    "providers",
    "application_fields",
    "factors",
    "recommendations",
    "steps",
    "survey",
    "clusters",
    "voices",
)


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema file ``name`` (without ``.schema.yaml``)."""
    data: dict[str, Any] = yaml_strict.read(SCHEMA_DIR / f"{name}.schema.yaml")
    return data


@cache
def _registry() -> Registry[Any]:
    names = ("common", "lists", *RECORD_KINDS)
    return Registry().with_resources((f"{name}.schema.yaml", Resource.from_contents(schema(name))) for name in names)


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return the validator for one record of ``kind``: a record kind or the name of a list file."""
    if kind in RECORD_KINDS:
        return Draft202012Validator(schema(kind), registry=_registry())
    reference = {"$ref": f"lists.schema.yaml#/$defs/{kind}"}
    return Draft202012Validator(reference, registry=_registry())


def check_record(kind: str, record: Any, where: str) -> list[Problem]:
    """Return what is wrong with ``record``; an empty list means it fits its schema."""
    return [_problem(error, where) for error in validator(kind).iter_errors(record)]


def _problem(error: ValidationError, where: str) -> Problem:
    deepest: Any = best_match([error]) or error
    if deepest.validator == "anyOf" and deepest.context:
        deepest = deepest.context[0]  # the branch before "or nothing"
    path = ".".join(str(part) for part in deepest.absolute_path)
    place = f"{where}: {path}" if path else where
    if deepest.validator == "additionalProperties":
        known = set(deepest.schema.get("properties", {}))
        extra = sorted(set(deepest.instance) - known)
        return Problem(place, "unknown-field", ", ".join(extra))
    if deepest.validator == "required":
        missing = [key for key in deepest.validator_value if key not in deepest.instance]
        return Problem(place, "missing-field", ", ".join(missing))
    if deepest.validator == "enum":
        return Problem(place, "not-in-list", f"{deepest.instance!r} ({', '.join(map(str, deepest.validator_value))})")
    return Problem(place, str(deepest.validator), _detail(deepest))


def _detail(error: ValidationError) -> str:
    if error.validator == "type":
        expected: Any = error.validator_value
        return expected if isinstance(expected, str) else ", ".join(expected)
    if error.validator in {"minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"}:
        return str(error.validator_value)
    return str(error.instance)[:100] if error.validator in {"pattern", "uniqueItems"} else error.message[:300]
