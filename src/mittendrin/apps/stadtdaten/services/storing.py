# SPDX-License-Identifier: EUPL-1.2
"""The way in for all callers above: interfaces, intake, files, simulation."""

from mittendrin.apps.stadtdaten.ingest import (
    Extra,
    Refusal,
    Row,
    Stored,
    observations_stored,
    store_observations,
    store_series,
)

__all__ = ["Extra", "Refusal", "Row", "Stored", "observations_stored", "store_observations", "store_series"]
