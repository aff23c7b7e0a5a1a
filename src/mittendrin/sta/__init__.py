# SPDX-License-Identifier: EUPL-1.2
"""OGC SensorThings API 1.1 under ``/sta/v1.1``: parse, query, render, over the services of Stadtdaten."""
