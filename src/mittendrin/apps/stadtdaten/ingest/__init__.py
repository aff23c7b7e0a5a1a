# SPDX-License-Identifier: EUPL-1.2
"""The only writer of Observations: checked, repeatable, with their summaries in the same transaction."""

from mittendrin.apps.stadtdaten.ingest.rows import Extra, Refusal, Row, Stored
from mittendrin.apps.stadtdaten.ingest.signals import observations_stored
from mittendrin.apps.stadtdaten.ingest.storing import store_observations, store_series

__all__ = ["Extra", "Refusal", "Row", "Stored", "observations_stored", "store_observations", "store_series"]
