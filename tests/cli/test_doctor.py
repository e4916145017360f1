"""`sitrep doctor`: each thing that can be wrong has its line, and in it what to do."""

import asyncio
import copy
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from aiohttp import web

from bot.cli import integrity, pages
from bot.cli.doctor import examine, verify
from bot.cli.hindrances import Exit
from bot.cli.integrity import Rebuilt, rebuild
from bot.clock import HandClock, RealClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import lifecycle, records, roles
from bot.incident.policy import Policy
from bot.store import catalogue, codec, declared
from bot.store.database import triggers, urls
from bot.store.declared import Declared
from bot.store.engine import Store
from tests.mail_server import relay
from tests.store.examples import opened
from tests.tracker_server import REPOSITORY, TOKEN, GitHubServer, served
from workspace.server import LocalSlack
from workspace.state import groups

NINE = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text("utf-8"))
PEOPLE: dict[str, Any] = {"leo": "Leo Varga"}


def environ(slack: LocalSlack, database_url: str, **changes: str) -> dict[str, str]:
    """Settings with which nothing is wrong, but for what a test changes."""
    well = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "SITREP_ANNOUNCE_CHANNEL": slack.world.directory.names["general"].id,
        "SITREP_HTTP_PORT": "0",
    }
    return {**well, **changes}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def failing(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if not line.startswith("✓")]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST) as running:
        await running.people.invites("leo", "sitrep", "general")
        yield running


async def test_nothing_is_found_where_all_is_well(
    slack: LocalSlack, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leo = slack.world.directory.person("leo")
    assert leo is not None
    (tmp_path / "sitrep.toml").write_text(f'[ladder]\nescalate_to = ["{leo.id}"]\n')
    code = await examine(environ(slack, database_url), config=str(tmp_path / "sitrep.toml"))

    assert [] == failing(capsys.readouterr().out)
    assert 0 == code


@pytest.mark.parametrize(("ago_s", "mark"), [(5, "✓"), (60, "!")])
async def test_what_was_declared_and_not_opened_yet_is_counted_and_missed_where_no_bot_runs(
    ago_s: int, mark: str, slack: LocalSlack, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = RealClock().now() - timedelta(seconds=ago_s)
    store = await Store.open(database_url)
    async with store.write("keep") as tx:
        starts = [Declared(f"cmd:{n}", at + timedelta(seconds=n), "U1", "C1", "start Payroll lost") for n in range(2)]
        await declared.keep(tx, starts)
    await store.close()
    code = await examine(environ(slack, database_url))
    printed = capsys.readouterr().out
    (told,) = [line for line in printed.splitlines() if "starts that were kept" in line]

    assert told.startswith(f"{mark} starts that were kept, 2 waiting since {at:%Y-%m-%d %H:%M:%S} UTC")
    assert "Payroll" not in printed
    assert 0 == code


@pytest.mark.parametrize(
    ("setting", "value", "found", "code"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xoxb-wrong",
            "✗ bot token: Slack does not take SLACK_BOT_TOKEN (invalid_auth)",
            Exit.TOKEN,
        ),
        ("SLACK_APP_TOKEN", "xapp-wrong", "✗ Socket Mode: Slack does not take SLACK_APP_TOKEN", Exit.TOKEN),
        ("SITREP_ANNOUNCE_CHANNEL", "C0NOWHERE", "Check SITREP_ANNOUNCE_CHANNEL, and invite the bot there", Exit.FOUND),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "and that DATABASE_URL names it", Exit.DATABASE_AWAY),
    ],
)
async def test_a_wrong_setting_has_its_fix(
    setting: str,
    value: str,
    found: str,
    code: Exit,
    slack: LocalSlack,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = await examine(environ(slack, sqlite_url, **{setting: value}))

    assert [found] == [found for line in failing(capsys.readouterr().out) if found in line]
    assert code == ended


async def test_what_is_wrong_hides_nothing_else(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = f"sqlite:///{tmp_path}/none.db"
    code = await examine(environ(slack, none, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="xapp-wrong", SITREP_ZONE="Mars"))

    told = [line.partition(": ") for line in failing(capsys.readouterr().out)]
    assert [
        ("✗ settings", "SLACK_BOT_TOKEN"),
        ("✗ settings", "SITREP_ZONE"),
        ("✗ database", "There"),
        ("✗ Socket Mode", "Slack"),
    ] == [(what, fix.split()[0]) for what, _, fix in told]
    assert Exit.SETTING == code


@pytest.mark.parametrize(
    ("begins", "told"),
    [
        (True, ["! mail without TLS: mail.starttls is false"]),
        (False, ["✗ mail server localhost:1, to board.example: ", "! mail without TLS: mail.starttls is false"]),
    ],
)
async def test_a_mail_server_is_greeted_and_gets_no_mail(
    begins: bool,  # noqa: FBT001
    told: list[str],
    slack: LocalSlack,
    sqlite_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mail = '[mail]\nsender = "sitrep@house.example"\ndomains = ["board.example"]\nstarttls = false\n'
    (tmp_path / "sitrep.toml").write_text(mail)
    with relay() as server:
        url = f"smtp://localhost:{server.port if begins else 1}"
        await examine(environ(slack, sqlite_url, SITREP_SMTP_URL=url), config=str(tmp_path / "sitrep.toml"))

    found = [line for line in failing(capsys.readouterr().out) if "mail" in line]
    assert [line[: len(what)] for line, what in zip(found, told, strict=True)] == told
    assert 0 == server.inbox.tries


@pytest.mark.parametrize(
    ("token", "repository", "told"),
    [
        (TOKEN, REPOSITORY, ""),
        (TOKEN, "owls/none", "✗ issue tracker owls/none (127.0.0.1), takes issues: It says 404 Not Found. Check"),
        (TOKEN * 2, REPOSITORY, "✗ issue tracker owls/jobs (127.0.0.1), takes issues: It says 401 Bad credentials."),
        ("", REPOSITORY, "! tracker: Nothing is filed without a token"),
    ],
)
async def test_an_issue_tracker_is_asked_and_gets_no_issue(
    token: str,
    repository: str,
    told: str,
    slack: LocalSlack,
    sqlite_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    github = GitHubServer(lambda: datetime(2026, 5, 14, 9, tzinfo=UTC))
    async with served(github.answer) as url:
        (tmp_path / "sitrep.toml").write_text(f'[tracker]\nurl = "{url}"\nrepository = "{repository}"\n')
        given = {"SITREP_TRACKER_TOKEN": token} if token else {}
        await examine(environ(slack, sqlite_url, **given), config=str(tmp_path / "sitrep.toml"))

    found = [line for line in failing(capsys.readouterr().out) if "tracker" in line]
    assert [told] == [line[: len(told)] for line in found or [""]]
    assert {} == github.issues


async def test_an_archived_announcement_channel_is_told_as_archived(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = await slack.people.creates("leo", "news")
    await slack.people.archives("leo", channel)
    await examine(environ(slack, sqlite_url, SITREP_ANNOUNCE_CHANNEL=channel))

    assert any("#news is archived" in line for line in failing(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("nobody", "! ladder.escalate_to: Nobody is named for a role that nobody is at"),
        ("leo", "✓ ladder.escalate_to {id}"),
        ("old", "✗ ladder.escalate_to {id}: They are deactivated. Name somebody else"),
        ("stranger", "✗ ladder.escalate_to {id}: Slack says user_not_found. Name somebody else"),
        ("group", "✓ user group {id}, 1 in it"),
        ("empty", "✗ user group {id}: Nobody is in it"),
        ("no group", "✗ user group {id}: Slack knows no such group"),
    ],
)
async def test_whom_the_house_named_is_looked_up(
    named: str, told: str, tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    people = {"leo": "Leo Varga", "old": {"name": "Old Hand", "deleted": True}}
    async with LocalSlack(people=people, manifest=MANIFEST) as slack:
        known = {who: person.id for who in people if (person := slack.world.directory.person(who)) is not None}
        by = slack.world.directory.person("leo")
        assert by is not None
        for handle, members in (("group", [known["leo"]]), ("empty", [])):
            group = groups.make(slack.world, handle=handle, name=handle, by=by)
            groups.fill(slack.world, group, members)
            known[handle] = group.id
        known |= {"stranger": "U0STRANGER", "no group": "S0NOGROUP"}
        file = tmp_path / "sitrep.toml"
        file.write_text(f'[ladder]\nescalate_to = ["{known[named]}"]\n' if named in known else "")
        await examine(environ(slack, sqlite_url), config=str(file))

    assert told.format(id=known.get(named)) in capsys.readouterr().out


async def test_the_command_that_only_people_can_try_is_named(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await examine(environ(slack, sqlite_url, SITREP_COMMAND="/outage"))

    assert "`/outage help` is answered by Sitrep" in capsys.readouterr().out


async def test_each_missing_scope_has_its_line(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"].remove("pins:write")
    async with LocalSlack(people=PEOPLE, manifest=manifest) as slack:
        code = await examine(environ(slack, sqlite_url))

    assert any("scope pins:write" in line for line in failing(capsys.readouterr().out))
    assert Exit.SCOPE == code


@pytest.mark.parametrize("granted", [True, False])
async def test_an_invitation_is_asked_for_only_where_it_is_needed(
    *, granted: bool, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = copy.deepcopy(MANIFEST)
    if not granted:
        manifest["oauth_config"]["scopes"]["bot_optional"].remove("chat:write.public")
    async with LocalSlack(people=PEOPLE, manifest=manifest) as slack:
        code = await examine(environ(slack, sqlite_url))

    invitations = [line for line in failing(capsys.readouterr().out) if "/invite" in line]
    assert (granted, granted) == (code == Exit.DONE, invitations == [])


async def test_without_a_network_nobody_is_told_to_install_anything(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], slack: LocalSlack
) -> None:
    code = await examine(environ(slack, sqlite_url, SLACK_API_URL="http://127.0.0.1:9/"))

    told = failing(capsys.readouterr().out)
    assert 1 == len(told)
    assert "✗ Slack: It cannot be reached (" in told[0]
    assert "install" not in told[0]
    assert Exit.AWAY == code


async def test_a_server_that_hangs_up_is_a_slack_that_cannot_be_reached(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        code = await examine(environ(slack, sqlite_url, SLACK_API_URL=f"http://127.0.0.1:{port}/"))

    assert "✗ Slack: It cannot be reached (" in capsys.readouterr().out
    assert Exit.AWAY == code


async def test_an_emoji_that_a_workspace_may_not_have_is_to_be_tried(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await examine(environ(slack, sqlite_url, SITREP_MARKS="why=inc_why told="))
    printed = capsys.readouterr().out

    (line,) = (line for line in failing(printed) if "marks" in line)
    assert line.startswith("! marks harm=boom why=inc_why done=wrench over=checkered_flag: Try :inc_why: in Slack;")
    assert 0 == code


async def test_an_old_database_is_told_to_migrate(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await examine(environ(slack, f"sqlite:///{tmp_path / 'new.db'}"))

    assert any("sitrep migrate" in line for line in failing(capsys.readouterr().out))


async def test_looking_at_a_database_makes_no_file(
    slack: LocalSlack, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(tmp_path)
    await examine(environ(slack, sqlite_url))

    assert before == files(tmp_path)


@pytest.mark.parametrize(("mode", "mark", "code"), [(0o604, "✗", Exit.FOUND), (0o660, "!", 0), (0o600, "✓", 0)])
async def test_files_that_others_can_read_are_named(
    mode: int, mark: str, code: int, slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sqlite_url.removeprefix("sqlite:///")
    os.chmod(file, mode)  # noqa: PTH101 - a real file, on a test's own disk
    ended = await examine(environ(slack, sqlite_url))

    line = next(line for line in capsys.readouterr().out.splitlines() if "files of the database" in line)
    assert (mark, code) == (line[0], ended)
    assert (f"chmod 600 {file}" in line) == (mark != "✓")


async def test_a_port_that_another_program_has_is_named_and_one_that_a_sitrep_has_is_not(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = []
    for server in ("nginx", pages.SERVER):
        async with serving(server) as port:
            codes.append(await examine(environ(slack, sqlite_url, SITREP_HTTP_PORT=str(port))))

    printed = capsys.readouterr().out
    assert [Exit.PORT, Exit.DONE] == codes
    assert 1 == printed.count("is taken by another program: set SITREP_HTTP_PORT to a free one.")
    assert 1 == printed.count(", served by a Sitrep")


@asynccontextmanager
async def serving(server: str) -> AsyncIterator[int]:
    """Somebody who answers on a port under this name."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Server": server})

    site = web.Application()
    site.router.add_get("/healthz", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_what_is_optional_warns_and_does_not_fail(
    slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await examine(environ(slack, sqlite_url, SITREP_ANNOUNCE_CHANNEL="", SITREP_ESCALATE_TO="U1"))

    assert ["!", "!", "!"] == [line[0] for line in failing(capsys.readouterr().out)]
    assert 0 == code


async def test_no_token_is_ever_printed(slack: LocalSlack, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = environ(slack, sqlite_url, SLACK_APP_TOKEN="xapp-wrong")
    await examine(settings)
    printed = capsys.readouterr().out

    assert not any(settings[name] in printed for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))


TAMPERED = {
    "INC-1: entry 1 is missing": "DELETE FROM logbook WHERE seq = 1",
    "INC-1: the words of entry 1 were changed": "UPDATE logbook SET body = '{}' WHERE seq = 1",
    "INC-1: the logbook ends with entry 2, the catalogue knows of 3": "DELETE FROM logbook WHERE seq = 3",
    "INC-1: entry 3 is not the one that the catalogue knows": "UPDATE incidents SET last_chain = 'another'",
    "They are missing": "SELECT 1",
    "INC-1: title, severity differ": "UPDATE incidents SET title = 'nothing', severity = 4",
    "INC-1: nag_due_at differ": "UPDATE incidents SET nag_due_at = NULL",
    "INC-1: channel, card_ts differ": "UPDATE incidents SET channel = 'C1', card_ts = '1.2'",
    "INC-1: it is not in the catalogue": "DELETE FROM incidents",
}


async def a_private_one(url: str) -> None:
    async with opened(url) as store:
        desk = Desk(store, clock=HandClock(NINE), ids=Ids(1), policy=Policy())
        rule = partial(lifecycle.open_incident, title="Jane names the board", severity=1, private=True)
        await desk.start(rule, title="Jane names the board", by="U0LEO", cause="cmd:1")


async def is_private(url: str) -> bool:
    async with opened(url) as store, store.read() as tx:
        row = await catalogue.get(tx, 1)
        return row is not None and row.private


def chain_of(url: str, seq: int) -> str:
    engine = sa.create_engine(urls.parse(url))
    with engine.connect() as connection:
        chain = connection.exec_driver_sql(f"SELECT chain FROM logbook WHERE seq = {int(seq)}").scalar_one()
    engine.dispose()
    return str(chain)


async def an_incident(url: str, *, cause: str = "cmd") -> None:
    """Three entries: opened by Leo, who leads and will be asked how bad it is, with an offer of the logs."""
    async with opened(url) as store:
        desk = Desk(store, clock=HandClock(NINE), ids=Ids(len(cause)), policy=Policy())
        title = f"Documents missing {cause}"
        rule = partial(lifecycle.open_incident, title=title, severity=None)
        await desk.start(rule, title=title, by="U0LEO", cause=f"{cause}:1")
        await desk.act(1, partial(roles.offer, role="logs", person="U0ANA"), by="U0LEO", cause="cmd:2")


def without_triggers(url: str, *statements: str) -> None:
    """What somebody does who may do everything in the database."""
    engine = sa.create_engine(urls.parse(url))
    with engine.begin() as connection:
        on_postgres = connection.dialect.name == "postgresql"
        for name in triggers._ON_POSTGRES if on_postgres else triggers._ON_SQLITE:
            connection.execute(sa.text(f"DROP TRIGGER {name}" + (" ON logbook" if on_postgres else "")))
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


async def test_a_record_as_it_was_written_is_proved(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    await an_incident(database_url)
    code = await verify({"DATABASE_URL": database_url})

    assert ["✓", "✓", "✓"] == [line[0] for line in capsys.readouterr().out.splitlines()]
    assert 0 == code


@pytest.mark.parametrize("found", TAMPERED)
async def test_what_was_tampered_with_has_its_line(
    found: str, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await an_incident(database_url)
    without_triggers(database_url, TAMPERED[found])
    code = await verify({"DATABASE_URL": database_url})

    assert any(found in line for line in failing(capsys.readouterr().out))
    assert 1 == code


async def test_looking_mends_nothing(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    await an_incident(database_url)
    without_triggers(database_url)
    await verify({"DATABASE_URL": database_url})
    await verify({"DATABASE_URL": database_url})

    assert 2 == capsys.readouterr().out.count("✗ triggers")


async def test_a_record_can_be_proved_beside_a_running_bot(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await an_incident(database_url)
    async with opened(database_url):
        code = await verify({"DATABASE_URL": database_url})

    assert 0 == code, capsys.readouterr().out


async def test_a_database_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = await verify({"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})

    assert "Run `sitrep migrate`" in capsys.readouterr().out
    assert Exit.DATABASE_OLD == code


@pytest.mark.parametrize("loss", ["DELETE FROM incidents", "UPDATE incidents SET title = 'x', nag_due_at = NULL"])
async def test_the_catalogue_is_rebuilt_from_the_logbooks(database_url: str, loss: str) -> None:
    await an_incident(database_url)
    without_triggers(database_url, loss)

    assert Rebuilt(looked_at=1, rewritten=1) == await rebuild(database_url)
    assert 0 == await verify({"DATABASE_URL": database_url})


async def test_rebuilding_changes_nothing_where_all_is_well(database_url: str) -> None:
    await an_incident(database_url)

    assert Rebuilt(looked_at=1, rewritten=0) == await rebuild(database_url)


async def test_rebuilding_hides_no_entry_that_was_cut_off(database_url: str) -> None:
    await an_incident(database_url)
    without_triggers(database_url, "DELETE FROM logbook WHERE seq = 3")
    rebuilt = await rebuild(database_url)

    assert ("INC-1: the logbook ends with entry 2, the catalogue knows of 3.",) == rebuilt.left
    assert 1 == await verify({"DATABASE_URL": database_url})


async def test_what_a_newer_version_wrote_is_neither_judged_nor_rebuilt(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await an_incident(database_url)
    async with opened(database_url) as store:
        monkeypatch.setattr(codec, "encode", lambda _: '{"fact":"Teleported"}')
        desk = Desk(store, clock=HandClock(NINE), ids=Ids(2), policy=Policy())
        await desk.act(1, partial(records.note, text="as a newer version would"), by="U0LEO", cause="cmd:3")
    code = await verify({"DATABASE_URL": database_url})

    assert 0 == code
    assert "not compared: 1" in capsys.readouterr().out
    assert 0 == (await rebuild(database_url)).rewritten


async def test_words_that_were_taken_out_behind_our_back_are_found_and_change_nothing_else(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else an incident whose beginning was emptied would be public when the catalogue is made anew."""
    await a_private_one(database_url)
    without_triggers(database_url, "UPDATE logbook SET body = '', salt = '' WHERE seq = 1")
    code = await verify({"DATABASE_URL": database_url})
    rebuilt = await rebuild(database_url)

    assert 1 == code
    assert "the words of entry 1 are gone, and nobody put on record who" in capsys.readouterr().out
    assert ("INC-1: the words of entry 1 are gone, and nobody put on record who took them out.",) == rebuilt.left
    assert await is_private(database_url)


async def test_rebuilding_makes_nothing_public(database_url: str) -> None:
    await an_incident(database_url)
    without_triggers(database_url, "UPDATE incidents SET private = true")
    rebuilt = await rebuild(database_url)

    assert 0 == rebuilt.rewritten
    assert rebuilt.left[0].startswith("INC-1: it is private, and its logbook would make it public.")
    assert await is_private(database_url)


async def test_a_whole_incident_that_is_gone_leaves_a_gap_in_the_numbers(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await an_incident(database_url)
    await an_incident(database_url, cause="another")
    without_triggers(database_url, "DELETE FROM logbook WHERE number = 1", "DELETE FROM incidents WHERE number = 1")
    code = await verify({"DATABASE_URL": database_url})

    assert 1 == code
    assert "INC-1: neither its logbook nor its row is there." in capsys.readouterr().out


CUT = ("DELETE FROM logbook WHERE seq = 4", "UPDATE incidents SET last_seq = 3, last_chain = '{chain}'")


async def test_ends_that_were_kept_elsewhere_tell_what_was_cut_off_and_mended(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may write the database can make its chain whole again; not the end that somebody else keeps."""
    await an_incident(database_url)
    async with opened(database_url) as store:
        desk = Desk(store, clock=HandClock(NINE), ids=Ids(2), policy=Policy())
        await desk.act(1, partial(records.note, text="I approved skipping the backup"), by="U0LEO", cause="cmd:3")
    kept = await integrity.ends(database_url)
    well = await verify({"DATABASE_URL": database_url}, kept=kept)
    chain = chain_of(database_url, 3)
    without_triggers(database_url, *(statement.format(chain=chain) for statement in CUT))
    async with opened(database_url):
        pass  # which makes the triggers anew
    alone = await verify({"DATABASE_URL": database_url})
    capsys.readouterr()
    code = await verify({"DATABASE_URL": database_url}, kept=kept)

    assert (0, 0, 1) == (well, alone, code)
    assert "up to entry 4 it is not what it was" in capsys.readouterr().out


async def test_a_file_that_holds_no_ends_is_said_to_be_none(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await an_incident(database_url)

    assert 1 == await verify({"DATABASE_URL": database_url}, kept="all is well\n")
    assert "“all is well” is no line of" in capsys.readouterr().out


async def test_each_user_group_that_a_setting_names_is_read(
    slack: LocalSlack, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oncall = groups.make(slack.world, handle="oncall", name="On call", by=slack.world.directory.handles["leo"])
    groups.fill(slack.world, oncall, [slack.world.directory.handles["leo"].id])
    file = tmp_path / "sitrep.toml"
    named = f"ladder.escalate_to = ['{oncall.id}']"
    file.write_text(f"{named}\n[roles.code]\nheld_by = ['{oncall.id}', 'S0NEVERWAS']\n", "utf-8")
    ended = await examine(environ(slack, sqlite_url), config=str(file))
    printed = capsys.readouterr().out

    assert f"✓ user group {oncall.id}, 1 in it\n" in printed
    assert ["✗ user group S0NEVERWAS: Slack knows no such group: set the id that stands in the group's details."] == (
        failing(printed)
    )
    assert Exit.FOUND == ended
