"""One spreadsheet becomes rows of text, in a process of its own that may use little and write nothing.

Run by path (`sheets` does), never imported by the application: a small file can claim a million rows by
sixteen thousand columns, or unpack to gigabytes, so the limits come before the library. Two numbers on the
command line: bytes of address space and seconds of processor. In: the file, by standard input. Out: a JSON
list of rows, each a list of texts. Names of sheets after the numbers: all sheets instead (`whole_book`), with
the rows of those named. A file that cannot be read: status 3 and one word on standard error.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

REFUSED = 3


def main() -> int:
    limit(memory_bytes=int(sys.argv[1]), processor_seconds=int(sys.argv[2]))
    # After the limits, so that they cover the library too.
    import python_calamine

    try:
        content = sys.stdin.buffer.read()
        rows = whole_book(content, frozenset(sys.argv[3:])) if sys.argv[3:] else first_sheet(content)
    except python_calamine.PasswordError:
        sys.stderr.write("password")
        return REFUSED
    except (python_calamine.CalamineError, OSError, ValueError):
        sys.stderr.write("format")
        return REFUSED
    sys.stdout.buffer.write(json.dumps(rows, ensure_ascii=False).encode(errors="replace"))
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


def first_sheet(content: bytes) -> list[list[str]]:
    """The rows of the first sheet that a person can see."""
    import python_calamine as calamine

    book = calamine.load_workbook(BytesIO(content))
    visible = [one.name for one in book.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]
    if not visible:
        return []
    sheet = book.get_sheet_by_name(visible[0])
    return [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def whole_book(content: bytes, wanted: frozenset[str]) -> list[dict[str, Any]]:
    """Every sheet by its name as written; with rows and merged ranges where the small name is in `wanted`.

    A range is (first row, first column, last row, last column), counted from 0.
    """
    import python_calamine as calamine

    book = calamine.load_workbook(BytesIO(content))
    return [
        _sheet_of(book, name) if name.strip().lower() in wanted else {"name": name, "rows": [], "merged": []}
        for name in book.sheet_names
    ]


def _sheet_of(book: Any, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
    return {"name": name, "rows": rows, "merged": merged}


def text_of(cell: Any) -> str:
    """A cell as a person would have typed it: 12.0 is 12, midnight of a day is the day."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            at_midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
            return cell.date().isoformat() if at_midnight else cell.isoformat(sep=" ", timespec="minutes")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="minutes")
        case timedelta():
            minutes = int(cell.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
