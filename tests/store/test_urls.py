import pytest

from bot.store.database import urls
from bot.store.database.urls import BadAddress


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:///sitrep.db", "sqlite"),
        ("sqlite+aiosqlite:///sitrep.db", "sqlite"),
        ("postgres://sitrep@db/sitrep", "postgresql+psycopg"),
        ("postgresql://sitrep@db/sitrep", "postgresql+psycopg"),
        ("postgresql+asyncpg://sitrep@db/sitrep", "postgresql+psycopg"),
    ],
)
def test_the_plain_address_is_enough(written: str, driver: str) -> None:
    assert driver == urls.parse(written).drivername


def test_the_running_bot_reaches_sqlite_without_blocking() -> None:
    assert "sqlite+aiosqlite" == urls.for_async(urls.parse("sqlite:///sitrep.db")).drivername


@pytest.mark.parametrize("written", ["sitrep.db", "mysql://db/sitrep", "sqlite://", "sqlite:///:memory:", ""])
def test_an_address_that_cannot_be_used_says_so(written: str) -> None:
    with pytest.raises(BadAddress):
        urls.parse(written)


def test_a_refused_address_does_not_repeat_its_password() -> None:
    with pytest.raises(BadAddress) as refusal:
        urls.parse("mysql://sitrep:hunter2@db/sitrep")

    assert "hunter2" not in str(refusal.value)
