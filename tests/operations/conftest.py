import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from observer.operations.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A fresh installation's folder; what it keeps elsewhere goes with it."""
    home = Home(tmp_path / "observer")
    home.make()
    yield home
    for link in ("run", "servers"):
        if (home.root / link).is_symlink():
            shutil.rmtree((home.root / link).resolve())
