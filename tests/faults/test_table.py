"""Each fault alone: what the page says of it is what comes of it."""

from pathlib import Path

import pytest

from tests.faults.morning import Morning
from tests.faults.page import page
from tests.faults.table import FAULTS, Fault, play

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_has_its_stated_outcome(day: Morning, fault: Fault) -> None:
    assert fault.seen == await play(day, fault)


def test_the_page_has_exactly_these_outcomes() -> None:
    assert page([(fault, fault.seen) for fault in FAULTS]) == PAGE.read_text("utf-8")
