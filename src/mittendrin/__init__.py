# SPDX-License-Identifier: EUPL-1.2
"""Mittendrin: find out what other towns do with digitalisation and AI, and run what works."""

__version__ = "0.1.0"
