"""The doors of other clients: ODK Collect below /collect/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "gateways"

urlpatterns: list[URLPattern | URLResolver] = [
    path("collect/", include("observer.gateways.openrosa.urls")),
]
