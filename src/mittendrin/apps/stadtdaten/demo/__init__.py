# SPDX-License-Identifier: EUPL-1.2
"""The simulated town: what sensors in Musterstadt would measure. Nothing here is a real reading."""
