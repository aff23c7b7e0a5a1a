# SPDX-License-Identifier: EUPL-1.2
"""The Atlas for programs: ``/api/v1/atlas/``."""

from ninja import Router

from mittendrin.apps.atlas.api import questions, records
from mittendrin.apps.atlas.api.caching import answer_once

router = Router()
router.add_router("", records.router)
router.add_router("", questions.router)
router.add_decorator(answer_once, mode="view")
