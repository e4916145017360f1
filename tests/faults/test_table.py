"""Each fault alone: what the page says of it is what comes of it."""

import pytest

from tests.faults.morning import Morning
from tests.faults.table import FAULTS, Fault, play


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_has_its_stated_outcome(day: Morning, fault: Fault) -> None:
    assert fault.seen == await play(day, fault)
