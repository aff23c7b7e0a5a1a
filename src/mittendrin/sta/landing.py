# SPDX-License-Identifier: EUPL-1.2
"""The landing page: all sets of entities, and what of the standard this service claims."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.stadtdaten.services.brokers import creating_address, telling_address
from mittendrin.sta.entities import SETS

_SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req"
_ENTITIES = (
    "thing", "location", "historical-location", "datastream", "sensor", "observed-property", "observation",
    "feature-of-interest",
)  # fmt: skip
_READ = (
    "resource-path/resource-path-to-entities",
    "request-data/order",
    "request-data/expand",
    "request-data/select",
    "request-data/status-codes",
    "request-data/query-status-code",
    "request-data/orderby",
    "request-data/top",
    "request-data/skip",
    "request-data/count",
    "request-data/filter",
    "request-data/built-in-filter-operations",
    "request-data/built-in-query-functions",
    "request-data/pagination",
)
_WRITE = (
    "create-update-delete/create-entity",
    "create-update-delete/link-to-existing-entities",
    "create-update-delete/deep-insert",
    "create-update-delete/deep-insert-status-code",
    "create-update-delete/update-entity",
    "create-update-delete/update-entity-put",
    "create-update-delete/update-entity-jsonpatch",
    "create-update-delete/delete-entity",
    "create-update-delete/historical-location-auto-creation",
    "create-update-delete/historical-location-manual-creation",
    "batch-request/batch-request",
    "data-array/data-array",
    "create-observations-via-data-array/observations-creation",
)
CLAIMED = tuple(
    f"{_SPEC}/{name}"
    for name in (
        "datamodel/entity-control-information/common-control-information",
        *(f"datamodel/{name}/{part}" for name in _ENTITIES for part in ("properties", "relations")),
        *_READ,
        *_WRITE,
    )
)


BY_MQTT = f"{_SPEC}/create-observations-via-mqtt/observations-creation"
UPDATES = f"{_SPEC}/receive-updates-via-mqtt/receive-updates"


def landing(base: str) -> dict[str, Any]:
    """Return the landing page of the service at ``base``. MQTT is claimed only where a broker does what it asks for."""
    brokers = {BY_MQTT: creating_address(), UPDATES: telling_address()}
    by_mqtt = {name: {"endpoints": [address]} for name, address in brokers.items() if address}
    return {
        "value": [{"name": name, "url": f"{base}/{name}"} for name in SETS],
        "serverSettings": {
            "conformance": [*CLAIMED, *by_mqtt],
            f"{_SPEC}/create-observations-via-data-array/observations-creation": {
                "endpoints": [f"{base}/CreateObservations"]
            },
            **by_mqtt,
        },
    }
