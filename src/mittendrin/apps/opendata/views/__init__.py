# SPDX-License-Identifier: EUPL-1.2
"""Pages and addresses of the catalogue."""
