# SPDX-License-Identifier: EUPL-1.2
"""Separator sheets for the scanner."""

from __future__ import annotations

from mittendrin.apps.posteingang.sources.separator import sheet_pdf

__all__ = ["sheet_pdf"]
