"""What a test needs from the machine and may not find: said loudly at the end of the run, refused by CI."""

import os
from typing import NoReturn

import pytest

NOT_TRIED = "NOT TRIED: "


def do_without(what: str) -> NoReturn:
    """Leave a test out for want of a program; under OBSERVER_INSIST (set by `.ci/run`) it fails instead."""
    if os.environ.get("OBSERVER_INSIST"):
        pytest.fail(NOT_TRIED + what)
    pytest.skip(NOT_TRIED + what)


def said_at_the_end(skipped: list[pytest.TestReport]) -> list[str]:
    """One line for each thing that was missing, with the number of tests that were left out for it."""
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    missing = [reason.partition(NOT_TRIED)[2] for reason in reasons if NOT_TRIED in reason]
    return [f"{missing.count(what)} tests {NOT_TRIED}{what}" for what in sorted(set(missing))]
