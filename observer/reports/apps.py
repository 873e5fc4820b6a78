from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "observer.reports"
    label = "reports"

    def ready(self) -> None:
        """Follow the registers: they cannot import what rests on them."""
        from observer.registers.followers import follow
        from observer.reports.surroundings import changed

        follow(changed)
