#!/usr/bin/env python
"""Observer's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observer.settings")
    if sys.argv[1:2] == ["demo"]:  # it makes what the settings need, so it comes before Django
        from observer.operations.demo import main as demo

        sys.exit(demo(sys.argv[2:], os.environ))
    use_demo_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def use_demo_settings() -> None:
    """Let `manage.py verify_journal` and the like work beside a demo without naming its settings."""
    from observer.operations.home import Home

    if "DATABASE_URL" not in os.environ and Home.of(os.environ).is_prepared:
        from observer.operations.demo import home_environment

        os.environ.update(home_environment(os.environ))


if __name__ == "__main__":
    main()
