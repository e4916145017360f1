"""`sitrep doctor`: each thing that can be wrong has its line, and in it what to do."""

import copy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.doctor import examine
from workspace.server import LocalSlack

MANIFEST = yaml.safe_load((Path(__file__).parents[1] / "manifest.yaml").read_text("utf-8"))
PEOPLE: dict[str, Any] = {"leo": "Leo Varga", "gone": {"name": "Gone Person", "deleted": True}}


def environ(slack: LocalSlack, database_url: str, **changes: str) -> dict[str, str]:
    """Settings with which nothing is wrong, but for what a test changes."""
    well = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "SITREP_ANNOUNCE_CHANNEL": slack.world.directory.names["general"].id,
        "SITREP_ESCALATE_TO": person(slack, "leo"),
    }
    return {**well, **changes}


def person(slack: LocalSlack, handle: str) -> str:
    found = slack.world.directory.person(handle)
    assert found is not None
    return found.id


def failing(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if not line.startswith("✓")]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST) as running:
        await running.people.invites("leo", "sitrep", "general")
        yield running


async def test_nothing_is_found_where_all_is_well(
    slack: LocalSlack, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await examine(environ(slack, database_url))

    assert [] == failing(capsys.readouterr().out)
    assert 0 == code


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "set SLACK_BOT_TOKEN to its xoxb- token"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "connections:write"),
        ("SITREP_ANNOUNCE_CHANNEL", "C0NOWHERE", "Check SITREP_ANNOUNCE_CHANNEL and invite the bot there"),
        ("SITREP_ESCALATE_TO", "U0NOBODY", "Name another"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "Check DATABASE_URL"),
    ],
)
async def test_a_wrong_setting_has_its_fix(  # noqa: PLR0917 - the table's columns
    setting: str,
    value: str,
    found: str,
    slack: LocalSlack,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = await examine(environ(slack, sqlite_url, **{setting: value}))

    assert any(found in line for line in failing(capsys.readouterr().out))
    assert 1 == code


async def test_each_missing_scope_has_its_line(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"].remove("pins:write")
    async with LocalSlack(people=PEOPLE, manifest=manifest) as slack:
        code = await examine(environ(slack, sqlite_url))

    assert any("scope pins:write" in line for line in failing(capsys.readouterr().out))
    assert 1 == code


async def test_somebody_who_has_left_is_nobody_to_escalate_to(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await examine(environ(slack, sqlite_url, SITREP_ESCALATE_TO=person(slack, "gone")))

    assert any("They have left" in line for line in failing(capsys.readouterr().out))


async def test_an_old_database_is_told_to_migrate(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await examine(environ(slack, f"sqlite:///{tmp_path / 'new.db'}"))

    assert any("sitrep migrate" in line for line in failing(capsys.readouterr().out))


async def test_what_is_optional_warns_and_does_not_fail(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await examine(environ(slack, sqlite_url, SITREP_ANNOUNCE_CHANNEL="", SITREP_ESCALATE_TO=""))

    assert ["!", "!"] == [line[0] for line in failing(capsys.readouterr().out)]
    assert 0 == code


async def test_no_token_is_ever_printed(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = environ(slack, sqlite_url, SLACK_APP_TOKEN="xapp-wrong")
    await examine(settings)
    printed = capsys.readouterr().out

    assert not any(settings[name] in printed for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))
