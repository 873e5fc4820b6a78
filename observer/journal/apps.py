from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "observer.journal"
    label = "journal"

    def ready(self) -> None:
        """Take the seat that `missions` keeps for the journal: rooms import only to their left."""
        from observer.journal.record import record
        from observer.missions.witness import seat

        seat(record)
