"""What a phone has to fetch for a form: pinned, for it may come over one bar of signal."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from observer.checklists.check import compile_version
from observer.checklists.definition import read
from observer.operations.example.forms import FORMS
from tests.checklists.every_construct import VILLAGES, every_construct
from tests.checklists.examples import example
from tests.checklists.test_form import form

FORM_BYTES = 15_000
SCRIPT_BYTES = 35_000
SCRIPTS = Path(settings.BASE_DIR) / "static" / "checklists"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_the_example_stays_within_its_weight(name: str) -> None:
    html = str(form(compile_version(read(example(name)))))
    assert len(gzip.compress(html.encode())) <= FORM_BYTES


def test_ten_thousand_choices_do_not_weigh_on_the_page() -> None:
    version = compile_version(read(every_construct(VILLAGES)))
    html = str(form(version, list_url=lambda name: f"/lists/{name}/"))
    assert len(gzip.compress(html.encode())) <= FORM_BYTES


def test_the_scripts_of_a_form_without_special_controls_stay_within_their_weight() -> None:
    """Everything that `fill.js` imports, with the scripts of parts and protocols beside it."""
    loaded = modules("fill.js", set()) | {"steps.js", "protocol.js"}
    assert not loaded & {"controls.js", "search.js"}
    assert sum(len(gzip.compress((SCRIPTS / name).read_bytes())) for name in loaded) <= SCRIPT_BYTES


def modules(name: str, found: set[str]) -> set[str]:
    found.add(name)
    for imported in re.findall(
        r'^(?:import|export)\b[^;]*?from "\./([\w.-]+)"', (SCRIPTS / name).read_text(), re.MULTILINE
    ):
        if imported not in found:
            modules(imported, found)
    return found
