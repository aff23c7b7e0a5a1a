# SPDX-License-Identifier: EUPL-1.2
"""A plan is read however the town keeps it; what is no plan is refused with the reason."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mittendrin.core import plan_tables
from mittendrin.core.errors import ProblemsFound

WANTED = (("Amt 32 Ordnung", "Lärm, Gewerbe"), ("Bauhof", "Straßen und Grün"))


def sheet() -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Nr.", "Organisationseinheit", "Aufgaben"])
    page.append([1, "Amt 32 Ordnung", "Lärm"])
    page.append([None, None, "Gewerbe"])
    page.append([2, "Bauhof", "Straßen und Grün"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.md", ("# Plan\n\n| Einheit | zuständig für |\n|---|---|\n"
                    "| Amt 32 Ordnung | **Lärm**, Gewerbe |\n| Bauhof | Straßen und Grün |\n")),
        ("plan.csv", "Amt;Aufgaben\nAmt 32 Ordnung;Lärm, Gewerbe\nBauhof;Straßen und Grün\n"),
        ("plan.csv", "Nr,Einheit,Zuständigkeit\n1,Amt 32 Ordnung,\"Lärm, Gewerbe\"\n2,Bauhof,Straßen und Grün\n"),
        ("plan.txt", "Amt 32 Ordnung: Lärm, Gewerbe\nBauhof: Straßen und Grün\n"),
        ("plan.txt", "Amt 32 Ordnung\tLärm, Gewerbe\nBauhof\tStraßen und Grün\n"),
        ("plan.txt", "Amt 32 Ordnung\n - Lärm\n - Gewerbe\n\nBauhof\n - Straßen und Grün\n"),
        ("plan.md", "## Amt 32 Ordnung\n\n* Lärm\n* Gewerbe\n\n## Bauhof\n\n* Straßen und Grün\n"),
    ],
)  # fmt: skip
def test_every_way_of_writing_gives_the_same_plan(name: str, data: str) -> None:
    assert plan_tables.read(data.encode(), name).units == WANTED


def test_a_workbook_is_read() -> None:
    assert plan_tables.read(sheet(), "plan.xlsx").units == WANTED


def test_exceptions_below_the_table_are_kept() -> None:
    table = "| Einheit | Aufgaben |\n|---|---|\n| A-Amt | Lärm |\n| B-Amt | Müll |\n"
    text = table + "\n**Ausnahme Rechnungen:** gehen an A.\n"
    assert plan_tables.read(text.encode()).exceptions == "Ausnahme Rechnungen: gehen an A."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty-file"),
        (b"%PDF-1.7 ...", "plan-format"),
        (b"PK\x03\x04 broken", "plan-format"),
        (b"nur ein Satz", "plan-columns"),
        (b"x" * 6_000_000, "too-large"),
        ("| Einheit | Aufgaben |\n|---|---|\n| A-Amt | |\n| B-Amt | Lärm |\n".encode(), "plan-no-tasks"),
    ],
)
def test_what_is_no_plan_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(ProblemsFound) as refused:
        plan_tables.read(data)
    assert refused.value.problems[0].kind == kind


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (plan_tables.MAX_UNPACKED + 1))
    with pytest.raises(ProblemsFound):
        plan_tables.read(out.getvalue())


@given(st.text(max_size=400))
def test_any_text_is_a_plan_or_refused(text: str) -> None:
    try:
        plan = plan_tables.read(text.encode("utf-8", "replace"))
    except ProblemsFound:
        return
    assert all(name and tasks for name, tasks in plan.units)
