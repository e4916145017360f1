"""Each mistake is made as often as the tests run: it prints the one sentence that stands in docs/start.md."""

from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.start.page import PAGE, row
from tests.start.table import MISTAKES, Mistake, play

ROWS = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.read_text("utf-8").splitlines() if " | " in line}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
async def test_a_mistake_has_its_sentence_and_its_code(mistake: Mistake, tmp_path: Path, cluster: Cluster) -> None:
    ended = await play(mistake, tmp_path, cluster)

    assert 1 == len(ended.said.splitlines()), ended.said
    assert ROWS[mistake.name] == row(mistake, ended)


def test_the_page_has_no_row_that_nobody_makes() -> None:
    assert {mistake.name for mistake in MISTAKES} == {name for name in ROWS if "`sitrep " in name}
