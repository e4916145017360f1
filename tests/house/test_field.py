"""The page of what people reported: every line has one of four verdicts, and the tests that hold it exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "field.md").read_text(encoding="utf-8")
VERDICTS = set(re.findall(r"^\* \*\*([a-z ]+)\*\*:", PAGE, re.MULTILINE))
NOT_YET = "not yet"
NOTHING = "–"
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| people …", "| ---"))
]
HELD_BY = re.compile(r"`((?:[\w-]+/)*test_\w+\.py)::(test_\w+)`")
SOURCE = re.compile(r"\[[^\]]+\]\((?:https://\S+|decisions/\S+\.md)\)")


def row_id(row: list[str]) -> str:
    return row[0]


def test_the_page_has_lines_and_four_verdicts() -> None:
    assert {"right", "refused in words", "decided otherwise", NOT_YET} == VERDICTS
    assert len(ROWS) > len(VERDICTS)


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_a_line_has_all_its_cells_and_one_verdict(row: list[str]) -> None:
    people, sitrep, verdict, source, held_by = row

    assert people
    assert sitrep
    assert verdict in VERDICTS
    assert source == NOTHING or all(SOURCE.fullmatch(one) for one in source.split(", "))
    assert (held_by == NOTHING) == (verdict == NOT_YET)


@pytest.mark.parametrize("row", [row for row in ROWS if row[-1] != NOTHING], ids=row_id)
def test_every_test_that_a_line_names_is_there(row: list[str]) -> None:
    named = [HELD_BY.fullmatch(one) for one in row[-1].split(", ")]
    missing = [
        one[0] for one in named if one and f"def {one[2]}(" not in (ROOT / "tests" / one[1]).read_text(encoding="utf-8")
    ]

    assert all(named)
    assert [] == missing


def test_no_line_is_told_twice() -> None:
    assert len(ROWS) == len({row[0] for row in ROWS})
