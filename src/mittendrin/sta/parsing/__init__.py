# SPDX-License-Identifier: EUPL-1.2
"""Addresses and their options, as trees."""
