# SPDX-License-Identifier: EUPL-1.2
"""Exit codes of the command line; docs/reference/cli.md lists them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Why a command ended."""

    OK = 0
    FAILED = 1
    WRONG_USE = 2
    BAD_INPUT = 3
    NOTHING_FOUND = 4
    NOT_READY = 5
