"""One report with all its history, and its photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from observer.dashboard.deciding import what_may_be_decided
from observer.dashboard.pages import draw, mission_page
from observer.dashboard.unplaced import suggestions_for
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.reports.answers import is_earlier, of_the_whole, sections
from observer.reports.decisions import in_conflict
from observer.reports.differences import differences
from observer.reports.models import Attachment, Evidence, Flag, Judgement, Placement, Report, Review, Revision
from observer.reports.secrecy import photos_visible, votes_visible


@mission_page(Act.SEE_ANSWERS)
def report_page(request: HttpRequest, membership: Membership, report: UUID) -> HttpResponse:
    """A report: what was sent, what it shows, what was decided about it, and every earlier revision."""
    visible = Report.objects.all().visible_to(membership, Act.SEE_ANSWERS)
    shown = with_history(visible).filter(client_id=report).first()
    if shown is None:
        raise Http404
    hides = not votes_visible(membership)
    revisions = [revision_shown(one, hides=hides) for one in shown.revisions.all()]
    current = next((one for one in revisions if one["revision"].pk == shown.current_id), None)
    return draw(
        request,
        membership,
        "report",
        report=shown,
        current=current,
        others=[one for one in reversed(revisions) if one is not current],
        changes=changes_of(shown, hides=hides),
        events=evidence_of(membership, shown),
        **photos_of(membership, shown),
        **decidable(membership, shown),
    )


def with_history(reports: Any) -> QuerySet[Report]:
    """With everything the page of a report shows; constant in queries, whatever the history."""
    judgements = Judgement.objects.select_related("rule_set").defer("rule_set__rules").order_by("rule_set")
    revisions = Revision.objects.select_related("replaces", "version", "author", "rule_set").prefetch_related(
        Prefetch("judgements", judgements), Prefetch("flags", Flag.objects.with_rules().order_by("id"))
    )
    placements = Placement.objects.select_related("station", "region", "placed_by").order_by("id")
    found: QuerySet[Report] = (
        reports.as_lines()
        .select_related("visit__team", "visit__departure", "incident", "commission")
        .prefetch_related(
            Prefetch("revisions", revisions.order_by("id")),
            Prefetch("placements", placements),
            "reviews__reviewed_by",
            "conflict_rulings__ruled_by",
            "conflict_rulings__revision",
            Prefetch("attachments", Attachment.objects.marked_apart().order_by("id")),
            "attachments__thumbnail",
        )
    )
    return found


def revision_shown(revision: Revision, *, hides: bool) -> dict[str, Any]:
    """A revision by its sections; where it `hides`, votes keep their place and lose their number."""
    hidden = revision.version.vote_questions if hides else frozenset()
    whole = of_the_whole(revision)
    return {
        "revision": revision,
        "sections": sections(revision, hidden),
        "flags": [flag for flag in whole if not is_earlier(flag)],
        "earlier": [flag for flag in whole if is_earlier(flag)],
        "judgements": list(revision.judgements.all()),
        "hides": bool(hidden & set(revision.answers or {})),
    }


def changes_of(report: Report, *, hides: bool) -> list[dict[str, Any]]:
    """Each correction with what it changed, newest first; the revision it replaces may be missing yet."""
    by_id = {revision.pk: revision for revision in report.revisions.all()}
    return [
        {
            "revision": one,
            "replaced": by_id[one.replaces_id],
            "differences": differences(
                by_id[one.replaces_id], one, one.version.vote_questions if hides else frozenset()
            ),
        }
        for one in reversed(by_id.values())
        if one.replaces_id in by_id and one.answers is not None and by_id[one.replaces_id].answers is not None
    ]


def photos_of(membership: Membership, report: Report) -> dict[str, Any]:
    """The photos of a report that these eyes may see; those held apart by themselves."""
    may_see = may(membership, Act.SEE_ATTACHMENTS, region=report.region) and photos_visible(
        membership, report
    )
    photos: list[Any] = list(report.attachments.all()) if may_see else []
    return {
        "photos": [photo for photo in photos if not photo.held_apart],
        "photos_apart": [photo for photo in photos if photo.held_apart],
    }


def decidable(membership: Membership, report: Report) -> dict[str, Any]:
    """What may be decided about a report, and between what."""
    allowed = what_may_be_decided(membership, report)
    conflicts = in_conflict(report) if allowed["may_settle"] else []
    doubted = [flag for flag in report.current.flags.all() if flag.kind == "double"] if report.current else []
    return {
        **allowed,
        "verdicts": Review.Verdict.choices,
        "grounds": Review.Ground.choices,
        "conflicts": conflicts,
        "twin": twin_of(membership, doubted[0]) if doubted else None,
        "held": [hold for hold in report.holds.all() if not hasattr(hold, "release")],
        "suggestions": suggestions_for(report) if allowed["may_place"] else [],
    }


def twin_of(membership: Membership, doubt: Flag) -> Report | None:
    """The report that this one looks like, if these eyes may see it."""
    visible = Report.objects.all().visible_to(membership).select_related("current")
    return visible.filter(client_id=doubt.detail.get("of")).first()


def evidence_of(membership: Membership, report: Report) -> list[Evidence]:
    """The violations this report is evidence of, each with all other evidence this member may see."""
    others = (
        Evidence.objects.with_rules()
        .select_related("flag__revision__report")
        .filter(flag__revision__report__in=Report.objects.all().visible_to(membership))
    )
    found = Evidence.objects.with_rules().filter(mission=membership.mission_id, flag__revision__report=report)
    return list(
        found.select_related("violation", "flag__rule_set")
        .defer("flag__rule_set__rules")
        .prefetch_related(Prefetch("violation__evidence", others.order_by("id")))
        .order_by("id")
    )


@mission_page(Act.SEE_ATTACHMENTS)
def attachment(request: HttpRequest, membership: Membership, attachment: UUID) -> HttpResponseBase:
    """A photo in full; any other file as a download, so that no browser opens what a stranger wrote."""
    found = attachment_of(membership, attachment)
    name = f"{found.client_id}.{found.stored_name.rpartition('.')[2]}"
    return stored(
        found.stored_name,
        content_type=found.content_type,
        filename=name,
        download=not found.content_type.startswith("image/"),
    )


@mission_page(Act.SEE_ATTACHMENTS)
def thumbnail(request: HttpRequest, membership: Membership, attachment: UUID) -> HttpResponseBase:
    """The small picture; before the worker has drawn it there is none."""
    found = attachment_of(membership, attachment)
    if not hasattr(found, "thumbnail"):
        raise Http404
    return stored(
        found.thumbnail.stored_name, content_type="image/jpeg", filename=f"{found.client_id}-small.jpg"
    )


def attachment_of(membership: Membership, client_id: UUID) -> Attachment:
    """An attachment of a report this member may see. Raises Http404."""
    reports = Report.objects.all().visible_to(membership, Act.SEE_ATTACHMENTS)
    attachments = Attachment.objects.filter(mission=membership.mission_id, report__in=reports)
    found = attachments.select_related("thumbnail", "report").filter(client_id=client_id).first()
    if found is None or not photos_visible(membership, found.report):
        raise Http404
    return found


def stored(name: str, *, content_type: str, filename: str, download: bool = False) -> FileResponse:
    """A file from outside the web root, as the type it was checked to be, whatever a browser might guess."""
    if not default_storage.exists(name):
        raise Http404
    response = FileResponse(
        default_storage.open(name),
        as_attachment=download,
        filename=filename,
        content_type=content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
