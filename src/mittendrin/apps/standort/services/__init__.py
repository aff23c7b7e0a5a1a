# SPDX-License-Identifier: EUPL-1.2
"""Where a town stands, what to do next, and the papers for it."""
