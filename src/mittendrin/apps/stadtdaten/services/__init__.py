# SPDX-License-Identifier: EUPL-1.2
"""Questions and decisions of Stadtdaten; one file for each matter."""
