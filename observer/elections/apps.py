from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "observer.elections"
    label = "elections"
