# SPDX-License-Identifier: EUPL-1.2
"""Other forms of the same answer: data arrays, GeoJSON, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from mittendrin.sta.entities import EntityType, Kind
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.options import Options

Json = dict[str, Any]
_COMPONENTS = ("id", "phenomenonTime", "resultTime", "result")
_MORE = ("resultQuality", "validTime", "parameters")


def components(options: Options, entities: Sequence[Json]) -> list[str]:
    """Return the columns of Observations: those selected, or the usual ones and what is there besides."""
    if options.select:
        return ["id" if name == "@iot.id" else name for name in options.select if "Link" not in name]
    return [*_COMPONENTS, *(name for name in _MORE if any(one.get(name) is not None for one in entities))]


def data_arrays(base: str, rows: Sequence[Any], entities: Sequence[Json], names: Sequence[str]) -> list[Json]:
    """Return Observations as arrays, one for each Datastream."""
    keys = ["@iot.id" if name == "id" else name for name in names]
    found = []
    pairs = sorted(zip(rows, entities, strict=True), key=lambda pair: pair[0].datastream_id)
    for number, members in groupby(pairs, key=lambda pair: pair[0].datastream_id):
        values = [[one.get(key) for key in keys] for _row, one in members]
        found.append(
            {
                "Datastream@iot.navigationLink": f"{base}/Datastreams({number})",
                "components": list(names),
                "dataArray@iot.count": len(values),
                "dataArray": values,
            }
        )
    return found


def geojson(entity: EntityType, entities: Sequence[Json]) -> Json:
    """Return a FeatureCollection; what has no geometry of its own takes that of an expanded neighbour."""
    features = []
    for one in entities:
        rest = {name: value for name, value in one.items() if not _is_geometry(entity, name)}
        features.append(
            {"type": "Feature", "id": one.get("@iot.id"), "geometry": _geometry(one), "properties": _flat(rest)}
        )
    return {"type": "FeatureCollection", "features": features}


def _is_geometry(entity: EntityType, name: str) -> bool:
    return name in entity.properties and entity.properties[name].kind is Kind.GEO


def _geometry(value: Any) -> Any:
    """Return the first geometry in ``value``."""
    if isinstance(value, list):
        return next((found for one in value if (found := _geometry(one))), None)
    if not isinstance(value, dict):
        return None
    for name in ("location", "feature", "observedArea"):
        found = value.get(name)
        if isinstance(found, dict) and found.get("type"):
            return found.get("geometry") if found["type"] == "Feature" else found
    for name in ("Locations", "FeatureOfInterest", "Thing", "Datastream"):
        if (found := _geometry(value.get(name))) is not None:
            return found
    return None


def _flat(value: Any, prefix: str = "") -> Json:
    """Return nested JSON with the way as name: ``unitOfMeasurement/name``."""
    found: Json = {}
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    for name, one in pairs:
        if isinstance(one, dict | list):
            found |= _flat(one, f"{prefix}{name}/")
        elif "navigationLink" not in str(name):
            found[f"{prefix}{name}"] = one
    return found


def csv_text(entity: EntityType, entities: Sequence[Json], options: Options) -> str:
    """Return a table with a head; what is nested has the way as the name of its column."""
    if entity.name == "Observation" and not options.expand:
        names = components(options, entities)
        lines = [[one.get("@iot.id" if name == "id" else name) for name in names] for one in entities]
    else:
        flat = [_flat({("id" if key == "@iot.id" else key): value for key, value in one.items()}) for one in entities]
        names = list(dict.fromkeys(name for one in flat for name in one if name != "@iot.selfLink"))
        lines = [[one.get(name) for name in names] for one in flat]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([[_cell(value) for value in line] for line in lines])
    return out.getvalue()


def _cell(value: Any) -> Any:
    """Return what stands in a cell; texts that a spreadsheet would take for a formula get an apostrophe."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def check_format(wanted: str, entity: EntityType) -> None:
    """Raise BadRequest when the form is only for Observations."""
    if wanted == "dataArray" and entity.name != "Observation":
        raise BadRequest("$resultFormat=dataArray is only for Observations.")
