"""The machines' door, below /api/v1/. Sending names no mission: the phone's token does."""

from django.urls import URLPattern, URLResolver, path, re_path

from observer.api import analysis, boards, geojson, intake, official, register, reports, schema

app_name = "api"

MISSION = "missions/<slug:mission>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", schema.reference, name="reference"),
    path("schema/", schema.Description.as_view(), name="schema"),
    path("package/", intake.Package.as_view(), name="package"),
    path("reports/", intake.Reports.as_view(), name="send_reports"),
    path("reports/receipts/", intake.Receipts.as_view(), name="receipts"),
    path("reports/<uuid:report>/attachments/", intake.Attachments.as_view(), name="send_attachment"),
    path(f"{MISSION}board/", analysis.BoardView.as_view(), name="board"),
    path(f"{MISSION}live/", analysis.Live.as_view(), name="live"),
    path(f"{MISSION}figures/", analysis.HeadlineView.as_view(), name="figures"),
    path(f"{MISSION}coverage/", analysis.CoverageView.as_view(), name="coverage"),
    path(f"{MISSION}tallies/violations/", analysis.ViolationsView.as_view(), name="violations"),
    path(f"{MISSION}tallies/answers/", analysis.AnswersView.as_view(), name="answers"),
    path(f"{MISSION}coverage/plan/", boards.PlanView.as_view(), name="plan"),
    path(f"{MISSION}tallies/matrix/", boards.MatrixView.as_view(), name="matrix"),
    path(f"{MISSION}tallies/breakdown/", boards.BreakdownView.as_view(), name="breakdown"),
    path(f"{MISSION}tallies/assessments/", boards.AssessmentsView.as_view(), name="assessments"),
    path(f"{MISSION}tallies/protocols/", boards.ProtocolsView.as_view(), name="protocols"),
    path(f"{MISSION}figures/excluded/", boards.ExcludedView.as_view(), name="excluded"),
    path(f"{MISSION}regions.geojson", geojson.RegionFeatures.as_view(), name="regions_geojson"),
    path(f"{MISSION}regions/", register.RegionList.as_view(), name="regions"),
    path(f"{MISSION}stations/", register.StationList.as_view(), name="stations"),
    path(f"{MISSION}official/", official.OfficialList.as_view(), name="official"),
    path(f"{MISSION}checklists/", register.ChecklistList.as_view(), name="checklists"),
    re_path(
        r"^missions/(?P<mission>[-\w]+)/checklists/(?P<form_hash>[0-9a-f]{64})/$",
        register.VersionDetail.as_view(),
        name="version",
    ),
    path(f"{MISSION}reports/", reports.ReportList.as_view(), name="reports"),
    path(f"{MISSION}reports/<uuid:report>/", reports.ReportDetail.as_view(), name="report"),
    path(f"{MISSION}incidents/", reports.IncidentList.as_view(), name="incidents"),
]
