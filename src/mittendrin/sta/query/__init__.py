# SPDX-License-Identifier: EUPL-1.2
"""Trees become questions to the store."""
