# SPDX-License-Identifier: EUPL-1.2
"""The Atlas for programs: ``/api/v1/atlas/``."""

from ninja import Router

from mittendrin.apps.atlas.api import questions, records, search
from mittendrin.apps.atlas.api.caching import tagged_by_content, tagged_by_state

router = Router()
router.add_router("", records.router)
router.add_router("", questions.router)
router.add_router("", search.router)
records.router.add_decorator(tagged_by_state, mode="view")
questions.router.add_decorator(tagged_by_state, mode="view")
# While the index is being written anew, the search answers from the one before: the state would promise too much.
search.router.add_decorator(tagged_by_content, mode="view")
