"""The phone's door, below /field/."""

from django.urls import path

from observer.field import form_documents, guidance, reporting, sent, stations, views

app_name = "field"

urlpatterns = [
    path("", views.today, name="today"),
    path("help/", guidance.help_page, name="help"),
    path("enrol/", views.enrol_code, name="enrol_code"),
    path("enrol/<slug:code>/", views.enrol, name="enrol"),
    path("forms/<slug:checklist>/", reporting.fill, name="fill"),
    path("forms/<slug:checklist>/send/", reporting.send, name="send"),
    path("documents/<slug:form_hash>/lists/<str:list_name>/", form_documents.form_list, name="form_list"),
    path("documents/<slug:form_hash>/files/<str:file_name>", form_documents.form_file, name="form_file"),
    path("receipts/<uuid:client_id>/", reporting.receipt, name="receipt"),
    path("incident/", reporting.incident, name="incident"),
    path("stations/", stations.find, name="find"),
    path("stations/<int:place>/", stations.station, name="station"),
    path("stations/<int:place>/arrive/", stations.arrive, name="arrive"),
    path("stations/<int:place>/hindered/", stations.hindered, name="hindered"),
    path("visits/<uuid:visit>/depart/", stations.depart, name="depart"),
    path("reports/", sent.reports, name="reports"),
    path("reports/<uuid:report>/", sent.report, name="report"),
    path("reports/<uuid:report>/correct/", sent.correct, name="correct"),
    path("reports/<uuid:report>/withdraw/", sent.withdraw, name="withdraw"),
]
