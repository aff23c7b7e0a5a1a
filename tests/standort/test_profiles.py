# SPDX-License-Identifier: EUPL-1.2
"""The 50 profiles of the Smart-City-Atlas run through the assessment by their records."""

from __future__ import annotations

from benchmarks.standort import results

from mittendrin.apps.standort.services.report import as_data


def test_every_profile_gets_a_result_from_its_records() -> None:
    found = results()
    assert len(found) == 50
    for assessment in found.values():
        data = as_data(assessment)
        assert data["answers"]["own"] >= 5
        assert data["profile_card"]["fulfilled"] >= 3
        assert data["kind_of_town"]["cluster"]


def test_an_adopted_agenda_never_scores_below_one_in_development() -> None:
    found = results().values()
    scores: dict[str, list[float]] = {"adopted": [], "in_development": []}
    for assessment in found:
        stage = assessment.answers.value("strategy-agenda")
        if isinstance(stage, str):
            scores[stage].append(assessment.readings["strategy-agenda"].known)
    assert min(scores["adopted"]) > max(scores["in_development"])
