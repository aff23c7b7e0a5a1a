# SPDX-License-Identifier: EUPL-1.2
"""Search over all records: what is indexed, facets, hits as rows of a page, suggestions."""
