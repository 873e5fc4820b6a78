from django.apps import AppConfig

# The kind of job that writes a file, and the name of the task that does it.
EXPORT = "exports.file"


class ExportsConfig(AppConfig):
    name = "observer.exports"
    label = "exports"

    def ready(self) -> None:
        """Say which task does this room's jobs: the journal cannot import it."""
        from observer.journal.jobs import kinds

        kinds[EXPORT] = EXPORT
