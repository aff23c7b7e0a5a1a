# SPDX-License-Identifier: EUPL-1.2
"""A backup is made, much is destroyed, the backup is brought back: ``python -m tests.faults.revived restore|tar``.

``restore``: by ``mittendrin town restore``; ``tar``: by hand, then a start. Prints as JSON what is left.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tarfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from click.testing import CliRunner  # noqa: E402 - Django must be ready first
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from mittendrin.apps.posteingang.models import DeletionRecord, Letter, LetterFile, LetterState  # noqa: E402
from mittendrin.apps.posteingang.services import disposal, intake, setup  # noqa: E402
from mittendrin.apps.stadtdaten.models import ApiToken  # noqa: E402
from mittendrin.apps.stadtdaten.services import tokens  # noqa: E402
from mittendrin.apps.standort.models import Interview  # noqa: E402
from mittendrin.apps.standort.services.interviews import keeping  # noqa: E402
from mittendrin.cli.main import main as house  # noqa: E402
from mittendrin.townhall.accounts import services  # noqa: E402
from mittendrin.townhall.accounts.demo import ensure_demo_town  # noqa: E402
from mittendrin.townhall.accounts.models import Person  # noqa: E402
from mittendrin.townhall.backups import ledger  # noqa: E402

BACKUP = Path(settings.DATA_ROOT) / "sicherung.tar"


def fill() -> None:
    """Make a town with two letters, an interview, a token and people."""
    call_command("migrate", verbosity=0)
    ensure_demo_town()
    setup.ensure_demo()
    clerk = Person.objects.get(username="lorenz")
    for name in ("a.txt", "b.txt"):
        intake.take(clerk, [intake.Upload(name, BytesIO(f"Antrag {name} ".encode() * 40))])
    Letter.objects.update(state=LetterState.QUARANTINE)
    keeping.create("Gespräch", b"Ein Satz. Noch einer.", timezone.localdate() + timedelta(days=90), clerk)
    tokens.new_token("Partner", writes=True)


def destroy() -> list[str]:
    """Destroy one letter and all else; return the paths of the letter's files."""
    letter = Letter.objects.order_by("pk").first()
    assert letter is not None
    paths = list(LetterFile.objects.filter(arrival=letter.arrival).values_list("path", flat=True))
    disposal.destroy(letter, None, reason="quarantine")
    keeping.delete(Interview.objects.get())
    tokens.revoke("Partner")
    services.set_active(Person.objects.get(username="meier"), False)
    return paths


def by_hand() -> str:
    """Bring the backup back as people did before there was a command, and prepare a start."""
    connections.close_all()
    shutil.rmtree(settings.TOWN_DIR)
    with tarfile.open(BACKUP) as tar:
        tar.extractall(settings.TOWN_DIR, filter="data")
    return CliRunner().invoke(house, ["town", "repeat-deletions"]).output


def main() -> None:
    """Do it and tell."""
    fill()
    run = CliRunner()
    assert run.invoke(house, ["town", "backup", str(BACKUP)]).exit_code == 0
    paths = destroy()
    text = by_hand() if sys.argv[1] == "tar" else run.invoke(house, ["town", "restore", str(BACKUP)]).output
    found: dict[str, Any] = {
        "letters": Letter.objects.count(),
        "protocol": list(DeletionRecord.objects.values_list("reason", "finished")),
        "files": [(Path(settings.TOWN_DIR) / "letters" / path).exists() for path in paths],
        "interviews": Interview.objects.count(),
        "tokens": list(ApiToken.objects.values_list("active", flat=True)),
        "clerk": Person.objects.get(username="meier").is_active,
        "again": {kind: one.count for kind, one in ledger.repeat().items()},
        "content": any(word in ledger.path().read_text() for word in ("Antrag", "Gespräch", "meier", "Partner")),
        "text": text,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    with translation.override("de"):
        main()
