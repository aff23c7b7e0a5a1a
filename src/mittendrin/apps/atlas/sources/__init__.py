# SPDX-License-Identifier: EUPL-1.2
"""Outside data of the Atlas: content files, studies, official register. No database here."""
