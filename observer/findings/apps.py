from django.apps import AppConfig

# The kind of job that makes a summary, and the name of the task that does it.
SUMMARY = "findings.summary"


class FindingsConfig(AppConfig):
    name = "observer.findings"
    label = "findings"

    def ready(self) -> None:
        """Say which task does this room's jobs: the journal cannot import it."""
        from observer.journal.jobs import kinds

        kinds[SUMMARY] = SUMMARY
