"""One line per room with a door."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from observer.api.refusals import explained

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("observer.operations.urls")),
    path("i18n/language/", set_language, name="set_language"),
    path("", include("observer.dashboard.urls")),
    path("accounts/", include("observer.people.urls")),
    path("field/", include("observer.field.urls")),
    path("api/v1/", include("observer.api.urls")),
    path("", include("observer.gateways.urls")),
    path("problems/<slug:kind>", explained, name="problem"),
]

handler400 = "observer.operations.failures.unacceptable"
handler404 = "observer.operations.failures.nowhere"
handler500 = "observer.operations.failures.failed"

if settings.DEMO:
    urlpatterns.append(path("", include("observer.operations.demo_entrance")))
