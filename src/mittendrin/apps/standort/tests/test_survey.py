# SPDX-License-Identifier: EUPL-1.2
"""Statistics agree with statsmodels and scipy to 1e-9; bad tables are named; small numbers give no percentages."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from mittendrin.apps.standort.services.survey import groups, reading, statistics, tables
from mittendrin.apps.standort.sources import survey
from mittendrin.core.errors import ProblemsFound

EXACT = 1e-9
BOOK = """
weight: gewicht
groups: [groesse, strategie, themen]
questions:
  groesse: {title: Einwohner, kind: number, whole: true, missing: ["-9"]}
  strategie: {title: Strategie, values: {1: keine, 2: geplant, 3: läuft}, missing: ["-9"]}
  themen: {title: Themen, kind: multiple, values: {geld: Geld, netz: Netz}}
"""


def simulated(rows: int, seed: int = 1) -> str:
    """Return a simulated table: small places without strategy and money troubles, large ones the other way."""
    chance = np.random.default_rng(seed)
    lines = ["groesse;strategie;themen;gewicht"]
    for _row in range(rows):
        large = chance.random() < 0.4
        size = int(chance.normal(120_000, 9_000)) if large else int(chance.normal(9_000, 900))
        stage = "-9" if chance.random() < 0.1 else str(chance.choice([2, 3] if large else [1, 2]))
        topic = "netz" if large else "geld|netz" if chance.random() < 0.2 else "geld"
        lines.append(f"{size};{stage};{topic};{chance.uniform(0.5, 2):.3f}".replace(".", ","))
    return "\n".join(lines)


@pytest.fixture
def book(tmp_path: Path) -> survey.Codebook:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    return survey.read_codebook(path)


@pytest.mark.parametrize(("count", "base"), [(0, 7), (3, 8), (41, 300), (300, 300)])
def test_a_share_has_the_interval_of_statsmodels(count: int, base: int) -> None:
    hits = np.array([1.0] * count + [0.0] * (base - count))
    found = statistics.share(hits, np.ones(base))
    low, high = proportion_confint(count, base, method="wilson")
    assert found.share == pytest.approx(count / base, abs=EXACT)
    assert (found.low, found.high) == pytest.approx((max(0, low), min(1, high)), abs=EXACT)


def test_a_mean_has_the_interval_of_scipy_and_weighted_that_of_statsmodels() -> None:
    chance = np.random.default_rng(4)
    values, weights = chance.normal(10, 3, 200), chance.uniform(0.2, 3, 200)
    plain = statistics.mean(values, np.ones(200))
    interval = stats.t.interval(0.95, 199, loc=values.mean(), scale=stats.sem(values))
    assert (plain.low, plain.high) == pytest.approx(interval, abs=EXACT)
    effective = statistics.effective_size(weights)
    theirs = DescrStatsW(values, weights=weights * effective / weights.sum())
    ours = statistics.mean(values, weights)
    assert ours.mean == pytest.approx(theirs.mean, abs=EXACT)
    assert (ours.low, ours.high) == pytest.approx(theirs.tconfint_mean(), abs=EXACT)


def test_a_difference_agrees_with_statsmodels() -> None:
    later = statistics.share(np.array([1.0] * 59 + [0.0] * 41), np.ones(100))
    earlier = statistics.share(np.array([1.0] * 60 + [0.0] * 90), np.ones(150))
    found = statistics.difference(later, earlier)
    assert found is not None
    low, high = confint_proportions_2indep(59, 100, 60, 150, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high), abs=EXACT)
    assert found.p_value == pytest.approx(proportions_ztest([59, 60], [100, 150])[1], abs=EXACT)


def test_equal_weights_change_nothing() -> None:
    hits = np.array([1.0, 0, 1, 1, 0, 1])
    assert statistics.share(hits, np.full(6, 3.7)).low == pytest.approx(
        statistics.share(hits, np.ones(6)).low, abs=EXACT
    )


def test_under_five_cases_there_is_no_percentage() -> None:
    assert statistics.share(np.ones(4), np.ones(4)).share is None
    assert statistics.mean(np.ones(4), np.ones(4)).mean is None


def test_tables_count_missing_values_apart_and_name_codes_that_nobody_chose(book: survey.Codebook) -> None:
    text = "groesse;strategie;themen;gewicht\n" + "100;1;geld;1\n" * 3 + "200;2;geld|netz;2\n" * 3 + "-9;-9;;1\n"
    data = tables.as_data(survey.read(text.encode(), book))
    size, stage, topics = data["questions"]
    assert (size["answered"], size["missing"]) == (6, 1)
    assert size["mean"] == pytest.approx((100 * 3 + 200 * 6) / 9)
    assert [(value["words"], value["count"]) for value in stage["values"]] == [
        ("keine", 3),
        ("geplant", 3),
        ("läuft", 0),
    ]
    assert stage["values"][1]["share"] == pytest.approx(6 / 9)
    assert topics["values"][1]["count"] == 3


def test_weights_have_decimals_and_whole_numbers_have_thousands(book: survey.Codebook) -> None:
    found = survey.read(b"groesse;strategie;themen;gewicht\n41.200;1;geld;0.983\n", book)
    assert found.weights[0] == 0.983
    assert found.answers["groesse"] == [41_200]


def test_groups_find_what_was_put_in_and_are_the_same_each_time(book: survey.Codebook) -> None:
    found = survey.read(simulated(300).encode("cp1252"), book)
    made = groups.group(found, 2)
    assert made is not None
    large = sum(size > 50_000 for size in found.answers["groesse"])
    assert sorted(made.sizes) == sorted((large, 300 - large))
    assert made.stability > 0.95
    assert groups.group(found, 2) == made


def test_no_groups_where_there_is_nothing_to_tell_apart(book: survey.Codebook) -> None:
    text = "groesse;strategie;themen;gewicht\n" + "100;1;geld;1\n" * 20
    made = groups.group(survey.read(text.encode(), book), 3)
    assert made is not None and sum(made.sizes) == 20
    assert groups.group(survey.read((text[:33] + "100;1;geld;1\n").encode(), book), 3) is None


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_counted(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "a.csv").write_text(simulated(100_000), encoding="utf-8")
    begun = monotonic()
    data = reading.count(tmp_path / "a.csv", tmp_path / "book.yaml", grouped=2)
    assert data["rows"] == 100_000
    assert data["groups"]["sampled"]
    assert monotonic() - begun < 120


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty-file"),
        ("groesse;strategie;themen;gewicht\n", "no-rows"),
        ("groesse;strategie;gewicht\n1;1;1\n", "column-missing"),
        ("groesse;strategie;themen;gewicht\n1;1;geld\n", "row-width"),
        ("groesse;strategie;themen;gewicht\nviele;1;geld;1\n", "not-a-number"),
        ("groesse;strategie;themen;gewicht\n1;7;geld;1\n", "unknown-code"),
        ("groesse;strategie;themen;gewicht\n1;1;geld;0\n", "bad-weight"),
        ("groesse;strategie;themen;gewicht\n1;1;geld;\n", "not-a-number"),
        ('groesse;strategie;themen;gewicht\n1;"1;geld;1\n', "broken-row"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(book: survey.Codebook, text: str, kind: str) -> None:
    with pytest.raises(ProblemsFound) as refusal:
        survey.read(text.encode(), book)
    assert refusal.value.problems[0].kind == kind


@pytest.mark.parametrize(
    "text", ["", "a: 1", "questions: [a]", "questions: {a: {kind: egal}}", "questions: {a: {}}\ngroups: [b]"]
)
def test_a_wrong_codebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound):
        survey.read_codebook(path)


def test_one_missing_code_and_one_group_need_no_brackets() -> None:
    text = BOOK.replace('missing: ["-9"]', "missing: -9").replace("[groesse, strategie, themen]", "strategie")
    book = reading.codebook(text.encode(), "buch.yaml")
    assert book.groups == ("strategie",)
    assert {question.missing for question in book.questions} == {frozenset({"-9"}), frozenset()}


def test_a_bad_weight_is_named_as_it_is_written() -> None:
    book = reading.codebook(BOOK.encode(), "buch.yaml")
    with pytest.raises(ProblemsFound) as refused:
        reading.counted(book, b"groesse;strategie;themen;gewicht\n1;1;geld;0,0\n")
    assert [one.detail for one in refused.value.problems] == ["0,0"]
