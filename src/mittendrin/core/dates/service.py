# SPDX-License-Identifier: EUPL-1.2
"""When a decision counts as received, and until when it can be contested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mittendrin.core.dates.periods import Deadline, Period, Step, deadline, german
from mittendrin.core.dates.workdays import next_working_day
from mittendrin.core.text import sentence

# Postrechtsmodernisierungsgesetz of 15 July 2024 (BGBl. 2024 I Nr. 236): four days instead of three.
FOUR_DAYS_SINCE = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Law:
    """The rule of one law on receipt by post.

    moves: whether the day moves on to the next working day when it is none. So for taxes (BFH, 14 October 2003,
    IX R 68/98; § 108 para. 3 AO), not for other decisions, where it is no period (BSG, 6 May 2010, B 14 AS 12/09 R).
    """

    name: str
    moves: bool


VWVFG = Law("§ 41 Abs. 2 VwVfG", moves=False)
AO = Law("§ 122 Abs. 2 AO", moves=True)
SGB_X = Law("§ 37 Abs. 2 SGB X", moves=False)


# By tax or not, instructed or not.
_OBJECTIONS = {
    (True, True): sentence("Für den Einspruch gilt: ein Monat nach Bekanntgabe (%(law)s)."),
    (True, False): sentence("Für den Einspruch gilt: ein Jahr nach Bekanntgabe (%(law)s)."),
    (False, True): sentence("Für den Widerspruch gilt: ein Monat nach Bekanntgabe (%(law)s)."),
    (False, False): sentence("Für den Widerspruch gilt: ein Jahr nach Bekanntgabe (%(law)s)."),
}


def deemed_received(posted: date, law: Law, state: str) -> Deadline:
    """Return the day on which a letter posted on ``posted`` inside Germany counts as received.

    The receiver may show that it came later or never; a later arrival that is known goes before.
    """
    days = 4 if posted >= FOUR_DAYS_SINCE else 3
    day = posted + timedelta(days=days)
    steps = [
        Step(
            sentence(
                "Mit der Post am %(posted)s aufgegeben, gilt der Brief am %(days)s. Tag danach als zugegangen: "
                "%(day)s (%(law)s)."
            ),
            {"posted": german(posted), "days": str(days), "day": german(day), "law": law.name},
        )
    ]
    moved = next_working_day(day, state) if law.moves else day
    if moved != day:
        steps.append(
            Step(
                sentence("Dieser Tag ist kein Werktag, es gilt der nächste: %(day)s (§ 108 Abs. 3 AO)."),
                {"day": german(moved)},
            )
        )
    return Deadline(moved, tuple(steps))


def objection_ends(known_since: date, state: str, *, instructed: bool = True, tax: bool = False) -> Deadline:
    """Return the last day of an objection: one month after the decision became known (§ 70 VwGO, § 355 AO).

    One year when the instruction on remedies is missing or wrong (§ 58 para. 2 VwGO, § 356 para. 2 AO).
    """
    one, year = ("§ 355 Abs. 1 AO", "§ 356 Abs. 2 AO") if tax else ("§ 70 Abs. 1 VwGO", "§ 58 Abs. 2 VwGO")
    period, law = (Period(1, "months"), one) if instructed else (Period(1, "years"), year)
    found = deadline(known_since, period, state)
    kind = Step(_OBJECTIONS[tax, instructed], {"law": law})
    return Deadline(found.day, (kind, *found.steps))
