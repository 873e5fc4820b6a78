"""What the answers of `api.boards` look like, for the description of the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from observer.analysis.breakdown import BY
from observer.api.shapes import FigureShape, RowsShape
from observer.checklists.models import Basis, Phase


class PlanRowShape(serializers.Serializer[Any]):
    region = serializers.CharField(allow_blank=True, help_text="empty for all regions together")
    phase = serializers.CharField(allow_blank=True, help_text="empty for any phase")
    of = serializers.ChoiceField(
        ["register", "observed", "reports", "teams", "assigned", "missing"],
        help_text="teams: those that reported, of those sent; assigned: observed, of the stations assigned",
    )
    figure = FigureShape()


class MatrixRowShape(serializers.Serializer[Any]):
    region = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(allow_blank=True)
    basis = serializers.ChoiceField(Basis.choices)
    of = serializers.ChoiceField(["events", "affected"])
    figure = FigureShape()


class BreakdownRowShape(serializers.Serializer[Any]):
    by = serializers.ChoiceField(BY)
    part = serializers.CharField(allow_blank=True, help_text="empty for all parts together")
    part_name = serializers.CharField(allow_blank=True)
    question = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    answer_label = serializers.CharField()
    figure = FigureShape()


class AssessmentRowShape(serializers.Serializer[Any]):
    phase = serializers.ChoiceField(Phase.choices)
    checklist = serializers.CharField()
    region = serializers.CharField(allow_blank=True)
    rating = serializers.CharField(help_text="negative: bad and very bad together; else one rating")
    figure = FigureShape()


class ProtocolRowShape(serializers.Serializer[Any]):
    contest = serializers.CharField(allow_blank=True, help_text="empty where the forms name no contest")
    region = serializers.CharField(allow_blank=True)
    identity = serializers.CharField(allow_blank=True, help_text="a check such as K1; empty for any")
    number = serializers.CharField(allow_blank=True, help_text="a number of the protocol by its letter")
    of = serializers.ChoiceField(
        ["failing", "differing"],
        help_text="failing: protocols that do not reconcile; differing: stations where it is another",
    )
    figure = FigureShape()


class ExcludedRowShape(serializers.Serializer[Any]):
    reports = serializers.ChoiceField(["counted", "everything"])
    of = serializers.ChoiceField(["observed", "affected", "events", "reports"])
    basis = serializers.CharField(allow_blank=True)
    figure = FigureShape()


class PlanShape(RowsShape):
    rows = PlanRowShape(many=True)


class MatrixShape(RowsShape):
    rows = MatrixRowShape(many=True)


class BreakdownShape(RowsShape):
    rows = BreakdownRowShape(many=True)


class AssessmentsShape(RowsShape):
    rows = AssessmentRowShape(many=True)


class ProtocolsShape(RowsShape):
    rows = ProtocolRowShape(many=True)


class ExcludedShape(RowsShape):
    rows = ExcludedRowShape(many=True)
