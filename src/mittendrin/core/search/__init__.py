# SPDX-License-Identifier: EUPL-1.2
"""Search over German and English texts: analysis, spelling, synonyms, index. Plain Python, no Django."""
