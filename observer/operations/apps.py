from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "observer.operations"
    label = "operations"

    def ready(self) -> None:
        from observer.operations.checks import register_checks

        register_checks()
