# SPDX-License-Identifier: EUPL-1.2
"""Interviews: transcripts under access right and with a day of deletion, coding, agreement of two coders, export."""
