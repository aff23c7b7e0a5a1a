# SPDX-License-Identifier: EUPL-1.2
"""Texts are collected from templates and code; their English is checked."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tool_{name}", TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


messages = load("messages")
sizes = load("check_sizes")
M = messages.Message


def test_templates_give_their_texts() -> None:
    source = (
        '{% translate "Ja" %} {{ name|default:_("kein Amt") }} {% translate "Zu \\"A\\"" as title %}'
        "{% blocktranslate count n=x %}Ein Ort{% plural %}{{ n }} Orte{% endblocktranslate %}"
        "{% blocktranslate with a=b %}Am {{ a }} um 5 %{% endblocktranslate %}"
    )
    found = list(messages.from_template(source))
    assert M("Ja") in found
    assert M("kein Amt") in found
    assert M("Ein Ort", "%(n)s Orte") in found
    assert M("Am %(a)s um 5 %%") in found


def test_code_gives_its_texts_under_any_name() -> None:
    source = (
        "from django.utils.translation import gettext as _, gettext_lazy as lazy, ngettext\n"
        "a = _('eins' ' zwei')\nb = lazy('drei')\nc = ngettext('ein Hund', 'viele Hunde', n)\n"
        "d = MenuEntry('Menü', 'x:y')\ne = AppManifest(title='Titel')\nf = other('nein')\ng = _(variable)\n"
    )
    found = set(messages.from_python(source))
    assert found == {M("eins zwei"), M("drei"), M("ein Hund", "viele Hunde"), M("Menü"), M("Titel")}


def test_f_strings_are_refused() -> None:
    with pytest.raises(SystemExit):
        list(messages.from_python("from django.utils.translation import gettext as _\n_(f'a {b}')\n"))


def test_missing_wrong_and_old_english_is_named() -> None:
    po = polib.POFile()
    po.append(polib.POEntry(msgid="Alt", msgstr="Old"))
    po.append(polib.POEntry(msgid="Leer", msgstr=""))
    po.append(polib.POEntry(msgid="Am %(tag)s", msgstr="On %(day)s"))
    po.append(polib.POEntry(msgid="Gut", msgstr="Good"))
    texts = {M(text): {"a.html"} for text in ("Leer", "Am %(tag)s", "Gut", "Neu")}
    found = "\n".join(messages.problems(texts, po))
    assert "no English for 'Leer'" in found
    assert "no English for 'Neu'" in found
    assert "unknown placeholders in the English of 'Am %(tag)s'" in found
    assert "no longer used: 'Alt'" in found
    assert "Gut" not in found


def test_an_update_keeps_english_and_drops_what_is_gone() -> None:
    po = polib.POFile()
    po.append(polib.POEntry(msgid="Alt", msgstr="Old"))
    po.append(polib.POEntry(msgid="Gut", msgstr="Good"))
    messages.update({M("Gut"): {"a.html"}, M("Ein Ort", "%(n)s Orte"): {"a.html"}}, po)
    assert [(entry.msgid, entry.msgstr) for entry in po] == [("Ein Ort", ""), ("Gut", "Good")]
    assert po[0].msgid_plural == "%(n)s Orte"


def test_long_functions_and_modules_are_named_unless_excused() -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(60))
    assert len(list(sizes.too_long("a.py", f"def f():\n{body}\n"))) == 1
    assert list(sizes.too_long("a.py", f"def f():  # size 2026-11-22: a table of sixty values\n{body}\n")) == []
    assert len(list(sizes.too_long("a.html", "x\n" * 151))) == 1
    assert list(sizes.too_long("a.html", "{# size 2026-11-22: one table #}\n" + "x\n" * 151)) == []
    assert len(list(sizes.too_long("a.css", "x\n" * 401))) == 1


def test_the_own_tools_keep_to_the_sizes() -> None:
    for name in ("messages", "check_sizes"):
        assert list(sizes.too_long(f"{name}.py", (TOOLS / f"{name}.py").read_text(encoding="utf-8"))) == []


def test_sentences_of_blocks_are_texts_though_blocks_know_no_django() -> None:
    source = (
        "from mittendrin.core.text import sentence\n"
        "MENDED = sentence('ein Zeichen ist ergänzt')\n"
        "why = Reason('words', 'im Brief steht: „%(words)s“', {'words': words})\n"
        "none = no_answer('empty', 'Hier steht kein Brief.')\n"
        "other = Reason('named', MENDED)\n"
    )
    found = set(messages.from_python(source))
    assert found == {M("ein Zeichen ist ergänzt"), M("im Brief steht: „%(words)s“"), M("Hier steht kein Brief.")}
