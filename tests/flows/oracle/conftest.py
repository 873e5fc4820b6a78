from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from tests.flows.oracle.engine import engine_in, install

NOW = datetime(2012, 1, 15, 6, 45, tzinfo=ZoneInfo("Asia/Almaty"))


@pytest.fixture(scope="session")
def engine(browser: Browser) -> Iterator[Page]:
    install()
    with engine_in(browser, NOW) as page:
        yield page
