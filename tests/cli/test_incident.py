"""The hours without Slack: the same verbs at a terminal, and what they leave goes out when Slack is back."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.__main__ import main
from bot.cli.hindrances import Exit
from bot.cli.incident import Printed, answer
from bot.cli.simulation import Stage
from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.store.engine import Store
from bot.store.people import Person
from tests.scenarios.conftest import CAST, MORNING, Scene
from tests.store.examples import opened

NINE = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
MET = [
    Person(id="U0LEO", name="Leo Torres", handle="leo", tz=BERLIN, is_ours=True),
    Person(id="U0ANA", name="Ana Lima", handle="ana", tz="America/New_York", is_ours=True),
    Person(id="U0KIM", name="Kim One", display_name="Kim", handle="k.one", is_ours=True),
    Person(id="U1KIM", name="Kim", handle="kim.two", is_ours=True),
    Person(id="U0GUS", name="Gus Guest", handle="gus", is_guest=True, is_ours=True),
    Person(id="U0OLD", name="Old Hand", handle="old", deleted=True, is_ours=True),
]


class Terminal:
    """Types `sitrep incident …` against one database, on a clock that stands until it is turned."""

    def __init__(self, database_url: str, clock: HandClock) -> None:
        self.url = database_url
        self.clock = clock
        self._ids = Ids(1_000)  # none of the seeds that the lives of a bot have

    async def types(self, *words: str, who: str = "leo", zone: str = "") -> Printed:
        return await answer(words, who=who, zone=zone, database_url=self.url, clock=self.clock, ids=self._ids)

    async def facts(self, number: int = 1) -> list[f.Fact]:
        async with opened(self.url) as store:
            return [entry.fact for entry in await self.desk(store).entries(number)]

    def desk(self, store: Store) -> Desk:
        return Desk(store, clock=self.clock, ids=self._ids, policy=Policy())


@pytest.fixture
async def terminal(database_url: str) -> Terminal:
    """A database that knows some people, and Leo's incident, for which no channel could be made."""
    at_hand = Terminal(database_url, HandClock(NINE))
    async with opened(database_url) as store:
        await at_hand.desk(store).meet(MET)
    await at_hand.types("start", "sev1", "Documents missing", "@ana:logs")
    return at_hand


async def test_an_incident_can_be_opened_without_slack(terminal: Terminal) -> None:
    told = await terminal.types("start", "sev2 Payments stuck", who="ana")

    assert 0 == told.code
    assert told.text.endswith("On record in INC-2. What Slack should show goes out as soon as a bot reaches Slack.")
    assert f.Opened(title="Payments stuck", severity=2) in await terminal.facts(2)


async def test_a_report_is_on_record_in_the_name_of_its_author(terminal: Terminal) -> None:
    await terminal.types("INC-1", "role logs", who="ana")
    told = await terminal.types("INC-1", "report", "C: 2 of 14 found A: looking on", who="Ana Lima")

    assert "2 of 14 found" in told.text
    assert f.Reported(role="logs", conditions="2 of 14 found", actions="looking on", needs="") in await terminal.facts()


async def test_what_was_typed_is_taken_as_it_is_and_not_as_slacks_markup(terminal: Terminal) -> None:
    await terminal.types("INC-1 note", "a < b && <c> &amp; d")

    assert f.Noted(text="a < b && <c> &amp; d") in await terminal.facts()
    assert "a < b && <c> &amp; d" in (await terminal.types("timeline")).text


async def test_readings_are_plain_text_and_need_no_name(terminal: Terminal) -> None:
    for words, shown in (
        (("INC-1", "summary"), "INC-1"),
        (("card",), "Documents missing"),
        (("timeline",), "Leo Torres"),
        (("review", "INC-1"), "Documents missing"),
        (("list",), "INC-1 · SEV1 · investigating"),
        (("help", "report"), "/incident report"),
    ):
        told = await terminal.types(*words, who="")

        assert 0 == told.code, words
        assert shown in told.text
        assert not any(mark in told.text for mark in ("<@", "<!date", "&lt;", "(/archives"))
        assert "On record in" not in told.text


async def test_times_are_those_of_the_reader_or_of_the_zone_that_was_named(terminal: Terminal) -> None:
    own, named = await terminal.types("list"), await terminal.types("list", zone="Asia/Tokyo")
    await terminal.types("INC-1 customer Northgate cannot file deadline 20:00", zone="Asia/Tokyo")
    (customer,) = [fact for fact in await terminal.facts() if isinstance(fact, f.CustomerAffected)]

    assert "11:00 CEST" in own.text
    assert "18:00 JST" in named.text
    assert datetime(2026, 5, 14, 11, tzinfo=UTC) == customer.deadline_at


async def test_an_author_must_be_one_known_person(terminal: Terminal) -> None:
    for who, reason in (
        ("bob", "has met nobody called bob"),
        ("old", "has met nobody called old"),
        ("kim", "U0KIM (Kim One), U1KIM (Kim)"),
        ("", "--as"),
    ):
        told = await terminal.types("note who am I", who=who)

        assert 1 == told.code, who
        assert reason in told.text

    assert 0 == (await terminal.types("INC-1 note here", who="U0ANA")).code


async def test_a_refusal_is_a_sentence_and_not_a_success(terminal: Terminal) -> None:
    before = await terminal.facts()
    for words, reason in (
        ("nonsense at all", "nonsense"),
        ("INC-9 note x", "INC-9"),
        ("note which one", "`/incident INC-1 note"),  # without a number
        ("report", "No form can be opened here"),
        ("start", "No form can be opened here"),
        ("confirm H1 because I say so", "H1"),
        ("INC-1 resume", "no reminder is paused"),
        ("adopt", "Only a channel can become an incident's"),
    ):
        told = await terminal.types(*words.split())

        assert 1 == told.code, words
        assert reason in told.text
        assert before == await terminal.facts()


async def test_of_two_incidents_the_choices_are_shown_the_worse_one_first(terminal: Terminal) -> None:
    await terminal.types("start Payments stuck", who="ana")
    told = await terminal.types("summary")

    assert 1 == told.code
    assert "· INC-1 Documents missing\n· INC-2 Payments stuck" in told.text


async def test_a_private_incident_does_not_exist_for_outsiders(terminal: Terminal) -> None:
    await terminal.types("start +private Salaries leaked")

    assert "Salaries" in (await terminal.types("list")).text
    for reader in ("", "ana", "gus"):
        assert 1 == (await terminal.types("export INC-2 json", who=reader)).code
        assert "Salaries" not in (await terminal.types("list", who=reader)).text


async def test_a_summary_is_exported_in_three_forms_and_its_course_as_a_picture(terminal: Terminal) -> None:
    kinds = ("md", "html", "json", "glance")
    markdown, page, values, picture = [(await terminal.types("export INC-1", form)).file.decode() for form in kinds]

    assert "Documents missing" in markdown
    assert "](" not in markdown
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "summary" == json.loads(values)["document"]
    assert picture.startswith("<svg xmlns=")
    assert "Documents missing" in picture


async def test_an_export_leaves_out_what_nobody_confirmed_and_one_who_must_be_known(terminal: Terminal) -> None:
    values = json.loads((await terminal.types("export INC-1 brief json without unconfirmed")).file)
    unknown = await terminal.types("export INC-1 md without @nobody")
    written = (await terminal.types("export INC-1 md without @ana")).file.decode()

    assert 0 == values["unconfirmed_left_out"]
    assert (1, b"") == (unknown.code, unknown.file)
    assert "nobody" in unknown.text
    assert "One person’s name was left out of this document" in written.splitlines()[-1]


async def test_beside_a_running_bot_everything_works(database_url: str) -> None:
    at_hand = Terminal(database_url, HandClock(NINE))
    async with opened(database_url) as bot:
        await at_hand.desk(bot).meet(MET)
        await at_hand.types("start Documents missing")

        assert ["Documents missing"] == [row.title for row in await at_hand.desk(bot).open_incidents()]


async def test_the_record_is_replayed_before_the_file_is_kept_from_the_bot(sqlite_url: str) -> None:
    """A long one takes a third of a second to replay, for which everybody who types in Slack would wait."""
    at_hand, said = Terminal(sqlite_url, HandClock(NINE)), list[str]()
    async with opened(sqlite_url) as bot:
        await at_hand.desk(bot).meet(MET)
    await at_hand.types("start Documents missing")
    hearing = sa.Engine, "before_cursor_execute", lambda *about: said.append(about[2])
    sa.event.listen(*hearing)
    await at_hand.types("INC-1 note here")
    sa.event.remove(*hearing)

    (replayed_at,) = [place for place, sql in enumerate(said) if sql.endswith("ORDER BY logbook.seq")]
    assert "BEGIN IMMEDIATE" in said[replayed_at:]


def test_a_terminal_without_a_database_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")

    assert Exit.DATABASE_OLD == main(["incident", "list"])
    assert "Run `sitrep migrate`" in capsys.readouterr().err


def test_a_zone_that_is_none_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["incident", "list", "--zone", "Mars/Olympus"])
    assert "--zone is 'Mars/Olympus'" in capsys.readouterr().err


# The hours themselves: the bot, a local Slack that is away, and the same database at a terminal.


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as stage:
        await stage.settle()
        told = Scene(stage)
        yield told
        if told._lives:
            await told.stage.app.stop()


def terminal_of(scene: Scene) -> Terminal:
    return Terminal(scene.stage.app._settings.database_url, scene.stage.clock)


async def test_what_was_recorded_without_slack_is_in_slack_once_it_is_back_with_one_reminder_each_that_is_still_true(
    scene: Scene,
) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(hours=24))
    at_hand = terminal_of(scene)
    outside = await at_hand.types("INC-1 note I only passed by", who="eva")
    await at_hand.types("INC-1 report C: 2 of 14 found A: looking on", who="ana")
    await at_hand.types("start sev4 Payments stuck", who="eva")
    await scene.starts_again()

    assert 1 == outside.code  # who is not in the channel changes nothing from a terminal either
    assert [] == await scene.facts(f.Noted)
    assert "2 of 14 found" in await scene.card(1)
    assert "Payments stuck" in await scene.card(2)
    assert [] == scene.errors()
    assert [] == scene.duties("ana")
    assert 1 == len(scene.duties("bo"))
    assert ["Are you there?"] == [line[:14] for line in scene.duties("leo")]


async def test_nothing_is_asked_about_an_incident_that_was_resolved_without_slack(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(hours=24))
    await terminal_of(scene).types("INC-1 resolve all fourteen are there")
    await scene.starts_again()
    await scene.after(60)

    assert [[], [], []] == [scene.duties(who) for who in ("ana", "bo", "leo")]
