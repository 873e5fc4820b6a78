from django.apps import AppConfig

# The kinds of jobs that check, bring in and take back a register, and the names of the tasks that do them.
CHECK, APPLY, UNDO = "registers.check", "registers.apply", "registers.undo"


class RegistersConfig(AppConfig):
    name = "observer.registers"
    label = "registers"

    def ready(self) -> None:
        """Say which task does this room's jobs: the journal cannot import it."""
        from observer.journal.jobs import kinds

        kinds.update({kind: kind for kind in (CHECK, APPLY, UNDO)})
