"""Below /collect/, each address twice: for Basic authentication, and with the token of an app user in it.

Collect appends "/formList" and "/submission" to the server's address it was given.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from observer.gateways.openrosa import views

FORM = "forms/<slug:checklist>/<int:number>/"


def _addresses(before: str, names: str) -> list[URLPattern]:
    return [
        path(f"{before}formList", views.form_list, name=f"{names}form_list"),
        path(f"{before}submission", views.submission, name=f"{names}submission"),
        path(f"{before}{FORM}form.xml", views.form, name=f"{names}form"),
        path(f"{before}{FORM}manifest", views.manifest, name=f"{names}manifest"),
        path(f"{before}{FORM}media/<str:name>", views.media, name=f"{names}media"),
    ]


urlpatterns = _addresses("", "") + _addresses("key/<str:token>/", "key_")
