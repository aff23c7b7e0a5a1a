# SPDX-License-Identifier: EUPL-1.2
"""The seven practice places of the survey with what it prints about them, and the group that it prints for them."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.apps.standort.services.clusters import Facts


@dataclass(frozen=True)
class Practice:
    """A place, the facts about it, the printed group, and why it does not fit in a rule (empty when it does)."""

    name: str
    facts: Facts
    cluster: str
    deviation: str = ""


PIONEER, LARGE, FOLLOWER = "kleine-digitale-vorreiter", "ambitionierte-grosskommunen", "digitale-follower"
# Population as the survey prints it. Stage and areas: our reading of its page on the place; where it reports projects
# that are carried out, the stage is "running". It prints challenges for none of them. The two villages of Bavaria have
# no printed population: the official figure of Spiegelau in 2019.
PLACES = (
    Practice(
        "Bad Hersfeld",
        Facts(population=29_490, state="HE", stage="running", areas=4),
        PIONEER,
        deviation="size: 29,490 people, while the group has fewer than 20,000",
    ),
    Practice("Brandis", Facts(population=9_675, state="SN", stage="running", areas=3), PIONEER),
    Practice(
        "Modellregion Ostwestfalen-Lippe (Paderborn)",
        Facts(population=150_630, state="NW", stage="in_development"),
        LARGE,
    ),
    Practice("Kaiserslautern", Facts(population=102_542, state="RP", stage="running"), LARGE),
    Practice("Rhein-Neckar-Kreis", Facts(population=546_745, state="BW", stage="running"), LARGE),
    Practice("Jena", Facts(population=108_744, state="TH", stage="adopted"), LARGE),
    Practice("Digitale Dörfer (Spiegelau)", Facts(population=3_897, state="BY", stage="planned"), FOLLOWER),
)
