# SPDX-License-Identifier: EUPL-1.2
"""The survey of municipalities: its printed figures and its groups."""
