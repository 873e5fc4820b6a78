"""What the answers about figures look like, for the description of the API. `analysis.written` makes them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from observer.analysis.board import Judging
from observer.analysis.figures import Measure, Regime, Unit
from observer.checklists.models import Basis, Phase, Severity


class InclusionShape(serializers.Serializer[Any]):
    """Which reports were let in."""

    received = serializers.IntegerField(min_value=0)
    held = serializers.IntegerField(min_value=0)
    quarantined = serializers.IntegerField(min_value=0)
    withdrawn = serializers.IntegerField(min_value=0)
    doubles = serializers.IntegerField(min_value=0)
    counted = serializers.IntegerField(min_value=0)


class FigureShape(serializers.Serializer[Any]):
    """A number with its basis. `numerator` of `denominator`; who did not answer stands beside it."""

    numerator = serializers.JSONField(help_text="a whole number; a decimal is written as text")
    answered = serializers.IntegerField(min_value=0)
    denominator = serializers.IntegerField(min_value=0, help_text="the same as `answered`")
    not_observed = serializers.IntegerField(min_value=0)
    not_applicable = serializers.IntegerField(min_value=0)
    blank = serializers.IntegerField(min_value=0)
    unit = serializers.ChoiceField([unit.value for unit in Unit])
    measure = serializers.ChoiceField([measure.value for measure in Measure])
    regime = serializers.ChoiceField(
        [regime.value for regime in Regime],
        help_text="how the places were chosen, which bounds what may be claimed",
    )
    rule = InclusionShape()
    as_of = serializers.DateTimeField()
    synthetic = serializers.BooleanField()
    stations = serializers.IntegerField(min_value=0, allow_null=True)
    source = serializers.DictField(  # type: ignore[assignment]  # a field of that name
        child=serializers.CharField(), help_text="the filters that list the reports behind the figure"
    )
    number = serializers.CharField(help_text="the numerator as text in the language asked for")
    counts = serializers.CharField(help_text="“12 of 40”")
    text = serializers.CharField(help_text="the figure in words; a share always with its counts")
    basis = serializers.CharField(help_text="who answered and who did not, in words")
    query = serializers.CharField(help_text="`source` as the query of an address", allow_blank=True)


class PairShape(serializers.Serializer[Any]):
    """Seen and told stand beside each other and are never added."""

    seen = FigureShape()
    told = FigureShape()


class RegionFiguresShape(serializers.Serializer[Any]):
    code = serializers.CharField(allow_blank=True, help_text="empty for the total")
    name = serializers.CharField(allow_blank=True)
    observed = FigureShape(help_text="stations observed, of those on the register")
    affected = PairShape(help_text="stations with at least one violation, of those observed")
    events = PairShape(help_text="violations, one an event")
    reports = FigureShape()


class CategoryFiguresShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    events = PairShape()
    affected = PairShape()
    severities = serializers.DictField(child=PairShape(allow_null=True))


class SeverityFiguresShape(PairShape):
    code = serializers.ChoiceField(Severity.choices)
    name = serializers.CharField()


class PhaseFiguresShape(serializers.Serializer[Any]):
    code = serializers.ChoiceField(Phase.choices)
    name = serializers.CharField()
    figure = FigureShape()


class InclusionStepShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    reports = serializers.IntegerField(min_value=0)
    number = serializers.CharField()
    part_of = serializers.CharField(allow_blank=True)
    query = serializers.CharField(help_text="lists the reports of this step")


class ChartShape(serializers.Serializer[Any]):
    svg = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    header = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    synthetic = serializers.BooleanField()


class ChartsShape(serializers.Serializer[Any]):
    share_map = ChartShape(allow_null=True)
    region_bars = ChartShape()
    timeline = ChartShape()


class IncidentLineShape(serializers.Serializer[Any]):
    report = serializers.UUIDField()
    category = serializers.CharField(allow_blank=True)
    category_name = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(allow_blank=True)
    severity_name = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    basis_name = serializers.CharField(allow_blank=True)
    station = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    region_name = serializers.CharField(allow_blank=True)
    place_text = serializers.CharField(allow_blank=True)
    happened_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    happened_text = serializers.CharField()
    received_text = serializers.CharField()
    standing = serializers.CharField()
    standing_name = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="new, following_up, confirmed, not_confirmed or closed")
    state_name = serializers.CharField()
    synthetic = serializers.BooleanField()


class RulesShape(serializers.Serializer[Any]):
    """The rules that tell violations in the answers to a version of a form that has had others before."""

    checklist = serializers.CharField(help_text="code of the form")
    version = serializers.IntegerField(min_value=1, help_text="number of the version")
    number = serializers.IntegerField(min_value=2, help_text="which of the version's rules, counted from 1")
    since = serializers.DateTimeField()
    judging = serializers.ChoiceField(
        [judging.value for judging in Judging],
        help_text="whether all stored reports are judged under them: until `done`, figures rest partly on "
        "the earlier rules",
    )
    text = serializers.CharField(help_text="the same in words")


class BoardShape(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="names this state of all figures")
    as_of = serializers.DateTimeField()
    as_of_text = serializers.CharField()
    synthetic = serializers.BooleanField()
    filters = serializers.DictField(child=serializers.CharField())
    filters_query = serializers.CharField(
        allow_blank=True, help_text="the filters as the query of an address"
    )
    regime_text = serializers.CharField()
    rounding_text = serializers.CharField()
    inclusion = InclusionStepShape(many=True)
    total = RegionFiguresShape()
    unconfirmed = FigureShape(help_text="events nobody saw or told of; never added to either")
    elsewhere = PairShape(allow_null=True, help_text="violations tied to no region")
    regions = RegionFiguresShape(many=True)
    categories = CategoryFiguresShape(many=True)
    severities = SeverityFiguresShape(many=True)
    phases = PhaseFiguresShape(many=True)
    charts = ChartsShape()
    newest = IncidentLineShape(many=True)
    critical = IncidentLineShape(many=True)
    rules = RulesShape(many=True)


class HeadlineShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    basis = serializers.CharField(allow_blank=True)
    figure = FigureShape()


class CoverageRowShape(serializers.Serializer[Any]):
    by = serializers.ChoiceField(["total", "region", "phase"])
    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    of = serializers.ChoiceField(["observed", "reports"])
    figure = FigureShape()


class ViolationRowShape(serializers.Serializer[Any]):
    by = serializers.ChoiceField(
        ["total", "region", "category", "severity", "category and severity", "elsewhere"]
    )
    region = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(allow_blank=True)
    basis = serializers.ChoiceField(Basis.choices)
    of = serializers.ChoiceField(["events", "affected"])
    figure = FigureShape()


class AnswerShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    kind = serializers.CharField()
    answer = serializers.CharField(help_text="code of the answer; empty for a number of all answers")
    answer_label = serializers.CharField()
    figure = FigureShape()


class RowsShape(serializers.Serializer[Any]):
    """Rows of figures; the same rows are lines with `format=csv`."""

    version = serializers.IntegerField()
    synthetic = serializers.BooleanField()
    rules = RulesShape(many=True)


class HeadlinesShape(RowsShape):
    rows = HeadlineShape(many=True)


class CoverageShape(RowsShape):
    rows = CoverageRowShape(many=True)


class ViolationsShape(RowsShape):
    rows = ViolationRowShape(many=True)


class AnswersShape(serializers.Serializer[Any]):
    checklist = serializers.CharField()
    synthetic = serializers.BooleanField()
    rules = RulesShape(many=True)
    rows = AnswerShape(many=True)


class LiveShape(serializers.Serializer[Any]):
    """Whether the figures keep up with the reports that come in."""

    version = serializers.IntegerField()
    state = serializers.ChoiceField(["fresh", "late", "stale"])
    text = serializers.CharField(help_text="the state in words")
    lag_s = serializers.FloatField(
        min_value=0, help_text="seconds since the oldest report that is not yet in the figures was received"
    )
    folded_at = serializers.DateTimeField(allow_null=True)
    worker_seen_at = serializers.DateTimeField(allow_null=True)
    rules = RulesShape(many=True)
    judging_text = serializers.CharField(
        allow_blank=True, help_text="what to say while figures rest partly on earlier rules"
    )


def moving(shape: type[serializers.Serializer[Any]], *, as_sheet: bool = False) -> dict[Any, Any]:
    """The answers of a view that may say that nothing moved, and may be had as a sheet."""
    unmoved = OpenApiResponse(description="Nothing moved since the answer whose ETag was sent")
    sheet = {(200, "text/csv"): OpenApiTypes.STR} if as_sheet else {}
    return {(200, "application/json"): shape, **sheet, 304: unmoved}
