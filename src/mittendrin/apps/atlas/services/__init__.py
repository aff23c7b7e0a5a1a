# SPDX-License-Identifier: EUPL-1.2
"""Questions that the Atlas answers; views and the command line ask here."""
