"""The door of headquarters. What belongs to a mission lies below its code."""

from django.urls import path

from observer.dashboard import exports, glass, home, phones, report, summaries, views

app_name = "dashboard"

MISSION = "missions/<slug:mission>/"

urlpatterns = [
    path("", home.home, name="home"),
    path(MISSION, views.board_page, name="board"),
    path(f"{MISSION}glass/", glass.glass, name="glass"),
    path(f"{MISSION}regions/<slug:region>/", views.region_page, name="region"),
    path(f"{MISSION}stations/<str:station>/", views.station_page, name="station"),
    path(f"{MISSION}reports/", views.report_list, name="reports"),
    path(f"{MISSION}reports/<uuid:report>/", report.report_page, name="report"),
    path(f"{MISSION}attachments/<uuid:attachment>/", report.attachment, name="attachment"),
    path(f"{MISSION}attachments/<uuid:attachment>/small/", report.thumbnail, name="thumbnail"),
    path(f"{MISSION}phones/", phones.phone_list, name="phones"),
    path(f"{MISSION}phones/invite/<int:member>/", phones.invite_phone, name="invite_phone"),
    path(f"{MISSION}phones/shut-out/<int:phone>/", phones.shut_out, name="shut_out"),
    path(f"{MISSION}summaries/", summaries.summary_list, name="summaries"),
    path(f"{MISSION}summaries/new/", summaries.compose, name="compose"),
    path(f"{MISSION}exports/", exports.exports, name="exports"),
    path(f"{MISSION}exports/<int:export>/", exports.export_file, name="export_file"),
    path(f"{MISSION}jobs/<int:job>/", summaries.job_page, name="job"),
    path(f"{MISSION}editions/<int:edition>/", summaries.edition, name="edition"),
]
