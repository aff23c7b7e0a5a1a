# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as DCAT-AP.de 3.0: what is needed, what is recommended, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from mittendrin.apps.opendata.services import vocabulary
from mittendrin.apps.opendata.services.catalogue import licence
from mittendrin.contracts.dataset import Api, OpenDataset, Words
from mittendrin.townhall.town import town
from mittendrin.townhall.wording import both

DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PREFIXES = {
    "dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "skos": SKOS, "dcatap": DCATAP, "dcatde": DCATDE, "vcard": VCARD,
    "locn": LOCN, "geo": GEO, "hydra": HYDRA,
}  # fmt: skip
PAGE_SIZE = 50
# Suffix -> name in rdflib, media type.
FORMATS = {
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("xml", "application/rdf+xml"),
    "xml": ("xml", "application/rdf+xml"),
    "jsonld": ("json-ld", "application/ld+json"),
}


@dataclass
class Writer:
    """Writes datasets into a graph. base: address of the service without a slash at the end."""

    base: str
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        for prefix, space in PREFIXES.items():
            self.graph.bind(prefix, space, override=True, replace=True)

    def add(self, subject: Any, predicate: Any, *values: Any) -> None:
        """Add a statement for each value."""
        for value in values:
            self.graph.add((subject, predicate, value))

    def say(self, subject: Any, predicate: Any, words: Words) -> None:
        """Add a text in both languages."""
        self.add(subject, predicate, Literal(words.de, lang="de"), Literal(words.en, lang="en"))

    def listed(self, subject: Any, predicate: Any, table: str, code: str, kind: Any = None) -> None:
        """Add an entry of a table of the EU and what it is, so that no reader has to fetch the table."""
        self.concept(subject, predicate, vocabulary.authority(table, code), vocabulary.scheme(table), kind)

    def concept(self, subject: Any, predicate: Any, iri: str, scheme: str, kind: Any = None) -> None:
        """Add an entry of a table and that it is one."""
        entry = URIRef(iri)
        self.add(subject, predicate, entry)
        self.add(entry, RDF.type, SKOS.Concept, *([kind] if kind else []))
        self.add(entry, SKOS.inScheme, URIRef(scheme))

    def languages(self, subject: Any) -> None:
        """Say that something is in German and English."""
        for code in ("DEU", "ENG"):
            self.listed(subject, DCTERMS.language, "language", code, DCTERMS.LinguisticSystem)

    def licensed(self, subject: Any, code: str) -> None:
        """Add a licence of DCAT-AP.de."""
        iri, scheme = vocabulary.licence(code), f"{vocabulary.GERMAN}/licenses"
        self.concept(subject, DCTERMS.license, iri, scheme, DCTERMS.LicenseDocument)

    def link(self, path: str) -> URIRef:
        """Return the IRI of something on this service; what an IRI may not hold is escaped."""
        return URIRef(self.base + path.replace(" ", "%20").replace('"', "%22"))

    @cached_property
    def publisher(self) -> URIRef:
        """Return the town as publisher."""
        iri = self.link("/catalog#publisher")
        self.add(iri, RDF.type, FOAF.Agent)
        self.add(iri, FOAF.name, Literal(town().name, lang="de"))
        kind = URIRef("http://purl.org/adms/publishertype/LocalAuthority")
        self.concept(iri, DCTERMS.type, str(kind), "http://purl.org/adms/publishertype/1.0")
        if town().email:
            self.add(iri, FOAF.mbox, URIRef(f"mailto:{quote(town().email, safe='@')}"))
        return iri

    @cached_property
    def contact(self) -> URIRef:
        """Return whom to ask."""
        iri = self.link("/catalog#contact")
        self.add(iri, RDF.type, VCARD.Kind, VCARD.Organization)
        self.add(iri, VCARD.fn, Literal(town().name))
        self.add(iri, VCARD.hasURL, self.link("/daten/"))
        if town().email:
            self.add(iri, VCARD.hasEmail, URIRef(f"mailto:{quote(town().email, safe='@')}"))
        if town().phone:
            digits = "".join(sign for sign in town().phone if sign.isdigit() or sign == "+")
            self.add(iri, VCARD.hasTelephone, URIRef(f"tel:{digits}"))
        return iri


def address() -> str:
    """Return where the service is reached, as the settings say."""
    return str(settings.PUBLIC_ADDRESS)


def catalogue(found: Sequence[OpenDataset], base: str, number: int = 1, suffix: str = "") -> Graph:
    """Return one page of the catalogue with its datasets; pages begin with 1. suffix: of the address, ``.ttl``."""
    writer = Writer(base)
    iri = _head(writer, found)
    for one in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]:
        writer.add(iri, DCAT.dataset, write(writer, one))
    _pages(writer, len(found), number, suffix)
    return writer.graph


def whole(found: Sequence[OpenDataset], base: str) -> Graph:
    """Return the catalogue with all its datasets, without pages."""
    writer = Writer(base)
    iri = _head(writer, found)
    for one in found:
        writer.add(iri, DCAT.dataset, write(writer, one))
    return writer.graph


def _head(writer: Writer, found: Sequence[OpenDataset]) -> URIRef:
    """Add the catalogue itself and return its IRI."""
    iri = writer.link("/catalog")
    writer.add(iri, RDF.type, DCAT.Catalog)
    name = town().name
    writer.say(iri, DCTERMS.title, both(lambda: _("Offene Daten: %(town)s") % {"town": name}))
    about = both(lambda: _("Was %(town)s mit Mittendrin an offenen Daten veröffentlicht.") % {"town": name})
    writer.say(iri, DCTERMS.description, about)
    writer.add(iri, DCTERMS.publisher, writer.publisher)
    writer.add(iri, FOAF.homepage, writer.link("/daten/"))
    writer.add(writer.link("/daten/"), RDF.type, FOAF.Document)
    writer.add(iri, DCAT.themeTaxonomy, URIRef(vocabulary.scheme("data-theme")))
    writer.add(URIRef(vocabulary.scheme("data-theme")), RDF.type, SKOS.ConceptScheme)
    writer.say(
        URIRef(vocabulary.scheme("data-theme")), DCTERMS.title, Words("Themen der Datensätze", "Themes of datasets")
    )
    writer.licensed(iri, settings.OPEN_DATA_LICENCE)
    writer.languages(iri)
    changed = [one.modified for one in found if one.modified]
    if changed:
        writer.add(iri, DCTERMS.modified, _time(max(changed)))
    return iri


def text(graph: Graph, form: str) -> bytes:
    """Return the graph in one of ``FORMATS``."""
    return graph.serialize(format=FORMATS[form][0], encoding="utf-8")


def last_page(found: Sequence[OpenDataset]) -> int:
    """Return the number of the last page."""
    return max(1, -(-len(found) // PAGE_SIZE))


def single(one: OpenDataset, base: str) -> Graph:
    """Return a graph with one dataset."""
    writer = Writer(base)
    write(writer, one)
    return writer.graph


def _pages(writer: Writer, total: int, number: int, suffix: str) -> None:
    """Add the hydra page; both generations of its words, because harvesters know one or the other."""
    last = max(1, -(-total // PAGE_SIZE))

    def at(page: int) -> URIRef:
        return writer.link(f"/catalog{suffix}?page={page}")

    here = at(number)
    writer.add(here, RDF.type, HYDRA.PagedCollection, HYDRA.PartialCollectionView)
    writer.add(here, HYDRA.totalItems, Literal(total))
    writer.add(here, HYDRA.itemsPerPage, Literal(PAGE_SIZE))
    writer.add(here, HYDRA.first, at(1))
    writer.add(here, HYDRA.firstPage, at(1))
    writer.add(here, HYDRA.last, at(last))
    writer.add(here, HYDRA.lastPage, at(last))
    if number > 1:
        writer.add(here, HYDRA.previous, at(number - 1))
        writer.add(here, HYDRA.previousPage, at(number - 1))
    if number < last:
        writer.add(here, HYDRA.next, at(number + 1))
        writer.add(here, HYDRA.nextPage, at(number + 1))


def write(writer: Writer, one: OpenDataset) -> URIRef:
    """Add a dataset with its distributions and return its IRI."""
    iri = writer.link(f"/catalog/datasets/{one.key}")
    page = writer.link(f"/daten/{one.key}/")
    writer.add(iri, RDF.type, DCAT.Dataset)
    writer.say(iri, DCTERMS.title, one.title)
    writer.say(iri, DCTERMS.description, one.description)
    writer.add(iri, DCTERMS.identifier, Literal(str(iri)))
    writer.add(iri, DCTERMS.publisher, writer.publisher)
    writer.add(iri, DCAT.contactPoint, writer.contact)
    writer.add(iri, DCAT.landingPage, page)
    writer.add(page, RDF.type, FOAF.Document)
    writer.languages(iri)
    for word in one.keywords:
        writer.say(iri, DCAT.keyword, word)
    for theme in one.themes:
        writer.listed(iri, DCAT.theme, "data-theme", theme)
    writer.listed(iri, DCTERMS.accrualPeriodicity, "frequency", one.frequency, DCTERMS.Frequency)
    writer.listed(iri, DCTERMS.accessRights, "access-right", "PUBLIC", DCTERMS.RightsStatement)
    writer.listed(iri, DCATAP.availability, "planned-availability", "AVAILABLE")
    _times(writer, iri, one)
    _coverage(writer, iri, one)
    if settings.CONTRIBUTOR_ID:
        contributor = vocabulary.contributor(settings.CONTRIBUTOR_ID)
        writer.concept(iri, DCATDE.contributorID, contributor, f"{vocabulary.GERMAN}/contributors")
    for form in vocabulary.FORMS:
        writer.add(iri, DCAT.distribution, _file(writer, one, form))
    if one.api:
        writer.add(iri, DCAT.distribution, _access(writer, iri, one, one.api))
    return iri


def _time(moment: datetime) -> Literal:
    return Literal(moment.replace(microsecond=0).isoformat(), datatype=XSD.dateTime)


def _times(writer: Writer, iri: URIRef, one: OpenDataset) -> None:
    if one.issued:
        writer.add(iri, DCTERMS.issued, _time(one.issued))
    if one.modified:
        writer.add(iri, DCTERMS.modified, _time(one.modified))
    if one.start or one.end:
        period = BNode()
        writer.add(iri, DCTERMS.temporal, period)
        writer.add(period, RDF.type, DCTERMS.PeriodOfTime)
        if one.start:
            writer.add(period, DCAT.startDate, _time(one.start))
        if one.end:
            writer.add(period, DCAT.endDate, _time(one.end))


def _coverage(writer: Writer, iri: URIRef, one: OpenDataset) -> None:
    level = vocabulary.level(national=one.national)
    writer.concept(iri, DCATDE.politicalGeocodingLevelURI, level, f"{vocabulary.GERMAN}/politicalGeocoding/Level")
    code = vocabulary.geocoding(town().ags, settings.REGIONAL_KEY)
    if code and not one.national:
        scheme = code.rpartition("/")[0]
        writer.concept(iri, DCTERMS.spatial, code, scheme, DCTERMS.Location)
    if one.box:
        west, south, east, north = one.box
        ring = f"(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"
        place = BNode()
        writer.add(iri, DCTERMS.spatial, place)
        writer.add(place, RDF.type, DCTERMS.Location)
        writer.add(place, DCAT.bbox, Literal(f"POLYGON {ring}", datatype=GEO.wktLiteral))


def _distribution(writer: Writer, one: OpenDataset, name: str) -> URIRef:
    iri = writer.link(f"/catalog/datasets/{one.key}#{name}")
    writer.add(iri, RDF.type, DCAT.Distribution)
    writer.licensed(iri, licence(one))
    writer.add(iri, DCATDE.licenseAttributionByText, Literal(one.attribution or town().name, lang="de"))
    writer.listed(iri, DCATAP.availability, "planned-availability", "AVAILABLE")
    writer.languages(iri)
    if one.modified:
        writer.add(iri, DCTERMS.modified, _time(one.modified))
    return iri


def _file(writer: Writer, one: OpenDataset, form: str) -> URIRef:
    code, media = vocabulary.FORMS[form]
    iri = _distribution(writer, one, form)
    where = writer.link(f"/daten/{one.key}/{one.key}.{form}")
    title = Words(f"{one.title.de} ({form.upper()})", f"{one.title.en} ({form.upper()})")
    writer.say(iri, DCTERMS.title, title)
    writer.add(iri, DCAT.accessURL, where)
    writer.add(iri, DCAT.downloadURL, where)
    _format(writer, iri, code, media)
    return iri


def _format(writer: Writer, iri: URIRef, code: str, media: str) -> None:
    writer.listed(iri, DCTERMS.format, "file-type", code, DCTERMS.MediaTypeOrExtent)
    kind = URIRef(vocabulary.media_type(media))
    writer.add(iri, DCAT.mediaType, kind)
    writer.add(kind, RDF.type, DCTERMS.MediaType)


def _access(writer: Writer, dataset: URIRef, one: OpenDataset, api: Api) -> URIRef:
    """Add the interface: a distribution of the dataset, and the service that it is part of."""
    iri = _distribution(writer, one, "api")
    writer.say(iri, DCTERMS.title, Words(f"{one.title.de} ({api.title.de})", f"{one.title.en} ({api.title.en})"))
    writer.add(iri, DCAT.accessURL, writer.link(api.access_path))
    _format(writer, iri, "JSON", "application/json")
    service = writer.link(f"{api.path}#service")
    writer.add(iri, DCAT.accessService, service)
    writer.add(service, RDF.type, DCAT.DataService)
    writer.say(service, DCTERMS.title, api.title)
    writer.add(service, DCAT.endpointURL, writer.link(api.path))
    writer.add(service, DCAT.servesDataset, dataset)
    writer.add(service, DCTERMS.publisher, writer.publisher)
    writer.listed(service, DCTERMS.accessRights, "access-right", "PUBLIC", DCTERMS.RightsStatement)
    if api.description_path:
        writer.add(service, DCAT.endpointDescription, writer.link(api.description_path))
    if api.conforms_to:
        standard = URIRef(api.conforms_to)
        writer.add(standard, RDF.type, DCTERMS.Standard)
        writer.add(service, DCTERMS.conformsTo, standard)
        writer.add(iri, DCTERMS.conformsTo, standard)
    return iri
