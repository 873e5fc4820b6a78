from django.apps import AppConfig

# Kinds of jobs, and the names of the tasks that do them.
JUDGE_AGAIN = "reports.judge_again"
TRY_RULES = "reports.try_rules"


class ReportsConfig(AppConfig):
    name = "observer.reports"
    label = "reports"

    def ready(self) -> None:
        """Follow the registers, and name the tasks of jobs: what stands to the left cannot import them."""
        from observer.journal.jobs import kinds
        from observer.registers.followers import follow
        from observer.reports.surroundings import changed

        follow(changed)
        kinds.update({JUDGE_AGAIN: JUDGE_AGAIN, TRY_RULES: TRY_RULES})
