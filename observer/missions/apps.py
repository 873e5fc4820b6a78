from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "observer.missions"
    label = "missions"
