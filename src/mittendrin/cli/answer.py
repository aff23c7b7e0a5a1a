# SPDX-License-Identifier: EUPL-1.2
"""Answers of commands: words for people, JSON for programs, exit codes for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.core.errors import Problem
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.problems import describe

_IO: dict[type[OSError], Any] = {
    FileNotFoundError: lazy("„%(file)s“ gibt es nicht. Prüfen Sie Name und Ordner."),
    PermissionError: lazy("„%(file)s“ darf dieses Programm nicht lesen oder schreiben. Prüfen Sie die Rechte."),
    IsADirectoryError: lazy("„%(file)s“ ist ein Ordner. Nennen Sie eine Datei."),
}
F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=_("Antwort als JSON."))(command)


def say(as_json: bool, data: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Print ``data`` as JSON or ``lines`` for people."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


def refuse(as_json: bool, sentence: str, code: ExitCode = ExitCode.BAD_INPUT) -> NoReturn:
    """End with one sentence on what is wrong."""
    say_error(as_json, {"status": "refused", "message": sentence}, [sentence])
    sys.exit(code)


def refuse_io(as_json: bool, error: OSError, path: Path | str) -> NoReturn:
    """End with the file that could not be read or written, and why."""
    file = error.filename or path
    for kind, sentence in _IO.items():
        if isinstance(error, kind):
            refuse(as_json, str(sentence) % {"file": file})
    reason = error.strerror or type(error).__name__
    refuse(as_json, _("Mit „%(file)s“ geht es nicht: %(reason)s.") % {"file": file, "reason": reason})


def refuse_file(as_json: bool, problems: Iterable[Problem]) -> NoReturn:
    """End with all problems of a file: place, what is wrong, how to mend it."""
    words = [describe(problem) for problem in problems]
    entries = [
        {"row": word.row, "column": word.column, "kind": problem.kind, "message": word.what, "mend": word.mend}
        for word, problem in zip(words, problems, strict=True)
    ]
    lines = [str(word) for word in words]
    say_error(as_json, {"status": "refused", "problems": entries}, [*lines, _("Nichts wurde gespeichert.")])
    sys.exit(ExitCode.BAD_INPUT)


def say_error(as_json: bool, data: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Print JSON to the output, words to the error output."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines), err=True)
