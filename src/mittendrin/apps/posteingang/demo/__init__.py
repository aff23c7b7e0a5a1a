# SPDX-License-Identifier: EUPL-1.2
"""Letters of the demo town on paper: set in type, printed, scanned badly or well, faxed, mailed."""
