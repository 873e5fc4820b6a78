"""The annex of reports that came after the deadline: kept, and counted only where a person let them in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.findings.blocks import Column, Paragraph, Row, Table
from observer.findings.document import Section
from observer.findings.material import Material
from observer.findings.values import Number, Term

# A list is for reading; how many there are in all is told above it.
MOST = 300


def late_section(material: Material) -> Section:
    """By report, form, and hour of receipt: no team, no station, no minute."""
    title = _("Annex: reports that came late")
    if not material.late:
        return Section("late", title, (Paragraph(_("No report came after the deadline.")),))
    told = Paragraph(
        _(
            "Reports that came after the deadline: {late}. They are kept, and are in no figure unless a "
            "person let them in: {released}."
        ),
        {
            "late": Number(len(material.late)),
            "released": Number(sum(1 for report in material.late if report.released)),
        },
    )
    columns = (
        Column(_("Report"), numeric=False),
        Column(_("Form"), numeric=False, width=1),
        Column(_("Received, by the hour"), numeric=False),
        Column(_("Let in by a person"), numeric=False),
    )
    rows = tuple(
        Row(
            (
                Term(report.code),
                Term(report.form),
                Term(report.received),
                Term(_("yes") if report.released else _("no")),
            )
        )
        for report in material.late[:MOST]
    )
    more = len(material.late) - MOST
    remarks = (_("%(number)s more are not listed.") % {"number": wording.number(more)},) if more > 0 else ()
    return Section("late", title, (told, Table("late", _("Late reports"), columns, rows, remarks)))
