# SPDX-License-Identifier: EUPL-1.2
"""Rows become JSON, arrays, GeoJSON and CSV."""
