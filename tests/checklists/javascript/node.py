"""The page's modules, run by Node: one process that answers questions for as long as the tests ask."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from observer.operations.home import PROJECT
from tests.missing import do_without

MODULES = PROJECT / "static/checklists"
# An answer to a batch takes well under a second; a page that hangs must not hang the suite.
SECONDS = 60


class Node:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, question: str, data: object) -> Any:
        """What `answering.mjs` says to this. Raises AssertionError with the script's trace if it failed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([question, data]) + "\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        assert "error" not in found, found["error"]
        return found["answer"]


@contextmanager
def node_at(folder: Path) -> Iterator[Node]:
    """Node over a copy of the modules in `folder`, which says there that they are ES modules."""
    program = shutil.which("node")
    if program is None:
        do_without("Node (Debian: nodejs) runs the page's rules beside the server's")
    for module in (*MODULES.glob("*.js"), Path(__file__).with_name("answering.mjs")):
        shutil.copy(module, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    with subprocess.Popen(
        [program, "answering.mjs"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Node(process)
        finally:
            process.kill()
