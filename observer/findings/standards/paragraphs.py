"""The paragraphs findings may rest on, each in our own words and with the obligations it states. Data only.

`source` names the publication in which the paragraph's text was seen. A paragraph without one is not offered
until a legal analyst of the mission has read it (`ParagraphCheck`).
"""

from __future__ import annotations

from collections.abc import Mapping

from observer.findings.standards.force import Paragraph
from observer.findings.standards.regional import REGIONAL
from observer.findings.standards.universal import UNIVERSAL

PARAGRAPHS: Mapping[str, Paragraph] = {each.code: each for each in (*UNIVERSAL, *REGIONAL)}
