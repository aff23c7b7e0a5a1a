# SPDX-License-Identifier: EUPL-1.2
"""Charts drawn on the server: each one carries its sentence, its table and its source."""

from mittendrin.web.charts.model import Bar, Chart, Column, Form, Row, Table, Value

__all__ = ["Bar", "Chart", "Column", "Form", "Row", "Table", "Value"]
