# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin run``: bring the store up to date and serve the pages."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import sys
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.services.problem_words import describe
from mittendrin.apps.atlas.services.search import finding
from mittendrin.apps.posteingang.services import disposal
from mittendrin.apps.posteingang.services import setup as post_room
from mittendrin.apps.stadtdaten.demo.setup import ensure_demo_sensors
from mittendrin.apps.stadtdaten.demo.waiting import ensure_demo_intake
from mittendrin.cli import static_files
from mittendrin.cli.patience import PatientWorker
from mittendrin.cli.serving import Server
from mittendrin.cli.settings_checks import refuse_wrong_settings
from mittendrin.cli.town_backup import repeated_lines
from mittendrin.core import garbage
from mittendrin.core.alone import alone
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.accounts import demo
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.cases.demo import ensure_demo_cases
from mittendrin.townhall.decisions.services import guard
from mittendrin.townhall.tables import migrate


@click.command(help=_("Datenbank und Inhalte auf Stand bringen und Mittendrin starten."))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=_("Adresse, auf der Mittendrin hört; 0.0.0.0 für alle.")
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=_("Anschluss."))
@click.option(
    "--workers",
    default=min(4, multiprocessing.cpu_count()),
    show_default=_("Kerne des Rechners, höchstens 4"),
    type=click.IntRange(1, 64),
    help=_("Zahl der Prozesse, die antworten."),
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help=_("Wie viele Anfragen ein Prozess zugleich beantwortet."),
)
@click.option("--no-worker", is_flag=True, help=_("Keine Prozesse für Aufgaben im Hintergrund mitstarten."))
@click.option("--prepare-only", is_flag=True, help=_("Nur vorbereiten, nicht starten."))
def run(host: str, port: int, workers: int, threads: int, no_worker: bool, prepare_only: bool) -> None:
    """Prepare and serve."""
    if not prepare_only:
        refuse_busy_port(host, port)
    prepare()
    if prepare_only:
        return
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": PatientWorker,
        "timeout": 120,
        "graceful_timeout": 5,
        "limit_request_line": 8190,  # a $filter with an outline of a district
        "loglevel": "warning",
        "preload_app": False,
        "control_socket_disable": True,
        "when_ready": lambda _arbiter: announce(host, port),
        "on_exit": lambda _arbiter: click.echo("\n" + _("Mittendrin ist beendet.")),
    }
    Server(options, with_task_workers=not no_worker).run()


def refuse_busy_port(host: str, port: int) -> None:
    """End with the mend when another program listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            values = {"host": host, "port": port, "reason": error.strerror or error}
            click.echo(_("Auf %(host)s:%(port)s geht es nicht: %(reason)s.") % values, err=True)
            click.echo(_("Abhilfe: ein anderer Anschluss, zum Beispiel PORT=8001 make run"), err=True)
            sys.exit(ExitCode.NOT_READY)


def prepare() -> None:
    """Bring database, content and demo town up to date; idempotent, one process at a time."""
    refuse_wrong_settings()
    static_files.collect()
    waiting = _("Ein anderer Start bereitet gerade vor. Danach geht es hier weiter.")
    with garbage.seldom(), alone(Path(settings.TOWN_DIR) / "prepare.lock", lambda: click.echo(waiting)):
        _prepare()


def _prepare() -> None:
    migrate()
    guard.install()
    disposal.note_all()
    for line in repeated_lines(ledger.repeat()):
        click.echo(line, err=True)
    try:
        report = ingest.load_content_if_changed()
    except ProblemsFound as error:
        for problem in error.problems:
            click.echo(str(describe(problem)), err=True)
        sys.exit(ExitCode.BAD_INPUT)
    if report:
        click.echo(
            _("Atlas geladen: %(new)s neu, %(changed)s geändert, %(removed)s entfernt.")
            % {"new": report.new, "changed": report.changed, "removed": report.removed}
        )
    finding.index()  # else the first visitor waits for it
    post_room.ensure_defaults()
    if settings.DEMO:
        _prepare_demo()
    elif locked := demo.lock_known_passwords():
        sentence = _("Das Passwort der Vorführung ist gesperrt für: %(names)s. Neu: mittendrin town new-password NAME")
        click.echo(sentence % {"names": ", ".join(locked)}, err=True)


def _prepare_demo() -> None:
    log = logging.getLogger("mittendrin")
    level = log.level
    log.setLevel(logging.WARNING)  # nobody did what is made up here: it is no news
    try:
        demo.ensure_demo_town()
        ensure_demo_cases()
        post_room.ensure_demo()
        ensure_demo_sensors()
        ensure_demo_intake()
    finally:
        log.setLevel(level)


def announce(host: str, port: int) -> None:
    """Print the address and the demo logins."""
    click.echo(_("Mittendrin läuft: http://%(host)s:%(port)s  (Ende mit Strg-C)") % {"host": host, "port": port})
    if settings.DEMO:
        for login in demo.logins():
            click.echo(f"  {login.role:<15} {login.username:<12} {login.password}")
