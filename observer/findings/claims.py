"""What a mission of a format may say (house law 8b)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from observer.findings.blocks import Notice, Paragraph
from observer.findings.material import Material
from observer.findings.values import Cited, Reading
from observer.missions.models import Mission

# Only these place enough observers, in enough of the country, to set regions beside each other.
COMPARES_REGIONS = frozenset({Mission.Format.FULL.value, Mission.Format.CITIZEN.value})

# These send nobody to a number of places on election day that a share could speak of.
WITHOUT_STATISTICS = frozenset({Mission.Format.LIMITED.value, Mission.Format.EXPERT.value})


def gives_statistics(mission: Mission) -> bool:
    """Whether shares and sums of election day are told; if not, people tell what was seen somewhere."""
    return mission.format not in WITHOUT_STATISTICS


def compares_regions(mission: Mission) -> bool:
    return mission.format in COMPARES_REGIONS


def bounds(material: Material, covered: Cited) -> Notice:
    """What a share in the document means, and for a small mission how little it claims."""
    if compares_regions(material.mission):
        return Notice(
            _("What a share in this document means"),
            Paragraph(
                _(
                    "A share is of the stations or reports observed, never of all polling stations. Stations "
                    "that are easy to reach are visited more often, and a commission that is watched may "
                    "work otherwise than one that is not."
                )
            ),
        )
    return Notice(
        _("How far this document speaks"),
        Paragraph(
            _(
                "A mission of this kind speaks of the polling stations it visited, {stations} on the "
                "register, and of nothing else. It compares no regions and says nothing about the election "
                "as a whole."
            ),
            {"stations": covered.read(Reading.COUNTS)},
        ),
    )
