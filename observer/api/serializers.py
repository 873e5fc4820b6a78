"""How rows are written for machines: codes and ids, names in every language, never a person's name."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from observer.checklists.models import Checklist, Version
from observer.elections.models import Region, Station
from observer.reports.incident_states import VERDICTS
from observer.reports.models import Report


class RegionSerializer(serializers.ModelSerializer[Region]):
    # A declared field, which the metaclass takes away from the attribute of that name.
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None)  # type: ignore[assignment]
    names = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Region
        fields = ("code", "parent", "path", "level", "names", "time_zone", "synthetic")


class StationSerializer(serializers.ModelSerializer[Station]):
    region = serializers.CharField(source="region.code")
    names = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Station
        fields = ("code", "region", "names", "settlement", "special", "registered_voters", "synthetic")


class VersionSerializer(serializers.ModelSerializer[Version]):
    hash = serializers.CharField(source="hash_hex", help_text="SHA-256 of the canonical definition")

    class Meta:
        model = Version
        fields = ("number", "hash", "engine_version", "published_at")


class ChecklistSerializer(serializers.ModelSerializer[Checklist]):
    names = serializers.DictField(child=serializers.CharField())
    versions = VersionSerializer(many=True)

    class Meta:
        model = Checklist
        fields = ("code", "phase", "names", "versions")


class VersionDetailSerializer(VersionSerializer):
    definition = serializers.DictField()

    class Meta:
        model = Version
        fields = (*VersionSerializer.Meta.fields, "definition")


class FlagSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    rule = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    severity = serializers.CharField()
    basis = serializers.CharField(help_text="seen, told or unconfirmed: never added together")
    rule_set = serializers.IntegerField(
        source="rule_set.number",
        help_text="number of the rule set of the report's form that it was raised under",
    )
    engine_version = serializers.IntegerField()


class RevisionFlagSerializer(FlagSerializer):
    is_earlier = serializers.BooleanField(
        help_text="later rules have judged the revision since: kept as history, counted no more"
    )


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A line of the list: where it belongs and what has become of it."""

    id = serializers.UUIDField(source="client_id")
    checklist = serializers.CharField(source="checklist.code")
    team = serializers.CharField(source="team.code", allow_null=True, default=None)
    author = serializers.CharField(source="author.code", help_text="a code, never a name")
    station = serializers.CharField(source="station.code", allow_null=True, default=None)
    region = serializers.CharField(source="region.code", allow_null=True, default=None)
    receipt_code = serializers.CharField(source="current.receipt_code", allow_null=True, default=None)
    standing = serializers.CharField(
        source="standing.value", help_text="counted, held, quarantined, withdrawn or double"
    )
    flags = FlagSerializer(many=True, source="current.flags.all", default=[])

    class Meta:
        model = Report
        fields = (
            "id",
            "phase",
            "checklist",
            "team",
            "author",
            "station",
            "region",
            "received_at",
            "receipt_code",
            "standing",
            "flags",
            "synthetic",
        )


class RevisionSerializer(serializers.Serializer[Any]):
    """What was sent. Votes for a choice are left out, and named in `hidden`, outside the results room."""

    id = serializers.UUIDField(source="client_id")
    replaces = serializers.UUIDField(source="replaces.client_id", allow_null=True, default=None)
    reason = serializers.CharField()
    form = serializers.CharField(source="version.hash_hex")
    answers = serializers.SerializerMethodField()
    hidden = serializers.SerializerMethodField()
    statuses = serializers.DictField()
    content_hash = serializers.SerializerMethodField(help_text="null where something is hidden")
    language = serializers.CharField()
    channel = serializers.CharField()
    made_at = serializers.DateTimeField()
    happened_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    receipt_code = serializers.CharField()
    flags = RevisionFlagSerializer(many=True, source="flags.all")

    def get_answers(self, revision: Any) -> dict[str, Any]:
        hidden = self.context["hidden_questions"](revision)
        return {code: answer for code, answer in (revision.answers or {}).items() if code not in hidden}

    def get_hidden(self, revision: Any) -> list[str]:
        return sorted(self.context["hidden_questions"](revision) & set(revision.answers or {}))

    def get_content_hash(self, revision: Any) -> str | None:
        """Votes are small numbers: with a hash over them, whoever knows the rest finds them by trying."""
        if self.get_hidden(revision):
            return None
        return bytes(revision.content_hash).hex()


class HoldSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    typed = serializers.CharField()
    held_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(source="release.released_at", allow_null=True, default=None)


class ReviewSerializer(serializers.Serializer[Any]):
    verdict = serializers.CharField()
    ground = serializers.CharField()
    reviewed_by = serializers.CharField(source="reviewed_by.code")
    reviewed_at = serializers.DateTimeField()


class AttachmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="client_id")
    question = serializers.CharField()
    content_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    held_apart = serializers.BooleanField(
        help_text="Came from a phone revoked by then, or whose observer had left: no part of the report."
    )


class ReportDetailSerializer(ReportSerializer):
    revisions = RevisionSerializer(many=True, source="revisions.all")
    holds = HoldSerializer(many=True, source="holds.all")
    reviews = ReviewSerializer(many=True, source="reviews.all")
    attachments = AttachmentSerializer(many=True, source="attachments.all")

    class Meta:
        model = Report
        fields = (*ReportSerializer.Meta.fields, "revisions", "holds", "reviews", "attachments")


class IncidentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="report.client_id")
    place = serializers.CharField()
    opened_at = serializers.DateTimeField()
    station = serializers.CharField(source="report.station.code", allow_null=True, default=None)
    region = serializers.CharField(source="report.region.code", allow_null=True, default=None)
    standing = serializers.CharField(source="report.standing.value")
    state = serializers.CharField(help_text="new, following_up, confirmed, not_confirmed or closed")
    verdict = serializers.SerializerMethodField(help_text="confirmed, not_confirmed or null")
    assignee = serializers.CharField(
        source="assignee_code", allow_null=True, help_text="whose work it is: a code, never a name"
    )
    happened_at = serializers.DateTimeField(
        source="report.current.happened_at", allow_null=True, default=None
    )
    violations = FlagSerializer(many=True, source="report.current.flags.all", default=[])
    synthetic = serializers.BooleanField()

    def get_verdict(self, incident: Any) -> str | None:
        return incident.verdict if incident.verdict in VERDICTS else None
