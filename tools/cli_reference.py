# SPDX-License-Identifier: EUPL-1.2
"""docs/reference/cli.md, written from the commands themselves.

Without an option it writes the file; --check fails when the file is not what it would write.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["MITTENDRIN_LANG"] = "de"  # before the texts of the commands are read

import click

from mittendrin.cli.main import main as house
from mittendrin.core.exit_codes import ExitCode

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"
HEAD = """\
<!-- Aus den Befehlen selbst geschrieben: make docs. Nicht von Hand ändern. -->
# Befehlszeile

`mittendrin` liegt nach `make setup` in `.venv/bin`. Jeder Befehl erklärt sich mit `--help`.

```sh
mittendrin --help
mittendrin --version
```
"""
GENERAL = """\
## Was für alle Befehle gilt

- `--town` und `--lang` stehen vor dem ersten Wort des Befehls.
- Mit `--json` antwortet ein Befehl so, dass Programme es lesen können, auch bei Fehlern.
- Ein Balken zeigt den Fortschritt, wenn ein Mensch zusieht und es länger als eine Sekunde dauert. Er steht in der
  Fehlerausgabe und stört deshalb nicht, wenn die Antwort in eine Datei geht.
- Wer die Namen von Werten nicht kennt, gibt einen falschen an: Die Antwort nennt die erlaubten.
"""
CODES = {
    ExitCode.OK: "Erledigt",
    ExitCode.FAILED: "Etwas ging schief, was nicht an der Eingabe liegt",
    ExitCode.WRONG_USE: "Befehl, Option oder Wert gibt es so nicht",
    ExitCode.BAD_INPUT: "Die Datei oder Eingabe passt nicht; nichts wurde gespeichert",
    ExitCode.NOTHING_FOUND: "Nichts gefunden",
    ExitCode.NOT_READY: "Einstellungen, Datenbank oder Anschluss sind nicht bereit",
}
# Examples of every command, in the order of the page: the tests of the docs run them one after another, but for
# those in RUN_ONLY_BY_HAND.
EXAMPLES = {
    "run": "mittendrin run --port 9000\nmittendrin --town neustadt-am-fluss run --workers 2",
    "standort": "",
    "standort questionnaire": "mittendrin standort questionnaire --out leer.yaml",
    "standort assess": (
        "mittendrin standort assess antworten.yaml\nmittendrin standort assess antworten.yaml --effort 2 --json"
    ),
    "standort paper": (
        "mittendrin standort paper antworten.yaml --out vorlage.docx\n"
        "mittendrin standort paper antworten.yaml --kind sheet --out steckbrief.pdf\n"
        "mittendrin standort paper antworten.yaml --kind comparison --with nachbarstadt.yaml --out vergleich.docx"
    ),
    "standort survey": (
        "mittendrin standort survey umfrage.csv --codebook codebuch.yaml --groups 2\n"
        "mittendrin standort survey umfrage.csv --codebook codebuch.yaml --classes 4 --charts diagramme --json"
    ),
    "standort bundle": "",
    "standort bundle export": "mittendrin standort bundle export antworten.yaml --out paket.zip",
    "standort bundle check": "mittendrin standort bundle check paket.zip",
    "standort bundle import": (
        "mittendrin standort bundle import paket.zip --fingerprint 8c5f497855d54faf3c1a2531ec29fc52"
    ),
    "standort funding": "",
    "standort funding import": (
        "mittendrin standort funding import foerderung.csv --dry-run\nmittendrin standort funding import foerderung.csv"
    ),
    "standort funding list": "mittendrin standort funding list\nmittendrin standort funding list --open --json",
    "atlas": "",
    "atlas search": (
        "mittendrin atlas search straßenzustant\nmittendrin atlas search chatbot --stage in_operation --limit 5"
    ),
    "atlas export": (
        "mittendrin atlas export --format json --out atlas.json\n"
        "mittendrin atlas export --format csv --kind projects --delimiter ';' --bom --out projekte.csv"
    ),
    "atlas import": (
        "mittendrin atlas import atlas.json --dry-run\nmittendrin atlas import projekte.csv --kind projects"
    ),
    "atlas check": "mittendrin atlas check\nmittendrin atlas check atlas.json",
    "atlas import-register": "mittendrin atlas import-register AuszugGV4QAktuell.xlsx --dry-run",
    "ki": "",
    "ki list": "mittendrin ki list",
    "ki show": "mittendrin ki show letter_unit",
    "ki try": 'mittendrin ki try letter_unit "Ich brauche einen neuen Personalausweis."',
    "ki evaluate": "mittendrin ki evaluate letter_unit",
    "ki train": "mittendrin ki train letter_unit briefe.csv --out modell",
    "posteingang": "",
    "posteingang read": "mittendrin posteingang read --help",
    "posteingang separator": "mittendrin posteingang separator trennblatt.pdf",
    "posteingang prepare": "mittendrin posteingang prepare",
    "posteingang demo": "mittendrin posteingang demo --count 1",
    "posteingang watch": "mittendrin posteingang watch --help",
    "posteingang work": "mittendrin posteingang work",
    "posteingang add-sender": 'mittendrin posteingang add-sender "Kopierer im Erdgeschoss"',
    "posteingang dispose": "mittendrin posteingang dispose --dry-run",
    "posteingang rekey": "mittendrin posteingang rekey --new-key",
    "daten": "",
    "daten export": "mittendrin daten export --format ttl --out katalog.ttl",
    "daten check": "mittendrin daten check",
    "stadtdaten": "",
    "stadtdaten token": 'mittendrin stadtdaten token "Wetterstation Bauhof"',
    "stadtdaten import": "mittendrin stadtdaten import --help",
    "stadtdaten anomalies": "mittendrin stadtdaten anomalies zaehlstelle.csv --csv auffaellig.csv",
    "stadtdaten forecast": (
        "mittendrin stadtdaten forecast zaehlstelle.csv --horizon 24 --freq 1h --state NW --csv vorhersage.csv"
    ),
    "stadtdaten faults": "mittendrin stadtdaten faults zaehlstelle.csv --csv fehler.csv",
    "stadtdaten demo": "mittendrin stadtdaten demo --help",
    "stadtdaten decode": "mittendrin stadtdaten decode --help",
    "stadtdaten mqtt": "mittendrin stadtdaten mqtt --help",
    "cases": "",
    "cases digest": "mittendrin cases digest --dry-run",
    "audit": "",
    "audit verify": "mittendrin audit verify\nmittendrin audit verify --json",
    "town": "",
    "town add": 'mittendrin town add "Neustadt am Fluss" --ags 09999999',
    "town list": "mittendrin town list",
    "town show": "mittendrin --town neustadt-am-fluss town show --json",
    "town import-units": "mittendrin town import-units aemter.csv --dry-run",
    "town import-people": "mittendrin town import-people personen.csv --passwords zugaenge.csv",
    "town add-person": "mittendrin town add-person keller --first-name Ute --last-name Keller --role editor",
    "town new-password": "mittendrin town new-password keller",
    "town unlock": "mittendrin town unlock keller\nmittendrin town unlock --address 203.0.113.7",
    "town backup": "mittendrin town backup sicherung.tar",
    "town try-backup": "mittendrin town try-backup sicherung.tar",
    "town restore": "mittendrin town restore sicherung.tar",
    "town repeat-deletions": "mittendrin town repeat-deletions",
    "town maintenance": 'mittendrin town maintenance on --message "Bis 12 Uhr."\nmittendrin town maintenance off',
    "worker": "mittendrin worker --once",
}
RUN_ONLY_BY_HAND = {"run", "town restore", "standort bundle import"}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield the name and the command of every verb in the order of the examples; raises KeyError without one."""
    found: dict[str, click.Command] = {}
    context = click.Context(house)
    for name in house.list_commands(context):
        command = house.get_command(context, name)
        if command is not None:
            found |= {name: command, **dict(_inside(name, command))}
    order = {name: place for place, name in enumerate(EXAMPLES)}
    yield from sorted(_all(house), key=lambda item: order[item[0]])


def _all(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from _all(command, f"{before}{name} ")


def _inside(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield the verbs of a group, and those of the groups in it."""
    for verb, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield f"{name} {verb}", inner
        yield from _inside(f"{name} {verb}", inner)


def render() -> str:
    """Return the whole page."""
    parts = [HEAD, *_options(house), "", GENERAL]
    for name, command in commands():
        level = "##" if " " not in name else "###"
        parts += [f"{level} mittendrin {name}", "", command.help or "", ""]
        if not isinstance(command, click.Group):
            parts += _verb(name, command)
    parts += ["## Ergebnisse", "", "Skripte lesen am Ergebnis (exit code), wie ein Befehl ausging.", ""]
    parts += ["| Ergebnis | Name | Bedeutung |", "|---|---|---|"]
    parts += [f"| {code.value} | `{code.name}` | {CODES[code]} |" for code in ExitCode]
    return "\n".join(parts) + "\n"


def _verb(name: str, command: click.Command) -> Iterator[str]:
    run = " no-run" if name in RUN_ONLY_BY_HAND else ""
    yield from (f"```sh{run}", *EXAMPLES[name].splitlines(), "```", "")
    words = [parameter.make_metavar(click.Context(command)) for parameter in command.params if _is_argument(parameter)]
    yield from (f"Aufruf: `mittendrin {' '.join([name, *words])}`, dazu Optionen:", "")
    yield from (*_options(command), "")


def _options(command: click.Command) -> Iterator[str]:
    yield from ("| Option | Bedeutung | ohne Angabe |", "|---|---|---|")
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "version" and not option.hidden:
            yield f"| `{_call(option)}` | {_meaning(option)} | {_default(option)} |"


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def _call(option: click.Option) -> str:
    value = "" if option.is_flag else " " + (option.metavar or _value(option.type))
    return ", ".join(option.opts) + value


def _value(kind: click.ParamType[Any]) -> str:
    names = {click.IntRange: "ZAHL", click.Path: "DATEI"}
    return names.get(type(kind), "WERT")


def _meaning(option: click.Option) -> str:
    words = [(option.help or "").replace("|", r"\|")]
    if isinstance(option.type, click.Choice):
        words.append("Erlaubt: " + ", ".join(f"`{value}`" for value in option.type.choices))
    if isinstance(option.type, click.IntRange):
        words.append(f"{option.type.min} bis {option.type.max}")
    if option.envvar:
        words.append(f"Auch als `{option.envvar}`")
    return ". ".join(word.rstrip(".") for word in words if word)


def _default(option: click.Option) -> str:
    if option.required:
        return "nötig"
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag or option.multiple or option.default in (None, "") or not _shown(option.default):
        return "–"
    return f"`{option.default}`"


def _shown(default: object) -> bool:
    return isinstance(default, str | int)


def main() -> int:
    """Write the page, or compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    wanted = render()
    if check and (not TARGET.exists() or TARGET.read_text(encoding="utf-8") != wanted):
        print(f"{TARGET.name} is not what the commands say. To mend it: make docs", file=sys.stderr)
        return 1
    if not check:
        TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
