"""One edition of the sample for all tests that only look at it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from observer.findings.typeset import typeset
from observer.typesetting import TypesetResult
from tests.findings import verapdf
from tests.findings.sample import sample_json
from tests.missing import do_without


@pytest.fixture(scope="session")
def edition() -> TypesetResult:
    return typeset(sample_json())


@pytest.fixture(scope="session")
def edition_file(edition: TypesetResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edition") / "edition.pdf"
    path.write_bytes(edition.pdf)
    return path


@pytest.fixture(scope="session")
def verapdf_engine() -> None:
    """veraPDF can run. In CI its absence is a failure; elsewhere the run says so at its end."""
    if missing := verapdf.missing():
        do_without(f"PDF/UA and PDF/A: {missing}")


def text_of(pdf: bytes, *, layout: bool = False, page: int = 0) -> str:
    """The text of a PDF as another program reads it, in reading order or as laid out; all pages or one."""
    if shutil.which("pdftotext") is None:
        do_without("the text of PDFs: install pdftotext (Debian: poppler-utils)")
    pages = ["-f", str(page), "-l", str(page)] if page else []
    how = ["-layout"] if layout else []
    command = ["pdftotext", "-enc", "UTF-8", *how, *pages, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def flat(text: str) -> str:
    """Text without its line breaks, the spaces of the layout and the places where long words may break."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "").split())
