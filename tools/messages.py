# SPDX-License-Identifier: EUPL-1.2
"""Texts of the pages: German in the code, English in django.po. Needs no GNU gettext.

--check    every text has its English and the same placeholders (default)
--update   add new texts to django.po without English, drop texts that are gone
--compile  write the .mo files that Django reads
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "mittendrin"
LOCALE = SOURCE / "web" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CONTEXT_FUNCTIONS = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
MANIFEST_CALLS = {"MenuEntry", "AppManifest"}
# What a building block says, which knows no Django: name of the call -> place of the German sentence.
REASON_CALLS = {"Reason": 1, "no_answer": 1}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(n?gettext|_)\(\s*({_STRING})(?:\s*,\s*({_STRING}))?")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Message:
    """One text with its plural, if it has one."""

    text: str
    plural: str = ""


def from_template(source: str, name: str = "") -> Iterator[Message]:
    """Yield the texts of a template."""
    for function, text, plural in _CALL.findall(templatize(source, origin=name)):
        yield Message(_literal(text), _literal(plural) if function == "ngettext" and plural else "")


def from_python(source: str, name: str = "") -> Iterator[Message]:
    """Yield the texts that a module translates, and the titles in manifests.

    Raises SystemExit for f-strings and contexts, which cannot be looked up.
    """
    tree = ast.parse(source, name)
    aliases = dict(_aliases(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called in MANIFEST_CALLS:
            yield from _manifest_texts(node)
        if called in REASON_CALLS:
            yield from _called_texts(ast.Call(node.func, node.args[REASON_CALLS[called] :], []), 1, name)
        if aliases.get(called) in CONTEXT_FUNCTIONS:
            raise SystemExit(f"{name}:{node.lineno}: texts with a context are not supported")
        if count := FUNCTIONS.get(aliases.get(called, ""), 0):
            yield from _called_texts(node, count, name)


def from_cues(source: str, _name: str = "") -> Iterator[Message]:
    """Yield the sentences of a ``cues.toml``: what groups of words speak for."""
    for table in tomllib.loads(source).values():
        if isinstance(table, dict) and "sentence" in table:
            yield Message(str(table["sentence"]))


def collect(root: Path = SOURCE) -> dict[Message, set[str]]:
    """Return all texts of the product with the files that use them."""
    found: dict[Message, set[str]] = defaultdict(set)
    readers = {".html": from_template, ".py": from_python, "cues.toml": from_cues}
    for path in sorted(root.rglob("*")):
        read = readers.get(path.name) or readers.get(path.suffix)
        if read is None or {"migrations", "tests", "static"} & set(path.parts):
            continue
        name = path.relative_to(ROOT).as_posix()
        for message in read(path.read_text(encoding="utf-8"), name):
            found[message].add(name)
    return found


def problems(messages: dict[Message, set[str]], po: polib.POFile) -> Iterator[str]:
    """Yield what is missing or wrong in ``po``."""
    entries = {entry.msgid: entry for entry in po if not entry.obsolete}
    for message, files in sorted(messages.items(), key=lambda item: (min(item[1]), item[0].text)):
        where = min(files)
        entry = entries.get(message.text)
        texts = _translations(entry) if entry else []
        if entry is None or not texts or not all(texts):
            yield f"{where}: no English for {message.text!r}"
        elif message.plural and len(texts) < 2:
            yield f"{where}: no English plural for {message.text!r}"
        elif any(_placeholders(text) - _placeholders(message.text + message.plural) for text in texts):
            yield f"{where}: unknown placeholders in the English of {message.text!r}"
        elif _placeholders(message.plural or message.text) - _placeholders(texts[-1]):
            yield f"{where}: missing placeholders in the English of {message.text!r}"
    known = {message.text for message in messages}
    yield from (f"django.po: no longer used: {msgid!r}" for msgid in entries if msgid not in known)


def update(messages: dict[Message, set[str]], po: polib.POFile) -> None:
    """Bring ``po`` in line with the texts; English that is there stays."""
    old = {entry.msgid: entry for entry in po}
    po.clear()
    for message, files in sorted(messages.items(), key=lambda item: (min(item[1]), item[0].text)):
        entry = old.get(message.text) or polib.POEntry(msgid=message.text)
        entry.msgid_plural = message.plural
        if message.plural:
            entry.msgstr_plural = entry.msgstr_plural or {0: entry.msgstr, 1: ""}
            entry.msgstr = ""
        entry.occurrences = [(min(files), "")]
        entry.flags = ["python-format"] if _placeholders(message.text + message.plural) else []
        po.append(entry)


def compile_all() -> None:
    """Write the .mo file beside each .po file when it is older."""
    for path in sorted(LOCALE.rglob("*.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))


def main() -> int:
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    group = parser.add_mutually_exclusive_group()
    for name in ("check", "update", "compile"):
        group.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    if asked.compile:
        compile_all()
        return 0
    settings.configure(USE_I18N=True, INSTALLED_APPS=[])
    django.setup()
    messages = _merged(collect())
    po = polib.pofile(str(ENGLISH)) if ENGLISH.exists() else _empty()
    if asked.update:
        update(messages, po)
        ENGLISH.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(ENGLISH))
    found = list(problems(messages, po))
    print("\n".join(found) or f"{len(messages)} texts, all in English")
    return 1 if found and not asked.update else 0


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module == "mittendrin.core.text":
            names = [alias.asname or alias.name for alias in node.names if alias.name == "sentence"]
            yield from ((name, "gettext_noop") for name in names)


def _called_texts(node: ast.Call, count: int, name: str) -> Iterator[Message]:
    texts = [argument.value for argument in node.args[:count] if isinstance(argument, ast.Constant)]
    if any(isinstance(argument, ast.JoinedStr) for argument in node.args[:count]):
        raise SystemExit(f"{name}:{node.lineno}: an f-string cannot be translated; use %(name)s")
    if len(texts) == count and all(isinstance(text, str) and text for text in texts):
        yield Message(*map(str, texts))


def _manifest_texts(node: ast.Call) -> Iterator[Message]:
    titles = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "title")]
    yield from (Message(str(title.value)) for title in titles if isinstance(title, ast.Constant) and title.value)


def _merged(messages: dict[Message, set[str]]) -> dict[Message, set[str]]:
    """Return the texts with one entry per msgid: gettext wants the plural beside it everywhere."""
    plurals = {message.text: message for message in messages if message.plural}
    merged: dict[Message, set[str]] = defaultdict(set)
    for message, files in messages.items():
        merged[plurals.get(message.text, message)] |= files
    return merged


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _literal(text: str) -> str:
    return str(ast.literal_eval(text))


def _empty() -> polib.POFile:
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return po


if __name__ == "__main__":
    sys.exit(main())
