from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    name = "observer.checklists"
    label = "checklists"
