"""Text that would be markup, code or a formula if anything took it for more than text."""

from typing import Any

from django.utils import translation

from observer.findings.blocks import Column, Heading, MissionFacts, Notice, Paragraph, Row, Table, terms
from observer.findings.document import Note, Section
from observer.findings.values import Term
from tests.findings.sample import card, sample
from tests.findings.sample_numbers import figure

HOSTILE = (
    '#import "x"',
    '#read("/etc/passwd")',
    "#{ panic() }",
    "= heading",
    "- item",
    "+ item",
    "/ term: text",
    "*bold* and _italic_",
    "`raw`",
    "\\ back \\u{41} slash",
    "@ref",
    "<label>",
    "$x^2$",
    "// no comment",
    "/* no comment */",
    "https://example.org/#x",
    "a ~ b -- c --- d ...",
    "'single' \"double\"",
    "{name} %(name)s {{ name }} {% x %}",
    "</text><script>alert(1)</script>",
    "=SUM(A1:A9)",
    "&amp; <b>",
)


def hostile_json() -> dict[str, Any]:
    """The sample with hostile text wherever a person's text can get."""
    import dataclasses

    everything = "  ·  ".join(HOSTILE)
    rows = tuple(Row(terms(attack, attack)) for attack in HOSTILE)
    blocks = (
        MissionFacts(),
        *(Heading(attack) for attack in HOSTILE),
        Paragraph("{said}", {"said": Term(everything)}),
        Notice(everything, Paragraph("{said}", {"said": Term(everything, "kk")})),
        Table(
            "hostile", everything, (Column(everything, numeric=False, width=1), Column("B")), rows, HOSTILE
        ),
    )
    with translation.override("en"):
        return sample(
            title=everything,
            subtitle=everything,
            mission=dataclasses.replace(card(), name=everything, inviting_body=everything, funders=HOSTILE),
            sections=(Section("hostile", everything, blocks),),
            notes=(Note("N1", everything, everything, everything, everything, figure(1, 2)),),
        ).as_json()
