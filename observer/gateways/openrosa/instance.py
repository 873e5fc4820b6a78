"""A filled form as OpenRosa clients send it, read only as far as telling what it is.

No document type, no entities, no network: what declares any of them is refused before it is expanded. The
answers inside are read against the form they belong to (`checklists.xlsform`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

# A report of 300 questions in four scripts has some 60 kB; repeats of a whole protocol stay far below.
MAX_XML_BYTES = 2 * 1024 * 1024
MAX_ID_CHARACTERS = 250
# Ids that are no UUIDs become some under this name: the same text, the same UUID.
_NAMES = UUID("6f1d3f3e-5b0e-5c0b-9a55-0a4f6d0c7b21")
_UUID = re.compile(r"(?:uuid:)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", re.ASCII)


class InstanceRefused(ValueError):
    """The XML is none that could be a filled form; `code` says why: "not-xml", "declares", "encrypted",
    "no-form" or "too-large"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Instance:
    """`form_id` and `version` are the root's attributes; `deprecated_id` is "" unless this is an edit.

    `client_id` stands for the instanceID; where a client gives none, for the very content.
    """

    root: Element
    form_id: str
    version: str
    client_id: UUID
    deprecated_id: UUID | None


def read_instance(xml: bytes) -> Instance:
    """Raises InstanceRefused. The OpenRosa metadata scheme says where the ids stand:
    https://docs.getodk.org/openrosa-metadata/"""
    if len(xml) > MAX_XML_BYTES:
        raise InstanceRefused("too-large")
    root = _parsed(xml)
    form_id = (root.get("id") or "").strip()
    if root.get("encrypted") == "yes":
        raise InstanceRefused("encrypted")
    if not form_id or len(form_id) > MAX_ID_CHARACTERS:
        raise InstanceRefused("no-form")
    meta = next((child for child in root if local(child) == "meta"), Element("meta"))
    told = {local(child): (child.text or "").strip() for child in meta}
    instance_id = told.get("instanceID") or (root.get("instanceID") or "").strip()
    deprecated = told.get("deprecatedID", "")
    return Instance(
        root=root,
        form_id=form_id,
        version=(root.get("version") or "").strip()[:MAX_ID_CHARACTERS],
        client_id=id_of(instance_id or hashlib.sha256(xml).hexdigest()),
        deprecated_id=id_of(deprecated) if deprecated else None,
    )


def id_of(text: str) -> UUID:
    """The UUID an OpenRosa id stands for: its own where it has one ("uuid:…"), else one made of the text."""
    found = _UUID.fullmatch(text)
    return UUID(found[1]) if found else uuid5(_NAMES, text)


def file_id(instance: UUID, name: str) -> UUID:
    """The id of a file of an instance: sent again it is the same."""
    return uuid5(instance, f"file:{name}")


def visit_id(who: str, station: str, arrival: str) -> UUID:
    """The visit that reports share which tell of one place and one arrival by one team."""
    return uuid5(_NAMES, f"visit:{who}:{station.strip().upper()}:{arrival}")


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _parsed(xml: bytes) -> Element:
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InstanceRefused("declares") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InstanceRefused("not-xml") from error
    return root
