# SPDX-License-Identifier: EUPL-1.2
"""Types for codes and keys: wrong values are refused with the list of the right ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from mittendrin.apps.atlas.services.labels import VOCABULARIES


@dataclass(frozen=True)
class Code:
    """Allows the codes of one vocabulary."""

    vocabulary: str

    def codes(self) -> list[str]:
        """Return the allowed codes in their order."""
        return list(VOCABULARIES[self.vocabulary])

    def check(self, value: str) -> str:
        """Return ``value`` when it is a code."""
        if value not in VOCABULARIES[self.vocabulary]:
            expected = ", ".join(self.codes())
            raise PydanticCustomError("unknown_code", "expected one of: {expected}", {"expected": expected})
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the value is known to be text."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Name the codes in OpenAPI."""
        return {**handler(schema), "enum": self.codes()}


Key = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Language = Literal["de", "en"]
State = Annotated[str, Code("state")]
Stage = Annotated[str, Code("stage")]
Field = Annotated[str, Code("field")]
Ai = Annotated[str, Code("ai")]
Technology = Annotated[str, Code("technology")]
ProjectKind = Annotated[str, Code("kind")]
Role = Annotated[str, Code("role")]
Size = Annotated[str, Code("size")]
Group = Annotated[str, Code("group")]
ProviderCategory = Annotated[str, Code("provider")]
ApplicationGroup = Annotated[str, Code("application_group")]
Direction = Annotated[str, Code("direction")]
FactorTheme = Annotated[str, Code("factor_theme")]
Addressee = Annotated[str, Code("addressee")]
RecommendationGroup = Annotated[str, Code("recommendation_group")]
VoiceTheme = Annotated[str, Code("voice_theme")]
AuthorKind = Annotated[str, Code("author")]
PlaceKind = Literal["municipality", "district", "association", "region"]
Study = Literal["smart-city-atlas", "rlp-ten", "good-practice", "own-statement"]
Source = Key
SurveyTopic = Literal[
    "strategy",
    "east_west",
    "fields",
    "motivation",
    "effects",
    "stakeholders",
    "clusters",
    "obstacles",
    "know_how",
    "support",
    "cooperation",
    "method",
    "practice",
]
Unit = Literal["percent", "count", "rank", "fraction", "year", "minutes"]
Precision = Literal["exact", "about", "at_least", "more_than", "under", "almost"]
Attribute = Literal[
    "share",
    "size",
    "strategy",
    "ambition",
    "fields",
    "challenges",
    "obstacles",
    "cooperation",
    "expectations",
    "region",
    "other",
]
