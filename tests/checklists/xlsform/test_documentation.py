"""The guide for form designers names every type and column there is; its worked form comes in."""

import pytest

from observer.checklists.definition import read
from observer.checklists.xlsform import read_workbook
from observer.checklists.xlsform.columns import SHEETS
from observer.checklists.xlsform.types import TYPES
from observer.operations.home import PROJECT

GUIDE = (PROJECT / "docs/xlsform.md").read_text(encoding="utf-8")


def part(title: str) -> str:
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[tuple[str, str]]:
    """(name, what it says) of the table below a heading."""
    cells = [line.split(" | ") for line in part(title).splitlines() if line.startswith("| `")]
    return [(line[0].strip("|` "), line[1].strip("| ")) for line in cells]


def test_the_table_of_types_is_the_codes() -> None:
    assert rows("Types") == [(one.name, one.about) for one in TYPES]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_tables_of_columns_are_the_codes(sheet: str) -> None:
    told = rows(f"Columns of `{sheet}`")
    assert [name for name, _about in told] == [one.name for one in SHEETS[sheet]]
    for (_name, about), column in zip(told, SHEETS[sheet], strict=True):
        assert about.startswith(column.about)


def test_the_worked_form_comes_in() -> None:
    tables = [block for block in part("A worked form").split("\n\n") if block.startswith("|")]
    lines = []
    for sheet, table in zip(("survey", "choices", "settings"), tables, strict=True):
        lines.append(sheet)
        for row in table.splitlines():
            cells = [cell.strip().strip("`") for cell in row.strip("|").split("|")]
            if set(cells[0]) != {"-"}:
                lines.append(",".join(["", *(f'"{cell}"' for cell in cells)]))
    found = read_workbook("\n".join(lines).encode(), "worked.csv")
    assert (found.problems, found.warnings) == ((), ())
    definition = read(found.document)
    assert [one.type for one in definition.questions()] == ["yes_no", "one_of", "text"]
    assert definition.titles == {"en": "Opening of the polling station", "ru": "Открытие участка"}
