# SPDX-License-Identifier: EUPL-1.2
"""A signed bundle of a town: written and signed, read and checked. No database, no network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from mittendrin.apps.standort.sources import bundle_file
from mittendrin.core import json_strict, yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.signing import Signer, fingerprint, is_signed

FORMAT, VERSION = "mittendrin-bundle", 1
SCHEMA = Path(__file__).parent.parent / "schemas" / "bundle.schema.yaml"
MOST_PROBLEMS = 50
Data = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What a bundle says. town: as in the manifest. profile None: the town publishes none."""

    town: Data
    profile: Data | None = None
    measures: tuple[Data, ...] = ()
    blocks: tuple[Data, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """A bundle whose signature and checksums hold.

    key: the public key that it names itself; trust is decided elsewhere. issue: the number that the
    town counts up. digest: SHA-256 of the whole file.
    """

    content: Content
    issue: int
    made: date
    key: bytes
    digest: str

    @property
    def name(self) -> str:
        """Return the name that the town gives itself."""
        return str(self.content.town["name"])

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the key that signed."""
        return fingerprint(self.key)


def write(content: Content, issue: int, made: date, signer: Signer) -> bytes:
    """Return the file of a bundle. Raises ProblemsFound when the content holds what may not travel."""
    parts: dict[str, Any] = {"measures.json": list(content.measures), "blocks.json": list(content.blocks)}
    if content.profile is not None:
        parts["profile.json"] = content.profile
    files = {name: json_strict.dump(part) for name, part in parts.items()}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "issue": issue,
        "made": made.isoformat(),
        "town": content.town,
        "key": signer.public.hex(),
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
    written = json_strict.dump(manifest)
    whole = {**files, bundle_file.MANIFEST: written, bundle_file.SIGNATURE: signer.sign(written)}
    packed = bundle_file.pack(whole)
    read(packed)  # what we would refuse from others we do not send
    return packed


def read(data: bytes) -> Bundle:
    """Return the bundle in a file. Raises ProblemsFound: changed, not signed, or with fields that are not allowed."""
    files = bundle_file.unpack(data)
    manifest = _manifest(files)
    listed = {entry["name"]: entry for entry in manifest["files"]}
    parts = set(files) - {bundle_file.MANIFEST, bundle_file.SIGNATURE}
    if parts != set(listed) or len(listed) != len(manifest["files"]):
        raise ProblemsFound([Problem(bundle_file.MANIFEST, "bundle-changed")])
    for name, entry in listed.items():
        if len(files[name]) != entry["bytes"] or hashlib.sha256(files[name]).hexdigest() != entry["sha256"]:
            raise ProblemsFound([Problem(name, "bundle-changed")])
    found = {name: json_strict.parse(files[name], name) for name in listed}
    problems = [problem for name, part in found.items() for problem in _check(name.removesuffix(".json"), part, name)]
    problems += _beyond_schema(found)
    if problems:
        raise ProblemsFound(problems[:MOST_PROBLEMS])
    content = Content(
        manifest["town"],
        found.get("profile.json"),
        tuple(found.get("measures.json", ())),
        tuple(found.get("blocks.json", ())),
    )
    made, key = date.fromisoformat(manifest["made"]), bytes.fromhex(manifest["key"])
    return Bundle(content, int(manifest["issue"]), made, key, hashlib.sha256(data).hexdigest())


def _manifest(files: dict[str, bytes]) -> Data:
    """Return the manifest after its signature was checked: nothing of an unsigned file is looked at further."""
    raw = files[bundle_file.MANIFEST]
    manifest = json_strict.parse(raw, bundle_file.MANIFEST)
    if isinstance(manifest, dict) and manifest.get("format") == FORMAT and manifest.get("version") != VERSION:
        raise ProblemsFound([Problem(bundle_file.MANIFEST, "bundle-version", str(manifest.get("version"))[:20])])
    if problems := list(_check("manifest", manifest, bundle_file.MANIFEST)):
        raise ProblemsFound(problems[:MOST_PROBLEMS])
    if not is_signed(raw, files[bundle_file.SIGNATURE], bytes.fromhex(manifest["key"])):
        raise ProblemsFound([Problem(bundle_file.SIGNATURE, "bundle-signature")])
    checked: Data = manifest
    _day(checked["made"], f"{bundle_file.MANIFEST}: made")
    return checked


@cache
def _validator(part: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resource("bundle.schema.yaml", Resource.from_contents(_schema()))
    return Draft202012Validator({"$ref": f"bundle.schema.yaml#/$defs/{part}"}, registry=registry)


@cache
def _schema() -> Data:
    data: Data = yaml_strict.read(SCHEMA)
    return data


def allowed(part: str) -> frozenset[str]:
    """Return the fields that may travel in ``profile`` or in one entry of ``measures`` or ``blocks``."""
    found = _schema()["$defs"][part]
    return frozenset((found.get("items") or found)["properties"])


def _check(part: str, data: Any, name: str) -> list[Problem]:
    return [_problem(error, name) for error in _validator(part).iter_errors(data)]


def _problem(error: ValidationError, name: str) -> Problem:
    path = ".".join(str(part) for part in error.absolute_path)
    where = f"{name}: {path}" if path else name
    if error.validator == "additionalProperties":
        known: set[str] = set(error.schema.get("properties", {})) if isinstance(error.schema, dict) else set()
        extra = sorted(str(key) for key in cast("Data", error.instance) if key not in known)
        return Problem(where, "bundle-field", ", ".join(extra)[:100])
    return Problem(where, "bundle-value", str(error.validator))


def _beyond_schema(found: dict[str, Any]) -> list[Problem]:
    """Return what the schema cannot say: ids given twice, days that do not exist, more changed than decided."""
    problems = []
    measures = found.get("measures.json", ())
    for number, one in enumerate(measures if isinstance(measures, list) else ()):
        if not isinstance(one, dict):
            continue
        days = [(name, one[name]) for name in ("start", "end") if name in one]
        points = one.get("milestones", ())
        days += [("milestones", point.get("day")) for point in points if isinstance(point, dict)]
        for name, day in days:
            problems += _wrong_day(day, f"measures.json: {number}.{name}")
    for name, key in (("measures.json", "id"), ("blocks.json", "id")):
        part = found.get(name, ())
        ids = [one.get(key) for one in part if isinstance(one, dict)] if isinstance(part, list) else []
        if len({str(one) for one in ids}) != len(ids):
            problems.append(Problem(name, "bundle-twice"))
    blocks = found.get("blocks.json", ())
    for number, one in enumerate(blocks if isinstance(blocks, list) else ()):
        changed, decided = (one.get("changed"), one.get("decided")) if isinstance(one, dict) else (0, 0)
        if isinstance(changed, int) and isinstance(decided, int) and changed > decided:
            problems.append(Problem(f"blocks.json: {number}.changed", "bundle-value", "maximum"))
    return problems


def _wrong_day(text: Any, where: str) -> list[Problem]:
    try:
        _day(text, where)
    except ProblemsFound as error:
        return list(error.problems)
    return []


def _day(text: Any, where: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise ProblemsFound([Problem(where, "bundle-value", "day")]) from error
