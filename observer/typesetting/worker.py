"""Typst, once, in a process of its own: it may use little, write nothing, and is told everything.

Run by path (`set_in_type` does), never imported by the application: it takes its limits before it loads
anything that could need them, and knows no Django. Two numbers on the command line: bytes of address
space and seconds of processor. In: a request in JSON, by standard input. Out: one line of JSON
(`{"pages": 8}`), then the PDF. A document Typst refuses: status 3 and the reason on standard error.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

REFUSED = 3
# PDF/UA-1 asks for tags, language and alternative text; PDF/A-2a that the file can be read in fifty years.
STANDARDS = ["ua-1", "a-2a"]


def main() -> int:
    limit(memory_bytes=int(sys.argv[1]), processor_seconds=int(sys.argv[2]))
    # After the limits, so that they cover the library too.
    import typst

    try:
        pages, pdf = typeset(json.load(sys.stdin.buffer))
    except typst.TypstError as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + pdf)
    return 0


def limit(*, memory_bytes: int, processor_seconds: int) -> None:
    """No core file, no written file of any size, and an end to memory and processor time."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, processor_seconds),
    ):
        resource.setrlimit(kind, (most, most))


def typeset(request: dict[str, Any]) -> tuple[int, bytes]:
    """The number of pages and the PDF. `mark` names a template that is drawn first and handed on as SVG."""
    inputs = dict(request["inputs"])
    if request["mark"]:
        inputs["mark"] = compiler(request, request["mark"], inputs).compile(format="svg").decode()
    edition = compiler(request, request["template"], inputs)
    pdf = edition.compile(format="pdf", pdf_standards=STANDARDS, timestamp=request["timestamp"])
    return json.loads(edition.query("<pages>", field="value", one=True)), pdf


def compiler(request: dict[str, Any], template: str, inputs: dict[str, str]) -> Any:
    """Typst for one template: it reads only the template's folder and the fonts of the request."""
    import typst

    folder = str(Path(template).parent)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[request["fonts"]]
    )
    return typst.Compiler(
        template,
        root=folder,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        # Packages would be fetched from the network; there are none and there is no place for them.
        package_path=folder,
        package_cache_path=folder,
    )


if __name__ == "__main__":
    sys.exit(main())
