# SPDX-License-Identifier: EUPL-1.2
"""XML of strangers: no entities, no document types, nothing loaded, bounded in size."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.refusals import refused


def parsed(data: bytes) -> Element:
    """Return the root of the XML in ``data``. Raises Refused when it is broken, too large or defines entities."""
    if len(data) > limits.XML_BYTES:
        raise refused("too-large", size=len(data) // limits.MIB, most=limits.XML_BYTES // limits.MIB)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refused("bomb") from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused("broken") from error
    if not isinstance(root, Element):
        raise refused("broken")
    return root


def local(element: Element) -> str:
    """Return the name of ``element`` without its namespace."""
    return str(element.tag).rpartition("}")[2]
