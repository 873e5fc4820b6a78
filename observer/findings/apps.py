from django.apps import AppConfig

# The kind of job that makes a summary, and the name of the task that does it.
SUMMARY = "findings.summary"
# The one that typesets an approved summary anew.
EDITIONS = "findings.editions"


class FindingsConfig(AppConfig):
    name = "observer.findings"
    label = "findings"

    def ready(self) -> None:
        """Say which tasks do this room's jobs: the journal cannot import it."""
        from observer.journal.jobs import kinds

        kinds[SUMMARY] = SUMMARY
        kinds[EDITIONS] = EDITIONS
