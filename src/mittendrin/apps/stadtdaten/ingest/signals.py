# SPDX-License-Identifier: EUPL-1.2
"""What others may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# Sent after the commit, with ``stored``: list of StoredRow, new and changed ones. Whoever listens must be quick.
observations_stored = Signal()
