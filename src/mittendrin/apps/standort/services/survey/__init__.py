# SPDX-License-Identifier: EUPL-1.2
"""Tables, intervals, comparisons and groups from a survey of many municipalities."""
