# SPDX-License-Identifier: EUPL-1.2
"""The form of a record, made from its schema: what the templates need to draw it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.forms.reading import shown_number
from mittendrin.apps.atlas.services import editing, field_labels, problem_words
from mittendrin.apps.atlas.services.fields import CHOICE_TYPES, LISTS, Field, Type, tree
from mittendrin.core.errors import Problem

Data = dict[str, Any]
Options = list[tuple[str, str]]
_WIDGETS = {
    Type.OBJECT: "group",
    Type.ROWS: "rows",
    Type.NAMES: "lines",
    Type.CHOICES: "checkboxes",
    Type.ORDERED: "selects",
    Type.REFERENCES: "selects",
    Type.CHOICE: "select",
    Type.REFERENCE: "select",
    Type.BOOLEAN: "select",
    Type.LONG_TEXT: "textarea",
}


@dataclass(frozen=True)
class Option:
    """One choice of a select or a checkbox."""

    value: str
    label: str
    selected: bool


@dataclass
class Row:
    """One row of a list of groups."""

    name: str
    legend: str
    children: list[Node]
    errors: list[problem_words.Words]

    @property
    def id(self) -> str:
        """Return the id of the row in the page."""
        return element_id(self.name)


@dataclass
class Node:
    """One field as the form shows it; ``widget`` chooses the template."""

    widget: str
    name: str
    label: str
    help: str
    required: bool
    value: str = ""
    numeric: bool = False
    max_length: int = 0
    options: list[Option] = field(default_factory=list)
    selects: list[list[Option]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    errors: list[problem_words.Words] = field(default_factory=list)
    focus: bool = False

    @property
    def id(self) -> str:
        """Return the id of the input or group in the page."""
        return element_id(self.name)

    @property
    def described_by(self) -> str:
        """Return the ids of help and errors."""
        parts = [f"{self.id}-hilfe"] if self.help else []
        return " ".join([*parts, f"{self.id}-fehler"] if self.errors else parts)


@dataclass(frozen=True)
class Entry:
    """One line of the list of errors above the form, with the id of the field it leads to."""

    words: problem_words.Words
    target: str


def element_id(name: str) -> str:
    """Return the id that the field ``name`` has in the page."""
    return "f-" + name.replace(".", "-")


class RecordForm:
    """A record with its problems, ready for the template: ``main`` fields first, empty optional ones in ``more``."""

    def __init__(
        self, kind: str, data: Data, problems: Sequence[Problem] = (), *, is_new: bool = False, focus: str = ""
    ) -> None:
        self.kind, self.data, self.is_new = kind, data, is_new
        self._focus = focus
        self._problems = list(problems)
        self._options: dict[str, Options] = {}
        self._by_place: dict[str, list[Problem]] = defaultdict(list)
        for problem in problems:
            self._by_place[problem.where].append(problem)
        fields = [child for child in tree(kind).children if child.name != "id" or is_new]
        self.main = [self._top(child) for child in fields if self._is_main(child)]
        self.more = [self._top(child) for child in fields if not self._is_main(child)]

    def _top(self, child: Field) -> Node:
        return self._node(child, child.name, self.data.get(child.name))

    def _is_main(self, child: Field) -> bool:
        has_error = any(place.split(".")[0] == child.name for place in self._by_place)
        return child.required or bool(self.data.get(child.name)) or has_error or self._focus.startswith(child.name)

    @property
    def entries(self) -> list[Entry]:
        """Return all problems for the list above the form."""
        return [
            Entry(problem_words.describe(problem, self.kind), element_id(self._target(problem)))
            for problem in self._problems
        ]

    def _target(self, problem: Problem) -> str:
        """Return the name of the element that shows the problem: items of plain lists show at their list."""
        parts = problem.where.split(".")
        found: Field | None = tree(self.kind)
        for number, part in enumerate(parts):
            if found and not part.isdigit():
                found = found.child(part)
            if found and found.type in LISTS and found.type is not Type.ROWS:
                return ".".join(parts[: number + 1])
        return problem.where or "formular"

    def _errors(self, name: str, *, with_items: bool = False) -> list[problem_words.Words]:
        places = [place for place in self._by_place if place.startswith(f"{name}.")] if with_items else []
        found = [problem for place in (name, *places) for problem in self._by_place.get(place, [])]
        return [problem_words.describe(problem, self.kind) for problem in found]

    def _node(self, field: Field, name: str, value: Any) -> Node:
        widget = _WIDGETS.get(field.type, "input")
        node = Node(
            widget=widget,
            name=name,
            label=field_labels.field_label(field.path),
            help=field_labels.field_help(field.path),
            required=field.required and not field.nullable and name != "id",
            numeric=field.type in {Type.INTEGER, Type.NUMBER},
            max_length=field.max_length,
            errors=self._errors(name, with_items=widget in {"lines", "checkboxes", "selects"}),
            focus=self._focus == name,
        )
        self._fill(node, field, value)
        return node

    def _fill(self, node: Node, field: Field, value: Any) -> None:
        if field.type is Type.OBJECT:
            row = value if isinstance(value, dict) else {}
            node.children = [
                self._node(child, f"{node.name}.{child.name}", row.get(child.name)) for child in field.children
            ]
        elif field.type is Type.ROWS:
            rows = value if isinstance(value, list) else []
            node.rows = [self._row(field, node, number, row) for number, row in enumerate(rows)]
        elif field.type is Type.NAMES:
            node.value = "\n".join(map(str, value or []))
        elif field.type in {Type.CHOICES, Type.ORDERED, Type.REFERENCES}:
            self._fill_list(node, field, [str(item) for item in value or []])
        elif node.widget == "select":
            chosen = str(value).lower() if isinstance(value, bool) else str(value or "")
            node.options = _options(self._choices(field), chosen)
        else:
            node.value = "" if value is None else shown_number(value) if node.numeric else str(value)

    def _row(self, field: Field, node: Node, number: int, row: Data) -> Row:
        name = f"{node.name}.{number}"
        children = [self._node(child, f"{name}.{child.name}", row.get(child.name)) for child in field.children]
        if self._focus == name and children:
            children[0].focus = True
        return Row(name, f"{node.label} {number + 1}", children, self._errors(name))

    def _fill_list(self, node: Node, field: Field, chosen: list[str]) -> None:
        choices = self._choices(field)
        if field.type is Type.CHOICES:
            rank = {value: number for number, value in enumerate(chosen)}
            ordered = sorted(choices, key=lambda choice: rank.get(choice[0], len(rank)))
            node.options = [Option(value, label, value in rank) for value, label in ordered]
        else:
            node.selects = [_options(choices, value) for value in [*chosen, ""]]

    def _choices(self, field: Field) -> Options:
        if field.type is Type.BOOLEAN:
            return [("true", _("ja")), ("false", _("nein"))]
        if field.type in CHOICE_TYPES:
            return [(value, field_labels.value_label(value, field.path)) for value in field.values]
        if field.target not in self._options:
            self._options[field.target] = editing.titles(field.target)
        return self._options[field.target]


def _options(choices: Options, chosen: str) -> list[Option]:
    """Return the options with an empty one first; an unknown chosen value stays visible."""
    known = chosen in {value for value, _label in choices}
    extra = [] if known or not chosen else [(chosen, chosen)]
    return [Option(value, label, value == chosen) for value, label in [("", "–"), *extra, *choices]]
