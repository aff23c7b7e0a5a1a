# SPDX-License-Identifier: EUPL-1.2
"""The one reader of the environment."""

from __future__ import annotations

from environs import Env

env = Env(prefix="MITTENDRIN_")
