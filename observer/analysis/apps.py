from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "observer.analysis"
    label = "analysis"
