from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "observer.dashboard"
    label = "dashboard"
