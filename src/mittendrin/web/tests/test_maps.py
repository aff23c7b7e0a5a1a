# SPDX-License-Identifier: EUPL-1.2
"""The outline map: projection, simplified outlines, labels that keep clear of points and one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mittendrin.web import maps

SOEST = maps.Point("Soest", "/soest", 8.11, 51.57, ai=True, named=True)
places = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 500)), max_size=60)


def test_north_is_up_and_east_is_right() -> None:
    hamburg, munich, berlin = (
        maps.project(lon, lat, 400) for lon, lat in ((10.0, 53.55), (11.58, 48.14), (13.4, 52.52))
    )
    assert hamburg[1] < berlin[1] < munich[1]
    assert hamburg[0] < munich[0] < berlin[0]


def test_the_corners_fill_the_drawing() -> None:
    drawing = maps.outline_map(width=300)
    assert maps.project(maps.WEST, maps.NORTH, 300) == (0, 0)
    assert maps.project(maps.EAST, maps.SOUTH, 300)[0] == pytest.approx(300)
    assert drawing.height == round(maps.project(maps.WEST, maps.SOUTH, 300)[1])


@given(places)
@settings(max_examples=60, deadline=None)
def test_simplified_outlines_keep_their_ends_and_add_nothing(line: list[maps.Place]) -> None:
    short = maps.simplify(line)
    assert set(short) <= set(line)
    assert short[:1] == line[:1]
    assert short[-1:] == line[-1:]


def test_what_lies_on_a_line_is_left_out() -> None:
    assert maps.simplify([(0, 0), (1, 0.1), (2, 0), (3, -0.1), (4, 0)]) == [(0, 0), (4, 0)]


def test_forms_say_what_a_place_is() -> None:
    points = [SOEST, maps.Point("Calau", "", 13.9, 51.7, shape="small"), maps.Point("Berlin", "", 13.4, 52.5, "large")]
    signs = {mark.point.title: mark.sign for mark in maps.outline_map(points).marks}
    assert signs == {"Soest": "square", "Calau": "ring", "Berlin": "dot"}


@given(st.lists(st.tuples(st.floats(6, 15), st.floats(47.5, 54.9)), min_size=2, max_size=40))
@settings(max_examples=40, deadline=None)
def test_labels_cover_no_point_and_no_other_label(coordinates: list[maps.Place]) -> None:
    points = [maps.Point(f"Ort {number}", "", lon, lat, named=True) for number, (lon, lat) in enumerate(coordinates)]
    drawing = maps.outline_map(points)
    boxes = []
    for label in drawing.labels:
        long = len(label.text) * maps.CHARACTER
        left = {"start": label.x, "end": label.x - long, "middle": label.x - long / 2}[label.anchor]
        boxes.append((left, label.y - 9, left + long, label.y + 3))
    for number, box in enumerate(boxes):
        assert not any(box[0] < mark.x < box[2] and box[1] < mark.y < box[3] for mark in drawing.marks)
        assert not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in boxes[number + 1 :]
        )


def test_the_own_town_is_named_first() -> None:
    crowd = [maps.Point(f"Nachbarort {n}", "", 8.11 + n / 100, 51.57, named=True) for n in range(9)]
    own = maps.Point("Eigene", "", 8.15, 51.57, own=True, named=True)
    assert "Eigene" in {label.text for label in maps.outline_map([*crowd, own]).labels}


def test_without_a_built_front_end_the_points_are_still_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(maps, "STATES_FILE", tmp_path / "missing.geojson")
    drawing = maps.outline_map([SOEST], width=123)
    assert drawing.states == []
    assert len(drawing.marks) == 1
