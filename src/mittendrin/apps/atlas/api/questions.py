# SPDX-License-Identifier: EUPL-1.2
"""Search, twins and findings: what the pages answer, for programs."""

from __future__ import annotations

from ninja import Router

router = Router()
