from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "observer.operations"
    label = "operations"
