# SPDX-License-Identifier: EUPL-1.2
"""What a record looks like in an answer: the published document, plus ``meta`` in the language of the request.

The same fields as in ``schemas/*.yaml``; a test compares both. A field that no source speaks of is left out.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from mittendrin.apps.atlas.api import codes
from mittendrin.apps.atlas.api.codes import Code

Number = int | float


class Part(BaseModel):
    """A part of a record; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Text(Part):
    """The same statement in German and English."""

    de: str
    en: str


class Citation(Part):
    """Document and place in it."""

    source: codes.Source
    locator: str


class WebLink(Part):
    """A link that the source gives."""

    title: str
    url: str | None = None


class Figure(Part):
    """A printed or official figure with year and source."""

    value: Number
    year: int | None
    date: str | None = None
    approximate: bool | None = None
    source: codes.Source
    locator: str | None = None


class Meta(Part):
    """The record in the language of the request, and where it stands."""

    language: codes.Language
    title: str
    summary: str
    page: str
    self: str
    revision: int
    updated: str


class Item(Part):
    """What every record has."""

    id: str
    meta: Meta


class Cited(Item):
    """A record with one source."""

    source: codes.Source
    locator: str


class Summed(Cited):
    """A record with a summary of ours."""

    summary_de: str
    summary_en: str
    citations: list[Citation] | None = None


class SourceItem(Item):
    """One of the documents."""

    title: str
    short: str | None = None
    title_en: str | None = None
    publisher: str
    authors: list[str] | None = None
    year: int
    published: str | None = None
    method: Text
    sample: Text
    limits: Text | None = None
    url: str | None = None


class StatisticsItem(Item):
    """One official statistic."""

    title: str
    title_en: str | None = None
    publisher: str
    year: int
    licence: str
    licence_url: str | None = None
    attribution: str
    url: str | None = None


class MunicipalityItem(Item):
    """A town, district or association that a study names."""

    name: str
    official_name: str | None = None
    kind: codes.PlaceKind
    role: codes.Role
    ags: str | None = None
    state: codes.State
    lon: float | None = None
    lat: float | None = None
    groups: list[codes.Group]
    population: list[Figure]
    area_km2: list[Figure]
    note: Text | None = None
    citations: list[Citation]


class Organisation(Part):
    """Where digitalisation sits in the town hall."""

    models: list[Annotated[str, Code("organisation")]]
    attached_to: Annotated[str, Code("attached_to")] | None = None
    de: str
    en: str


class Agenda(Part):
    """State of the digital agenda."""

    state: Annotated[str, Code("agenda")]
    title: str | None = None
    year: int | None = None
    de: str
    en: str


class Milestone(Part):
    """A step, done or announced."""

    date: str | None
    when: str | None = None
    status: str
    de: str
    en: str


class Goal(Part):
    """A goal and its category."""

    category: Annotated[str, Code("goal")]
    de: str
    en: str


class Participation(Part):
    """Whether and how people take part."""

    state: Annotated[str, Code("participation")]
    formats: list[Annotated[str, Code("format")]]
    de: str
    en: str


class Topic(Part):
    """A chance or challenge and its topic."""

    topic: Annotated[str, Code("topic")]
    de: str
    en: str


class Staff(Part):
    """How many people work on it."""

    count: Number | None = None
    de: str
    en: str


class Dms(Part):
    """State of the document management."""

    state: Annotated[str, Code("dms")]
    product: str | None = None
    de: str
    en: str


class ProfileItem(Summed):
    """Profile of one place in one study."""

    municipality: str
    study: codes.Study
    as_of: int
    organisation: Organisation
    agenda: Agenda
    milestones: list[Milestone] | None = None
    goals: list[Goal] | None = None
    stakeholders: list[Annotated[str, Code("stakeholder")]] | None = None
    stakeholders_text: Text | None = None
    participation: Participation | None = None
    chances: list[Topic] | None = None
    challenges: list[Topic] | None = None
    communication: Text | None = None
    networks: list[str] | None = None
    programmes: list[str] | None = None
    partners: list[str] | None = None
    links: list[WebLink] | None = None
    position: Text | None = None
    staff: Staff | None = None
    dms: Dms | None = None
    strategy: Text | None = None
    projects_text: Text | None = None
    lessons: list[Text] | None = None
    notes: list[Text] | None = None


class Period(Part):
    """From when to when."""

    start: str | None = None
    end: str | None = None


class ProjectItem(Summed):
    """A project, pilot, research project or AI use."""

    kind: codes.ProjectKind
    number: int | None = None
    title: str
    title_en: str | None = None
    municipalities: list[str]
    place_text: Text | None = None
    fields: list[codes.Field]
    fields_printed: list[codes.Field] | None = None
    technologies: list[codes.Technology]
    ai: list[codes.Ai]
    stage: codes.Stage
    stage_text: Text | None = None
    as_of: int
    period: Period | None = None
    partners: list[str] | None = None
    funding: list[str] | None = None
    providers: list[str] | None = None
    links: list[WebLink] | None = None
    transfer: Text | None = None
    related: list[str] | None = None
    notes: list[Text] | None = None


class ProviderItem(Summed):
    """A provider of AI for town halls."""

    name: str
    legal_form: str | None = None
    category: codes.ProviderCategory
    size: Text | None = None
    products: list[str]
    application_fields: list[str]
    ai: list[codes.Ai] | None = None
    interviewed: bool | None = None
    links: list[WebLink] | None = None
    as_of: int | None = None


class ApplicationFieldItem(Cited):
    """What AI can be used for."""

    group: codes.ApplicationGroup
    title: str
    title_en: str
    summary_de: str | None = None
    summary_en: str | None = None


class FactorItem(Summed):
    """What hinders or fosters."""

    direction: codes.Direction
    theme: codes.FactorTheme
    title: str
    title_en: str


class RecommendationItem(Summed):
    """A recommendation of a study."""

    number: int | None = None
    addressee: codes.Addressee
    group: codes.RecommendationGroup | None = None
    title: str
    title_en: str
    share: Text | None = None


class StepItem(Cited):
    """One of the ten steps to a digital agenda."""

    order: int
    title: str
    title_en: str
    summary_de: str
    summary_en: str
    notes: list[Text] | None = None


class SurveyItem(Cited):
    """One printed figure of the survey."""

    topic: codes.SurveyTopic
    question: str
    question_en: str
    item: str
    item_en: str
    value: Number
    value_max: Number | None = None
    unit: codes.Unit
    precision: codes.Precision | None = None
    year: int | None = None
    base: str
    base_en: str
    n: int | None = None
    printed: str | None = None
    note: Text | None = None


class ClusterAttribute(Part):
    """What marks a kind of town."""

    name: codes.Attribute
    de: str
    en: str
    min: Number | None = None
    max: Number | None = None


class ClusterItem(Cited):
    """One of the five kinds of towns."""

    order: int
    title: str
    title_en: str
    summary_de: str
    summary_en: str
    attributes: list[ClusterAttribute]


class VoiceItem(Cited):
    """A topic of the column archive."""

    line: int
    theme: codes.VoiceTheme
    topic: str
    topic_en: str
    author_kind: codes.AuthorKind
    author: str | None = None
    place: str | None = None
    municipality: str | None = None
