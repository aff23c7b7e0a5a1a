# SPDX-License-Identifier: EUPL-1.2
"""Pages print texts escaped; colours come from tokens. What the policy forbids: test_no_inline.py."""

from __future__ import annotations

import re

from tests.architecture.sources import SOURCE, modules, named, short

UNESCAPED_TEMPLATE = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b")
# Where text goes out unescaped, and why that is right.
UNESCAPED = {
    "web/charts/draw.py": "SVG serialised by ElementTree, which escapes all texts",
    "apps/posteingang/templatetags/posteingang.py": "escaped first; only our own mark is put around",
    "apps/atlas/templatetags/atlas.py": "signs of stages: constants of the module itself",
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
STYLES = [path for path in named(".css", below=SOURCE / "web" / "frontend") if path.name != "tokens.css"]


def on_screen(css: str) -> str:
    """Return a style sheet without comments and without what it says for paper, which has no themes."""
    css = COMMENT.sub("", css)
    while (start := css.find("@media print")) >= 0:
        depth, end = 0, css.index("{", start)
        for end in range(end, len(css)):  # noqa: B020 - goes on from the first brace
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            if depth == 0:
                break
        css = css[:start] + css[end + 1 :]
    return css


def test_no_template_prints_unescaped() -> None:
    found = [
        short(path)
        for path in named(".html", below=SOURCE)
        if UNESCAPED_TEMPLATE.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_unescaped_text_in_python_has_a_reason() -> None:
    users = {short(path) for path in modules() if re.search(r"\bmark_safe\(", path.read_text(encoding="utf-8"))}
    assert users == set(UNESCAPED)


def test_colours_come_from_tokens() -> None:
    found = [
        f"{short(path)}: {match.group()}"
        for path in STYLES
        for match in RAW_COLOUR.finditer(on_screen(path.read_text(encoding="utf-8")))
    ]
    assert found == []
    assert len(STYLES) > 3


def test_paper_may_be_black_and_white() -> None:
    css = "a { color: var(--ink) } @media print { a { color: #000 } } b { color: #fff }"
    assert RAW_COLOUR.findall(on_screen(css)) == ["#fff"]
