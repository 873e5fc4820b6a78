"""Filled forms as anybody may send them: read as far as telling what they are, and no further."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.gateways.openrosa.instance import (
    MAX_XML_BYTES,
    InstanceRefused,
    file_id,
    id_of,
    read_instance,
    visit_id,
)

ID = "0192a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
OTHER_ID = "0192a1b2-0000-7e5f-8a6b-000000000000"
XXE = b'<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]><data id="f"><A1>&x;</A1></data>'
LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><d id="f">&c;</d>'
)
PARAMETER = b'<!DOCTYPE d [<!ENTITY % p SYSTEM "http://example.com/x.dtd"> %p;]><d id="f"/>'


def refusal(xml: bytes) -> str:
    with pytest.raises(InstanceRefused) as refused:
        read_instance(xml)
    return refused.value.code


def test_form_version_and_ids_are_read_with_and_without_namespaces() -> None:
    plain = f'<data id="f" version="3"><meta><instanceID>uuid:{ID}</instanceID></meta></data>'.encode()
    ids = f"<o:instanceID>uuid:{ID}</o:instanceID><o:deprecatedID>uuid:{OTHER_ID}</o:deprecatedID>"
    meta = f'<o:meta xmlns:o="http://openrosa.org/xforms">{ids}</o:meta>'
    orx = f'<data id="f" version="3">{meta}</data>'.encode()
    read = read_instance(plain)
    assert (read.form_id, read.version, read.client_id, read.deprecated_id) == ("f", "3", UUID(ID), None)
    assert read_instance(orx).client_id == UUID(ID)
    assert read_instance(orx).deprecated_id == UUID(OTHER_ID)


def test_without_an_instance_id_the_content_is_the_id() -> None:
    one, same, other = (b'<f id="f"><a>1</a></f>', b'<f id="f"><a>1</a></f>', b'<f id="f"><a>2</a></f>')
    assert read_instance(one).client_id == read_instance(same).client_id != read_instance(other).client_id


@pytest.mark.parametrize("xml", [XXE, LAUGHS, PARAMETER, b'<!DOCTYPE d><d id="f"/>'])
def test_what_declares_anything_is_refused_before_it_is_expanded(xml: bytes) -> None:
    assert refusal(xml) == "declares"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "not-xml"),
        (b"{}", "not-xml"),
        (b'<data id="f">', "not-xml"),
        (b'<?xml version="1.0" encoding="klingon"?><data id="f"/>', "not-xml"),
        (b"\xff\xfe\x00", "not-xml"),
        (b"<data/>", "no-form"),
        (b'<data id="' + b"x" * 300 + b'"/>', "no-form"),
        (b'<data id="f" encrypted="yes"/>', "encrypted"),
        (b'<data id="f">' + b" " * MAX_XML_BYTES + b"</data>", "too-large"),
    ],
)
def test_what_is_no_filled_form_is_refused_with_its_reason(xml: bytes, code: str) -> None:
    assert refusal(xml) == code


def test_nesting_without_end_is_read_or_refused_and_never_a_crash() -> None:
    deep = b'<data id="f">' + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</data>"
    assert read_instance(deep).form_id == "f"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(xml: bytes) -> None:
    with suppress(InstanceRefused):
        assert read_instance(xml).form_id


def test_ids_that_are_no_uuids_become_some_and_stay_apart() -> None:
    assert id_of(f"uuid:{ID}") == id_of(ID) == UUID(ID)
    assert id_of("collect:abc") == id_of("collect:abc") != id_of("collect:abd")
    assert len({file_id(UUID(ID), "1.jpg"), file_id(UUID(ID), "2.jpg"), file_id(id_of("x"), "1.jpg")}) == 3


def test_forms_of_one_place_and_arrival_are_of_one_visit() -> None:
    assert visit_id("1:7", "w-1 ", "06:40") == visit_id("1:7", "W-1", "06:40")
    assert len({visit_id(who, "W-1", when) for who in ("1:7", "1:8") for when in ("06:40", "12:00")}) == 4
