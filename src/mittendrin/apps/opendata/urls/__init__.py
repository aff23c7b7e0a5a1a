# SPDX-License-Identifier: EUPL-1.2
"""Addresses: of the portal for people, and of the catalogue for programs."""
