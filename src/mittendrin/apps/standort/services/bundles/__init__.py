# SPDX-License-Identifier: EUPL-1.2
"""Signed bundles between towns: what goes out, who is followed, what comes in."""
