# SPDX-License-Identifier: EUPL-1.2
"""Loading content: repeatable, all or nothing, edits survive."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Conflict, Origin, Record, Revision
from mittendrin.apps.atlas.tests import factories
from mittendrin.core.errors import ProblemsFound

pytestmark = pytest.mark.django_db


def write(folder: Path, data: dict[str, object], kind: str = "municipalities") -> None:
    """Write one content file."""
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / f"{data['id']}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with one municipality in an otherwise empty Atlas."""
    factories.remove(Record.objects.all())
    Revision.objects.all().delete()
    write(tmp_path, factories.municipality())
    return tmp_path


def test_loading_twice_changes_nothing(folder: Path) -> None:
    first = ingest.load_content(folder)
    second = ingest.load_content(folder)
    assert (first.new, second.new, second.changed, second.unchanged) == (1, 0, 0, 1)
    assert Revision.objects.count() == 1


def test_a_changed_file_changes_the_record(folder: Path) -> None:
    ingest.load_content(folder)
    write(folder, factories.municipality(name="Neu"))
    assert ingest.load_content(folder).changed == 1
    assert Record.objects.get(key="testhausen").title == "Neu"


def test_an_edit_in_the_web_is_kept_and_shown_as_conflict(folder: Path) -> None:
    ingest.load_content(folder)
    ingest.store("municipality", factories.municipality(name="Im Web"), origin=Origin.WEB)
    assert ingest.load_content(folder).conflicts == []
    write(folder, factories.municipality(name="In der Datei"))
    assert ingest.load_content(folder).conflicts == ["municipality testhausen"]
    assert Record.objects.get(key="testhausen").title == "Im Web"
    assert Conflict.objects.get().file_data["name"] == "In der Datei"


def test_a_broken_file_stores_nothing(folder: Path) -> None:
    write(folder, factories.municipality("anderswo"))
    (folder / "municipalities" / "kaputt.yaml").write_text("id: kaputt\nid: doppelt\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as error:
        ingest.load_content(folder)
    assert "duplicate key: id" in str(error.value)
    assert "kaputt.yaml:2" in error.value.problems[0].where
    assert not Record.objects.exists()


def test_unknown_field_and_unknown_place_are_named(folder: Path) -> None:
    write(folder, factories.municipality(colour="blue"))
    write(folder, factories.project(municipalities=["nirgendwo"]), "projects")
    with pytest.raises(ProblemsFound) as error:
        ingest.load_content(folder)
    kinds = {problem.kind: problem.detail for problem in error.value.problems}
    assert kinds["unknown-field"] == "colour"
    assert kinds["unknown-reference"] == "nirgendwo"


def test_a_removed_file_removes_the_record_but_not_its_history(folder: Path) -> None:
    ingest.load_content(folder)
    (folder / "municipalities" / "testhausen.yaml").unlink()
    assert ingest.load_content(folder).removed == 1
    assert Revision.objects.filter(key="testhausen", data__isnull=True).count() == 1
