# SPDX-License-Identifier: EUPL-1.2
"""Writers of outside data."""
