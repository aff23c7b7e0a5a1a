# SPDX-License-Identifier: EUPL-1.2
"""Forms of the Atlas: read what a browser sends, show it again with its errors."""
