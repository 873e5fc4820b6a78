"""The phone's door, below /field/."""

from django.urls import path

from observer.field import reporting, views

app_name = "field"

urlpatterns = [
    path("", views.today, name="today"),
    path("enrol/", views.enrol_code, name="enrol_code"),
    path("enrol/<slug:code>/", views.enrol, name="enrol"),
    path("forms/<slug:checklist>/", reporting.fill, name="fill"),
    path("forms/<slug:checklist>/send/", reporting.send, name="send"),
    path("receipts/<uuid:client_id>/", reporting.receipt, name="receipt"),
]
