# SPDX-License-Identifier: EUPL-1.2
"""Fills a record form as a browser would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from mittendrin.apps.atlas.forms.record_form import Node, RecordForm

Data = dict[str, Any]


def sent_by_browser(kind: str, data: Data, *, is_new: bool = False) -> QueryDict:
    """Return what a browser sends when a person opens the form of ``data`` and changes nothing."""
    form = RecordForm(kind, data, is_new=is_new)
    post = QueryDict(mutable=True)
    _fill([*form.main, *form.more], post)
    return post


def _fill(nodes: Iterable[Node], post: QueryDict) -> None:
    for node in nodes:
        if node.widget == "group":
            _fill(node.children, post)
        elif node.widget == "rows":
            for row in node.rows:
                _fill(row.children, post)
        elif node.widget == "checkboxes":
            post.setlist(node.name, [option.value for option in node.options if option.selected])
        elif node.widget == "selects":
            post.setlist(node.name, [next(o.value for o in options if o.selected) for options in node.selects])
        elif node.widget == "select":
            post[node.name] = next((option.value for option in node.options if option.selected), "")
        else:
            post[node.name] = node.value
