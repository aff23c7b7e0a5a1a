# SPDX-License-Identifier: EUPL-1.2
"""Pages about the house, forms in KERN's markup, licences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django import forms
from django.test import Client
from pytest_django import Settings

from mittendrin.townhall import town as towns
from mittendrin.townhall.accounts.models import Role
from mittendrin.web import licences
from mittendrin.web.tests.browsers import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_town(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Let the process serve a town of its own."""
    settings.TOWN_DIR = tmp_path
    towns.town.cache_clear()
    yield tmp_path
    towns.town.cache_clear()


class Example(forms.Form):
    """One field of each kind of markup."""

    name = forms.CharField(label="Name", help_text="Wie im Ausweis.")
    size = forms.ChoiceField(label="Größe", choices=[("s", "klein")])
    agree = forms.BooleanField(label="Ja")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label="Teile", choices=[("a", "A")], required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)


def test_missing_values_of_the_town_are_dashed(client: Client) -> None:
    page = client.get("/impressum/").content.decode()
    assert '<span class="m-missing">noch auszufüllen</span>' in page


def test_values_of_the_town_are_shown(client: Client, own_town: Path) -> None:
    towns.save_town(towns.Town(name="Seestadt", street="Am <Markt> 1", accessibility_checked_on="2026-11-02"))
    page = client.get("/impressum/").content.decode()
    assert "Am &lt;Markt&gt; 1" in page
    assert "Seestadt" in page
    assert "2. November 2026" in client.get("/barrierefreiheit/").content.decode()


def test_the_version_page_lists_python_and_npm(client: Client) -> None:
    page = client.get("/fassung/").content.decode()
    assert '<th scope="row">Django</th>' in page
    assert "BSD-3-Clause" in page


def test_exact_versions_are_for_people_who_are_logged_in(client: Client, as_role: As) -> None:
    cell = f"<td>{django.__version__}</td>"
    assert cell not in client.get("/fassung/").content.decode()
    page = as_role(Role.STAFF).get("/fassung/")
    assert cell in page.content.decode()
    assert "Cookie" in page.headers["Vary"]


def test_all_packages_of_the_product_name_a_licence(settings: Settings) -> None:
    lock = (Path(settings.REPO_DIR) / "requirements.lock").read_text(encoding="utf-8")
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    packages = [package for package in licences.python_packages() if package.name.lower() in locked]
    assert len(packages) > 20
    assert [package.name for package in packages if not package.licence] == []


def test_browser_packages_come_from_the_build(settings: Settings, tmp_path: Path) -> None:
    entry = {"name": "x", "version": "1", "licence": "MIT", "shipped": True}
    settings.PACKAGE_DIR = settings.STATIC_ROOT = tmp_path
    licences.browser_packages.cache_clear()
    assert licences.browser_packages() == ()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "licences.json").write_text(json.dumps([entry]), encoding="utf-8")
    licences.browser_packages.cache_clear()
    assert licences.browser_packages()[0].licence == "MIT"
    licences.browser_packages.cache_clear()


def test_a_form_ties_label_hint_and_error_to_its_input() -> None:
    page = str(Example({"size": "x", "name": ""}))
    assert '<label class="kern-label" for="id_name">Name</label>' in page
    assert 'class="kern-form-input__input kern-form-input__input--error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'class="kern-form-input__select kern-form-input__select--error"' in page
    assert 'class="kern-form-check__checkbox kern-form-check__checkbox--error"' in page
    assert 'class="kern-form-check__radio"' in page
    assert re.search('type="checkbox" name="parts"[^>]*class="kern-form-check__checkbox"', page)
    assert "(freiwillig)" in page.split("Notiz")[-1]


def test_a_form_lists_its_errors_with_links() -> None:
    page = str(Example({}))
    summary = page[: page.index("m-field")]
    assert 'role="alert"' in summary
    assert 'href="#id_name"' in summary
    assert 'href="#id_kind"' in summary
    assert '<fieldset class="m-field kern-fieldset kern-fieldset--error" id="id_kind"' in page
