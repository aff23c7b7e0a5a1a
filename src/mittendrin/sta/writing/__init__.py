# SPDX-License-Identifier: EUPL-1.2
"""JSON becomes rows."""
