# SPDX-License-Identifier: EUPL-1.2
"""The people and rounds of Standort's own tests."""

from mittendrin.apps.standort.tests.conftest import a_round, as_person, owner, people

__all__ = ["a_round", "as_person", "owner", "people"]
