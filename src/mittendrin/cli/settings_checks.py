# SPDX-License-Identifier: EUPL-1.2
"""Wrong settings stop a start, doubtful ones are named; each with its mend."""

from __future__ import annotations

import sys

import click
from django.core.checks import ERROR, run_checks

from mittendrin.core.exit_codes import ExitCode


def refuse_wrong_settings() -> None:
    """Print what the system checks found; end the program when something is wrong."""
    found = run_checks()
    for message in found:
        click.echo(f"{message.id}: {message.msg}", err=True)
        if message.hint:
            click.echo(f"  -> {message.hint}", err=True)
    if any(message.is_serious(ERROR) for message in found):
        sys.exit(ExitCode.NOT_READY)
