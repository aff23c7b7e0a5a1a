# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten decode | mqtt``: messages of devices to a table, a broker to the store."""

from __future__ import annotations

import csv
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click
from django.conf import settings
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import asked_topics, broker, brokers, decoding, tokens
from mittendrin.apps.stadtdaten.services.source_words import words_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.stadtdaten_series import stadtdaten
from mittendrin.core.alone import alone
from mittendrin.core.exit_codes import ExitCode

__all__ = ["stadtdaten"]
_STDOUT = Path("-")
OUT = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@dataclass
class _Tally:
    messages: int = 0
    values: int = 0
    decoded: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)


@stadtdaten.command(help=_("Nachrichten von LoRaWAN-Netzen (eine je Zeile) entschlüsseln; je Messwert eine Zeile CSV."))
@click.argument("messages", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="MESSAGES.jsonl")
@click.option(
    "--codec",
    default="network",
    show_default=True,
    help=_("JavaScript-Datei des Herstellers, oder cayenne, json, network (was das Netz schon entschlüsselt hat)."),
)
@click.option("--csv", "out", required=True, type=OUT, help=_("Wohin die Messwerte kommen; - ist die Ausgabe."))
@click.option("--envelopes", type=OUT, help=_("Auch je Nachricht eine Zeile: Gerät, Zeit, Port, Zähler, Signal."))
@json_option
def decode(messages: Path, codec: str, out: Path, envelopes: Path | None, as_json: bool) -> None:
    """Decode; a bad line is counted and named and stops nothing. Ends with 3 when no line was usable."""
    try:
        read = decoding.codec_named(codec)
    except OSError as error:
        refuse(as_json, _("„%(file)s“ lässt sich nicht lesen: %(reason)s.") % _reason(codec, error))
    except SourceRefused as error:
        refuse(as_json, words_of(error))
    tally = _Tally()
    try:
        with ExitStack() as files, messages.open("rb") as lines:
            values = csv.writer(files.enter_context(_opened(out)), lineterminator="\n")
            values.writerow(decoding.VALUE_COLUMNS)
            heads = csv.writer(files.enter_context(_opened(envelopes)), lineterminator="\n") if envelopes else None
            if heads:
                heads.writerow(decoding.ENVELOPE_COLUMNS)
            for outcome in decoding.outcomes(lines, read):
                values.writerows(decoding.value_rows(outcome))
                if heads:
                    heads.writerow(decoding.envelope_row(outcome))
                _count(tally, outcome)
    except OSError as error:
        refuse(as_json, _("„%(file)s“ lässt sich nicht schreiben: %(reason)s.") % _reason(error.filename, error))
    _report(tally, out, as_json)


def _count(tally: _Tally, outcome: decoding.Outcome) -> None:
    tally.messages += 1
    if outcome.refused:
        words = words_of(outcome.refused)
        tally.refused[words] += 1
        tally.first.setdefault(words, outcome.line)
    else:
        tally.decoded += 1
        tally.values += len(outcome.decoded.values) if outcome.decoded else 0


def _report(tally: _Tally, out: Path, as_json: bool) -> None:
    counts = {"messages": tally.messages, "values": tally.values, "refused": tally.refused.total()}
    lines = [_("%(messages)s Nachrichten, %(values)s Messwerte, %(refused)s nicht entschlüsselt.") % counts]
    if tally.refused and not as_json:
        for words, count in tally.refused.most_common(10):
            said = {"count": count, "words": words, "line": tally.first[words]}
            click.echo(_("%(count)s-mal, zuerst in Zeile %(line)s: %(words)s") % said, err=True)
    reasons = [{"message": words, "count": n, "line": tally.first[words]} for words, n in tally.refused.most_common()]
    if out != _STDOUT:
        say(as_json, {"status": "decoded", **counts, "problems": reasons}, lines)
    if not tally.messages:
        sys.exit(ExitCode.NOTHING_FOUND)
    if not tally.decoded:
        sys.exit(ExitCode.BAD_INPUT)


def _reason(name: object, error: OSError) -> dict[str, object]:
    return {"file": name, "reason": error.strerror or type(error).__name__}


@contextmanager
def _opened(out: Path) -> Iterator[IO[str]]:
    if out == _STDOUT:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@stadtdaten.command(help=_("Messwerte von einem MQTT-Broker annehmen, bis Strg-C; mittendrin run startet das mit."))
@click.option("--number", type=click.IntRange(0), help=_("Welcher Broker der Einstellungen; sonst der erste."))
@click.option("--parent", default=0, hidden=True, type=click.IntRange(0), help=_("Endet mit diesem Prozess."))
def mqtt(number: int | None, parent: int) -> None:
    """Store what the broker brings and tell it what is new; ends with 5 when no broker is set up."""
    stop = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_args: stop.set())

    def ended(seconds: float) -> bool:
        return stop.wait(seconds) or (parent > 0 and os.getppid() != parent)

    try:
        known = brokers.numbers()
        which = number if number is not None else (known or [1])[0]
        where = brokers.place(which)
    except LookupError:
        refuse(False, _("Kein Broker eingerichtet: MITTENDRIN_MQTT_HOST."), ExitCode.NOT_READY)
    except ValueError as error:
        refuse(False, _("Der Broker ist falsch eingerichtet: %(error)s") % {"error": error}, ExitCode.NOT_READY)
    with alone(Path(settings.TOWN_DIR) / f"mqtt-{which}.lock"), ExitStack() as running:
        embedded = None
        if which == 0:
            try:
                embedded = running.enter_context(broker.EmbeddedBroker(where.port))
            except OSError:
                words = {"port": where.port}
                click.echo(_("Auf Anschluss %(port)s läuft schon ein Broker; er wird benutzt.") % words, err=True)
        try:
            link = running.enter_context(broker.BrokerLink(where))
        except (OSError, ValueError) as error:
            refuse(False, _("Der Broker ist falsch eingerichtet: %(error)s") % {"error": error}, ExitCode.NOT_READY)
        # What the town publishes goes to its first broker only, and only from there entities may come.
        first = which in known[:1]
        tells = settings.MQTT["publish"] and first
        asked = asked_topics.known_by(where, embedded) if tells else None
        broker.work(link, ended, publishes=tells, key=_key() if first else "", asked=asked)


def _key() -> str:
    """Return the name of the key with whose right messages make entities; say so when it has none."""
    name: str = settings.MQTT["key"]
    if name and not tokens.may_write(name):
        said = _("MITTENDRIN_MQTT_KEY: Den Schlüssel „%(name)s“ gibt es nicht, oder er darf nicht schreiben.")
        click.echo(said % {"name": name}, err=True)
    return name
