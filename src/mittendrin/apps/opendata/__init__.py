# SPDX-License-Identifier: EUPL-1.2
"""Offene Daten: the catalogue of what the apps offer, for people and for portals that harvest."""
