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


@pytest.mark.parametrize("written", ["sitrep.db", "mysql://db/sitrep", "sqlite://", "sqlite:///:memory:", ""])
def test_an_address_that_cannot_be_used_says_so(written: str) -> None:
    with pytest.raises(BadAddress):
        urls.parse(written)


def test_a_refused_address_does_not_repeat_its_password() -> None:
    with pytest.raises(BadAddress) as refusal:
        urls.parse("mysql://sitrep:hunter2@db/sitrep")

    assert "hunter2" not in str(refusal.value)


HOSTILE = [
    "postgresql://sitrep:S3CRET@PART2@127.0.0.1/x",
    "postgresql://sitrep:S3CRET@PART2:PART3@127.0.0.1/x",
    "postgresql://si/trep:S3CRET@127.0.0.1/x",
    "postgresql://127.0.0.1/x?password=S3CRET@PART2",
    "postgresql://127.0.0.1:1/x?password=S3CRET@PART2",
    "postgresql://127.0.0.1:1?sslmode=require&password=S3CRET@PART2",
    "postgresql://sitrep:S3CRET@127.0.0.1:PORTX/x",
    "postgresql://sitrep:S3CRET@[::1/x",
    "sqlite://sitrep:S3CRET@127.0.0.1/x",
]


@pytest.mark.parametrize("written", HOSTILE)
def test_an_address_that_can_be_read_in_two_ways_is_refused_without_its_parts(written: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        urls.parse(written)

    assert not any(part in str(refusal.value) for part in ("S3CRET", "PART2", "PART3", "PORTX"))


@pytest.mark.parametrize("password", ["a/b", "a?b", "a#b", "a%40b", "a:b", "a b"])
def test_a_password_that_can_be_read_in_one_way_only_is_taken(password: str) -> None:
    assert password.replace("%40", "@") == urls.parse(f"postgresql://sitrep:{password}@db/x").password


@pytest.mark.parametrize("written", ["postgresql://u:S3CRET@db:5433/x?passfile=S3CRET", "postgresql:///x?host=/run/pg"])
def test_a_place_is_told_without_what_opens_it(written: str) -> None:
    told = urls.described(urls.parse(written))

    assert told in {"PostgreSQL, x on db", "PostgreSQL, x on /run/pg"}


def test_a_file_may_have_an_at_in_its_name() -> None:
    assert "SQLite, /var/lib/a@b@c.db" == urls.described(urls.parse("sqlite:////var/lib/a@b@c.db"))
