# SPDX-License-Identifier: EUPL-1.2
"""The questionnaire that the pages ask: a region's own one in the town's folder, else the shipped one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Notice

from mittendrin.apps.standort.services.problem_words import describe
from mittendrin.apps.standort.sources import questionnaire
from mittendrin.apps.standort.sources.questionnaire import Questionnaire
from mittendrin.core.errors import ProblemsFound

FILE = "fragebogen.yaml"
SHOWN = 3
log = logging.getLogger(__name__)


def path() -> Path:
    """Return where a town's own questionnaire lies."""
    return Path(settings.TOWN_DIR) / FILE


def current() -> Questionnaire:
    """Return the questionnaire of the town; the shipped one where there is none or where it has faults."""
    try:
        stat = path().stat()
    except OSError:
        return questionnaire.shipped()
    return _read(path(), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int, _size: int) -> Questionnaire:
    """Return what the file says; read once for each state of it."""
    try:
        return questionnaire.load(file)
    except (ProblemsFound, OSError) as error:
        log.error("standort.questionnaire_refused file=%s error=%s", file.name, type(error).__name__)
        return questionnaire.shipped()


def sound(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Warn of an own questionnaire with faults: the shipped one is asked then."""
    if not path().exists():
        return
    try:
        questionnaire.load(path())
    except ProblemsFound as error:
        said = " ".join(str(describe(one)) for one in error.problems[:SHOWN])
        hint = f"{said} See docs/howto/eigener-fragebogen.md; until then the shipped questionnaire is asked."
        yield Notice(f"The own questionnaire {FILE} has faults.", hint=hint, id="mittendrin.W070")
    except OSError:
        hint = "Let the person who runs Mittendrin read the file."
        yield Notice(f"The own questionnaire {FILE} cannot be read.", hint=hint, id="mittendrin.W070")
