# SPDX-License-Identifier: EUPL-1.2
"""One person of each role and a browser for each, as in the tests of the shell."""

from mittendrin.web.tests.conftest import as_role, people

__all__ = ["as_role", "people"]
