"""The addresses of an installation where OBSERVER_DEMO is set."""

from django.urls import include, path

from observer.urls import urlpatterns as usual

urlpatterns = [*usual, path("", include("observer.operations.demo_entrance"))]
