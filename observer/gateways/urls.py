"""The doors of other clients: ODK Collect below /collect/, gateways for text messages below /sms/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from observer.gateways.sms.views import webhook

app_name = "gateways"

urlpatterns: list[URLPattern | URLResolver] = [
    path("collect/", include("observer.gateways.openrosa.urls")),
    path("sms/<str:channel_token>/", webhook, name="sms"),
]
