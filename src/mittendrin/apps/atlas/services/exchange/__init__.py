# SPDX-License-Identifier: EUPL-1.2
"""Records out of the Atlas and into it: JSON, YAML, CSV, XLSX, GeoJSON."""
