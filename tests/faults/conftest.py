"""One morning for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.faults.morning import Morning, morning


@pytest.fixture
async def day() -> AsyncIterator[Morning]:
    async with morning() as told:
        yield told
