# SPDX-License-Identifier: EUPL-1.2
"""Charts: figures, geometry, drawings, files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mittendrin.web.charts import Bar, Chart, Column, Form, Row, Table, Value, draw, numbers, scale, svg
from mittendrin.web.charts.model import ColumnKind

TOKENS = Path(draw.__file__).parent.parent / "frontend" / "css" / "tokens.css"
COUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=12).filter(any)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


def chart(rows: list[Row], **changes: object) -> Chart:
    table = Table((Column("Name", ColumnKind.TEXT), Column("Zahl")), tuple((row.name, 1) for row in rows))
    values: dict[str, object] = {
        "key": "probe",
        "title": "Probe",
        "sentence": "Ein Satz & <noch> einer.",
        "rows": tuple(rows),
        "table": table,
        "source": "Quelle: Probe.",
        "date": "",
        **changes,
    }
    return Chart(**values)  # type: ignore[arg-type]


def counted(*counts: int) -> Chart:
    return chart([Row(f"Zeile {place}", (Value.exact(count),)) for place, count in enumerate(counts)])


def bars(drawing: ET.Element) -> list[ET.Element]:
    return [element for element in drawing.iter("rect") if element.get("class") == "c-bar"]


def test_numbers_are_german_or_english() -> None:
    assert numbers.amount(1412) == "1.412"
    assert numbers.amount(4.1, "%") == "4,1\N{NO-BREAK SPACE}%"
    assert numbers.signed(-1) == "−1"
    assert numbers.signed(2) == "+2"
    assert numbers.signed(0) == "0"
    with translation.override("en"):
        assert numbers.amount(1412) == "1,412"
        assert numbers.amount(4.1, "%") == "4.1%"


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_german_numbers_read_back_as_the_same_number(value: int) -> None:
    with translation.override("de"):
        assert int(numbers.amount(value).replace(".", "").replace("−", "-")) == value


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_shares_need_five_cases(part: int, whole: int) -> None:
    found = numbers.share(part, whole)
    assert (found is None) == (whole < 5)
    assert found is None or abs(found - 100 * part / whole) <= 0.5


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from([343, 400, 860]))
def test_bars_start_at_zero_and_are_as_long_as_their_figures(counts: list[int], width: int) -> None:
    with translation.override("de"):
        drawing = draw.chart(counted(*counts), width)
    found = bars(drawing)
    positive = [count for count in counts if count]
    assert len({element.get("x") for element in found}) <= 1
    drawn = [float(element.get("width", "0")) for element in found]
    longest, most = max(drawn), max(positive)
    wide = [count for count in positive if count / most * longest >= 0.01]
    for length, count in zip(drawn, wide, strict=False):
        if len(wide) == len(drawn):
            assert length == pytest.approx(longest * count / most, abs=0.02)
    limit = float(drawing.get("width", "0"))
    assert all(float(element.get("x", "0")) + float(element.get("width", "0")) <= limit for element in found)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.1, 10**9), st.floats(50, 900))
def test_axis_marks_are_round_and_inside(top: float, width: float) -> None:
    found = scale.ticks(top, width)
    assert found[0] == 0
    assert found[-1] <= top + 1e-6
    assert len(found) <= width / 35 + 2
    assert all(tick == round(tick) for tick in found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.floats(20, 400))
def test_labels_stay_in_their_room(text: str, width: float) -> None:
    lines = svg.wrap(text, 16, width)
    assert len(lines) <= 2
    assert all(svg.text_width(line, 16) <= width or line in ("…", "") or len(line) <= 2 for line in lines)


def test_a_bar_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        Value(-1, 2)


def test_missing_is_a_gap_and_zero_is_not() -> None:
    both = chart([Row("fehlt", (None,)), Row("null", (Value.exact(0),)), Row("drei", (Value.exact(3),))])
    texts = [element.text for element in draw.chart(both, 860).iter("text")]
    assert len(bars(draw.chart(both, 860))) == 1
    assert "–" in texts
    assert "0" in texts


def test_open_figures_are_dashed_and_open() -> None:
    rows = [Row("mehr als", (Value(80, 84, "mehr als 80 %", open=True),)), Row("Spanne", (Value(38, 42),))]
    paths = [
        element.get("d", "")
        for element in draw.chart(chart(rows), 860).iter("path")
        if element.get("class") == "c-open"
    ]
    assert len(paths) == 2
    assert "V" not in paths[0]
    assert "V" in paths[1]


@pytest.mark.parametrize(("printed", "edges"), [(30, 0), (29, 0), (13, 1)])
def test_a_printed_tick_has_a_light_edge_only_inside_the_bar(printed: float, edges: int) -> None:
    drawing = draw.chart(chart([Row("Mobilität", (Value.exact(29),), printed)]), 860)
    assert sum(element.get("class") == "c-edge" for element in drawing.iter("rect")) == edges
    assert sum(element.get("class") == "c-print" for element in drawing.iter("rect")) == 1
    assert any("gedruckt" in (element.text or "") for element in drawing.iter("text")) == (printed != 29)


@pytest.mark.parametrize("form", list(Form))
def test_every_drawing_is_well_formed_and_without_inline_style(form: Form) -> None:
    rows = [Row("2017 & <1>", (Value.exact(59), Value.exact(40))), Row("2018", (None, Value(1, 4)))]
    what = chart(rows, form=form, bars=(Bar("neu"), Bar("alt", quiet=True)), unit="%")
    for text in (what.wide, what.half, what.narrow, what.panel, what.small, what.standalone()):
        found = ET.fromstring(text)  # noqa: S314 - our own drawing
        assert found.tag == "{http://www.w3.org/2000/svg}svg"
        assert "style" not in text
    assert ET.fromstring(what.wide).get("role") == "img"  # noqa: S314
    assert ET.fromstring(what.wide).get("aria-label") == what.sentence  # noqa: S314


def test_a_file_of_its_own_carries_title_sentence_source_and_colours() -> None:
    text = counted(3, 2).standalone()
    texts = [element.text for element in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert {"Probe", "Ein Satz & <noch> einer.", "Quelle: Probe."} <= set(texts)
    assert "class=" not in text
    assert "#2044aa" in text


def test_colours_in_files_are_the_light_tokens() -> None:
    light = TOKENS.read_text(encoding="utf-8").split("@media")[0]
    tokens = set(re.findall(r"#[0-9a-f]{3,6}\b", light)) | {"#ffffff"}
    used = {value for style in svg.STYLES.values() for value in style.values() if value.startswith("#")}
    assert used <= tokens


def test_csv_is_exact_and_runs_no_formula() -> None:
    table = Table(
        (Column("Name", ColumnKind.TEXT), Column("Zahl"), Column("Unterschied", ColumnKind.DIFFERENCE)),
        (("=SUMME(A1)", 1412.5, -1), ('Ünter; "Ort"', None, 0)),
        ("Summe", 1412.5, -1),
    )
    text = chart([], table=table).csv()
    assert text.startswith("\N{BYTE ORDER MARK}")
    assert list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";")) == [
        ["Name", "Zahl", "Unterschied", "Quelle"],
        ["'=SUMME(A1)", "1412,5", "-1", "Quelle: Probe."],
        ['Ünter; "Ort"', "", "0", "Quelle: Probe."],
        ["Summe", "1412,5", "-1", "Quelle: Probe."],
    ]


def test_an_empty_chart_says_so() -> None:
    assert counted(0, 0).empty
    assert not counted(0, 1).empty
