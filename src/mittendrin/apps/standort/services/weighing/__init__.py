# SPDX-License-Identifier: EUPL-1.2
"""Weighing together: proposals, one-time links, votes that lead to nobody, results with their spread."""
