from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "observer.journal"
    label = "journal"
