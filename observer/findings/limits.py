"""What a summary is not: said in every one, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from observer.analysis.figures import Regime
from observer.findings.blocks import Paragraph
from observer.findings.material import Material
from observer.findings.sections.coverage import regimes


def limits(material: Material) -> tuple[Paragraph, ...]:
    return tuple(map(Paragraph, _limits(material)))


def _limits(material: Material) -> Iterator[str]:
    if Regime.SAMPLE not in regimes(material):
        yield _(
            "It is no estimate for all polling stations. The stations were not drawn by chance, so no margin "
            "of error can be given and none is."
        )
    else:
        yield _(
            "It is no estimate for all polling stations. Its figures are of the stations observed; estimates "
            "from a sample are released on their own, with their margins."
        )
    yield _conclusion(material)
    yield _votes(material)
    yield _(
        "It names no observer, no team, no commission member and no voter, and no station at a moment "
        "of the day."
    )


def _conclusion(material: Material) -> str:
    if material.said:
        return _(
            "Its figures are no conclusion. Software added up what observers reported; what it means is said "
            "only in sentences that one person wrote and another approved."
        )
    return _(
        "It is no conclusion. Software added up what observers reported; what it means is for people to say, "
        "and nobody has said it here."
    )


def _votes(material: Material) -> str:
    if any(told.results.announcements for told in material.announced):
        return _(
            "It adds up no votes: those for lists and candidates stand here only as the authorities "
            "announced them. Observers say nothing of regions where nobody was."
        )
    return _("It says nothing of votes for any list or candidate, and nothing of regions where nobody was.")
