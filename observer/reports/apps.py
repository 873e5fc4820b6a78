from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "observer.reports"
    label = "reports"
