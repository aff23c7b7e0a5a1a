# SPDX-License-Identifier: EUPL-1.2
"""Backups of a town, and the proof that they can be brought back."""
