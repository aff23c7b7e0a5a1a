# SPDX-License-Identifier: EUPL-1.2
"""Questions of the post room; views and the command line ask here."""
