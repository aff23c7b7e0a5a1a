# SPDX-License-Identifier: EUPL-1.2
"""People and units from CSV."""

import pytest
from django.utils import translation

from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall import problems
from mittendrin.townhall.accounts import ingest
from mittendrin.townhall.accounts.models import Person, Role, Unit

pytestmark = pytest.mark.django_db
HEAD = "Benutzername;Vorname;Nachname;E-Mail;Amt;Rolle\n"


def refused(text: str) -> list[Problem]:
    people = Person.objects.count()
    with pytest.raises(ProblemsFound) as caught:
        ingest.import_people(text.encode())
    assert Person.objects.count() == people, "something was stored"
    return caught.value.problems


def test_units_are_created_changed_and_left() -> None:
    first = ingest.import_units("Amt;Reihenfolge\nBürgerbüro;1\nTiefbau/Bauhof;2\n".encode("cp1252"))
    assert (first.count("new"), first.stored) == (2, True)
    assert Unit.objects.get(name="Tiefbau/Bauhof").key == "tiefbau-bauhof"
    again = ingest.import_units("Amt;Reihenfolge\nBürgerbüro;5\nTiefbau/Bauhof;2\n".encode())
    assert [(plan.action, plan.columns) for plan in again.plans] == [("changed", ("Reihenfolge",)), ("same", ())]


def test_a_unit_is_renamed_by_its_key() -> None:
    ingest.import_units("Amt;Kürzel\nBürgerbüro;bb\n".encode())
    ingest.import_units("Amt;Kürzel\nBürgerservice;bb\n".encode())
    assert list(Unit.objects.values_list("key", "name")) == [("bb", "Bürgerservice")]


@pytest.mark.parametrize(
    ("text", "where", "kind"),
    [
        ("Amt;Kürzel\nA;a\nB;a\n", "3:Amt", "row-twice"),
        ("Amt;Kürzel\nA;ä ö\n", "2:Kürzel", "bad-key"),
        ("Amt;Reihenfolge\nA;viele\n", "2:Reihenfolge", "bad-number"),
        ("Amt;Reihenfolge\nA;99999\n", "2:Reihenfolge", "bad-number"),
        ("Amt;Farbe\nA;rot\n", "1:Farbe", "unknown-column"),
        ("Kürzel\na\n", "1", "column-missing"),
        (f"Amt\n{'A' * 121}\n", "2:Amt", "too-long"),
    ],
)
def test_wrong_units_are_refused(text: str, where: str, kind: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        ingest.import_units(text.encode())
    assert (where, kind) in [(problem.where, problem.kind) for problem in caught.value.problems]
    assert not Unit.objects.exists()


def test_people_get_temporary_passwords_once() -> None:
    Unit.objects.create(key="buergerbuero", name="Bürgerbüro")
    text = HEAD + "Meier;Jana;Meier;jana@stadt.example;Bürgerbüro;Leitung\n"
    report = ingest.import_people(text.encode())
    person = Person.objects.get(username="meier")
    assert (person.role, person.unit and person.unit.key) == (Role.HEAD_OF_UNIT, "buergerbuero")
    assert person.check_password(report.passwords["meier"])
    assert person.temporary_until is not None
    again = ingest.import_people(text.encode())
    assert (again.count("same"), again.passwords) == (1, {})


def test_a_dry_run_stores_nothing() -> None:
    report = ingest.import_people((HEAD + "neu;;Neu;;;\n").encode(), dry_run=True)
    assert (report.count("new"), report.stored, Person.objects.filter(username="neu").exists()) == (1, False, False)


def test_one_wrong_row_stops_all_rows() -> None:
    found = refused(HEAD + "gut;;Gut;;;\nschlecht;;Schlecht;keine-adresse;Nirgendsamt;Chefin\n")
    assert [(problem.where, problem.kind) for problem in found] == [
        ("3:E-Mail", "bad-email"),
        ("3:Rolle", "unknown-role"),
        ("3:Amt", "unknown-unit"),
    ]


def test_a_unit_nearly_right_is_suggested() -> None:
    Unit.objects.create(key="ordnungsamt", name="Ordnungsamt")
    problem = refused(HEAD + "a;;A;;Ordungsamt;\n")[0]
    with translation.override("de"):
        assert problems.describe(problem).mend == "Meinten Sie „Ordnungsamt“?"


@pytest.mark.parametrize("name", ["", "mit leer", "a" * 151, "<script>"])
def test_wrong_user_names_are_refused(name: str) -> None:
    assert refused(HEAD + f"{name};;A;;;\n")[0].where == "2:Benutzername"


def test_the_last_administrator_stays() -> None:
    Person.objects.create_user("chefin", last_name="Chefin", role=Role.ADMINISTRATOR)
    found = refused(HEAD + "chefin;;Chefin;;;Mitarbeit\n")
    assert found[0].kind == "no-administrator"


@pytest.mark.parametrize(("language", "where"), [("de", "Zeile 3, Spalte „Amt“: "), ("en", "Row 3, column “Amt”: ")])
def test_every_problem_has_words_in_both_languages(language: str, where: str) -> None:
    with translation.override(language):
        for kind in problems.kinds():
            words = problems.describe(Problem("3:Amt", kind, "eins|zwei"))
            assert words.what.endswith(".")
            assert words.mend
            assert str(words).startswith(where)
