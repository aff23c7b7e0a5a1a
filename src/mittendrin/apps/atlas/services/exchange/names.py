# SPDX-License-Identifier: EUPL-1.2
"""Names of kinds and formats in files: what lists, tables and sheets are called."""

from __future__ import annotations

from pathlib import Path

from mittendrin.apps.atlas.models import Kind

LISTS = {
    Kind.SOURCE: "sources",
    Kind.STATISTICS: "statistics",
    Kind.MUNICIPALITY: "municipalities",
    Kind.PROFILE: "profiles",
    Kind.PROJECT: "projects",
    Kind.PROVIDER: "providers",
    Kind.APPLICATION_FIELD: "application_fields",
    Kind.FACTOR: "factors",
    Kind.RECOMMENDATION: "recommendations",
    Kind.STEP: "steps",
    Kind.SURVEY: "survey",
    Kind.CLUSTER: "clusters",
    Kind.VOICE: "voices",
}
KINDS: dict[str, str] = {kind.value: kind.value for kind in LISTS} | {name: kind.value for kind, name in LISTS.items()}
ABOUT = "about"
ABOUT_SHEET = "Hinweise"
FORMATS = {
    "json": "application/json",
    "yaml": "application/yaml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def list_name(kind: str) -> str:
    """Return the name that the list of a kind has in files."""
    return LISTS[Kind(kind)]


def kind_of(name: str) -> str:
    """Return the kind that ``name`` (of a kind, list, sheet or file) means; empty when it is none."""
    return KINDS.get(name.strip().lower(), "")


def kind_of_file(name: str) -> str:
    """Return the kind that a file name like ``projects.csv`` means; empty when it is none."""
    return kind_of(Path(name).stem)
