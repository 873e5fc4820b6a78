from collections.abc import Iterator

import pytest

from tests.checklists.javascript.node import Node, node_at


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with node_at(tmp_path_factory.mktemp("modules")) as running:
        yield running
