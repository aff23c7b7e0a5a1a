# SPDX-License-Identifier: EUPL-1.2
"""The only writers of what comes in: the store of files, arrivals, what was read."""
