# SPDX-License-Identifier: EUPL-1.2
"""Files of any kind become documents: pages of words with their places. No database here; every file is hostile."""
