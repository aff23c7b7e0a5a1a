# SPDX-License-Identifier: EUPL-1.2
"""Coloured ink made as pale as it can be: stamps and notes in blue, red or green go, black print stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.posteingang.sources.cleaning import Gray

Colours = NDArray[np.uint8]
_COLOURED = 40
_STEP = 3  # dots
# A line of a stamp is enough; a page that is coloured all over is a photograph or coloured paper.
_LEAST, _MOST = 0.0002, 0.3


def has_colours(picture: Colours) -> bool:
    """Return whether a part of ``picture`` (height x width x 3) is coloured, and not all of it: by every third dot."""
    seen = picture[::_STEP, ::_STEP]
    share = float((seen.max(axis=2) - seen.min(axis=2) > _COLOURED).mean()) if seen.size else 0.0
    return _LEAST <= share <= _MOST


def without_colours(picture: Colours) -> Gray:
    """Return the largest of the three values of each dot: blue ink reflects blue, black ink nothing."""
    return np.ascontiguousarray(np.maximum(np.maximum(picture[:, :, 0], picture[:, :, 1]), picture[:, :, 2]))
