# SPDX-License-Identifier: EUPL-1.2
"""Pages of the shell; thin: each asks the town hall's services and fills a template."""
