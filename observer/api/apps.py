from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "observer.api"
    label = "api"
