"""What a process of `tests.analysis.folders` runs. Django is loaded once, for all of them."""

from __future__ import annotations

import os
import time

import django

django.setup()

from observer.analysis import folder  # noqa: E402 - Django comes first


def fold_as(name: str) -> None:
    """Fold without end, in small batches, so that many are under way while reports come and change."""
    os.environ["PGAPPNAME"] = name
    folder.SMALLEST_BATCH = folder.LARGEST_BATCH = 5
    while True:
        if not folder.go_round(seconds=1):
            # Events wait a little, as they do in a mission: a second event may find the first one there.
            time.sleep(0.1)
