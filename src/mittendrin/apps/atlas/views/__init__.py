# SPDX-License-Identifier: EUPL-1.2
"""Pages of the Atlas; thin: each asks the services and fills a template."""
