from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "observer.findings"
    label = "findings"
