"""Each fault alone: what the page says of it is what comes of it."""

from pathlib import Path

import pytest

from tests.faults import database_table
from tests.faults.database_table import POSTGRES_FAULTS, SQLITE_FAULTS, DatabaseFault
from tests.faults.morning import Morning, morning
from tests.faults.page import page
from tests.faults.table import FAULTS, Fault, play
from tests.postgres import Cluster

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_has_its_stated_outcome(day: Morning, fault: Fault) -> None:
    assert fault.seen == await play(day, fault)


@pytest.mark.parametrize("fault", SQLITE_FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_of_sqlite_has_its_stated_outcome(day: Morning, cluster: Cluster, fault: DatabaseFault) -> None:
    assert fault.seen == await database_table.play(day, fault.on(cluster))


@pytest.mark.parametrize("fault", POSTGRES_FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_of_postgres_has_its_stated_outcome(
    postgres_url: str, cluster: Cluster, fault: DatabaseFault
) -> None:
    async with morning(database_url=postgres_url) as day:
        assert fault.seen == await database_table.play(day, fault.on(cluster))


def test_the_page_has_exactly_these_outcomes() -> None:
    slack = [(fault.name, fault.seen) for fault in FAULTS]
    database = [(fault.name, fault.seen) for fault in (*SQLITE_FAULTS, *POSTGRES_FAULTS)]

    assert page(slack, database) == PAGE.read_text("utf-8")
