"""A story in front of the page: it runs, stops, is taken over in the middle, and is kept so that it plays again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cli.play.demo import Door, carta, opener
from bot.cli.play.show import Showing
from bot.cli.player import Player
from bot.cli.simulation import Stage
from bot.cli.story import Story
from workspace.state.refusals import Cannot

FAST = 3_600.0  # seconds of the story a second


class Playing:
    """A show that runs, with hands at its page."""

    def __init__(self, show: Showing, told: list[str], session: aiohttp.ClientSession) -> None:
        self.show, self._told, self._session = show, told, session

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(40):
            while not so():  # noqa: ASYNC110 -- it plays by the clock of the machine
                await asyncio.sleep(0.01)

    async def act(self, who: str, act: str, **given: Any) -> Any:
        async with self._session.post(f"{self._told[0]}people/{who}/{act}", json=given) as response:
            assert response.status == 200, await response.text()
            return (await response.json())["answer"]

    async def get(self, path: str) -> str:
        async with self._session.get(self._told[0] + path) as response:
            return await response.text()


@pytest.fixture
async def play() -> AsyncIterator[Callable[[Story], Any]]:
    """Starts a story; everything ends with the test."""
    until, running = asyncio.Event(), []
    async with aiohttp.ClientSession() as session:

        async def start(story: Story, speed: float = FAST) -> Playing:
            told: list[str] = []
            show = Showing(story, speed=speed, port=0, opened=told.append)

            async def through(_: Player) -> None:
                """Nothing is kept."""

            running.append(asyncio.create_task(show.run(until, through)))
            playing = Playing(show, told, session)
            await playing.until(lambda: bool(told))
            return playing

        yield start
        until.set()
        await asyncio.gather(*running)


def story(tmp_path: Path, *steps: str) -> Story:
    path = tmp_path / "story.yaml"
    lines = "\n".join(f"  - {step}" for step in steps)
    path.write_text(
        f"title: A try\nclock: 2026-05-14T09:00:00Z\npeople: {{leo: Leo Varga, ana: Ana Brandt}}\nsteps:\n{lines}\n"
    )
    return Story.read(path)


ASKS = '{at: 3m, who: leo, types: "/incident summary"}'
START = '{at: 0m, who: leo, types: "/incident start sev2 Documents missing @ana:logs"}'
ACCEPT = '{at: 1m, who: ana, presses: "Accept"}'
SAYS = '{at: 2m, who: ana, says: "two of them are there", as: found}'
PINS = "{at: 3m, who: leo, reacts: pushpin, to: found}"


async def test_a_story_plays_to_its_end_and_then_waits_and_its_figures_name_roles_and_nobody(
    play: Any, tmp_path: Path
) -> None:
    playing = await play(story(tmp_path, START, ACCEPT, SAYS, PINS))
    await playing.until(lambda: playing.show.scene().done == 4 and not playing.show.scene().playing)

    assert () == playing.show.scene().notes
    assert "two of them are there" in await playing.get("people/leo/screen")

    figures = (await playing.show.debriefing()).figures

    assert "| logs | 0 | 1 | 0 | 0 | 0 |" in figures
    assert not [name for name in ("Leo", "Ana", "Varga", "Brandt") if name in figures]


async def test_without_a_story_the_channel_says_what_to_type(play: Any, tmp_path: Path) -> None:
    people = story(tmp_path, START).people
    playing = await play(Story("No story", datetime(2026, 5, 14, 9, tzinfo=UTC), people, ()))
    answer = await playing.act("leo", "types", text="/incident help")

    topic = playing.show._stage.slack.world.directory.names["general"].topic["value"]
    assert "`/incident start`" in topic
    assert "/incident start" in answer


async def test_whoever_is_taken_over_does_nothing_by_themselves(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START, ACCEPT, SAYS, PINS), speed=0.001)
    await playing.show.order("take", "ana")
    await playing.show.order("speed", str(FAST))
    await playing.until(lambda: playing.show.scene().done == 4)
    scene = playing.show.scene()

    assert "presses Accept" == next(cast.next for cast in scene.cast if cast.handle == "ana")
    assert "two of them are there" not in await playing.get("people/leo/screen")
    assert ["(found is not there)"] == [note[-20:] for note in scene.notes]


async def test_whoever_is_handed_back_catches_up(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START, ACCEPT, SAYS), speed=0.001)
    await playing.show.order("take", "ana")
    await playing.show.order("speed", str(FAST))
    await playing.until(lambda: playing.show.scene().done == 3)
    await playing.show.order("give", "ana")
    await playing.until(lambda: playing.show.scene().last.endswith("there"))

    assert "two of them are there" in await playing.get("people/leo/screen")


async def test_what_was_played_plays_again_as_a_story(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START), speed=FAST)
    await playing.until(lambda: playing.show.scene().done == 1)
    channel = next(c for c in await channels(playing) if c["name"].startswith("inc-1"))["id"]
    await playing.act("ana", "presses", label="Accept", channel=channel)
    ts = await playing.act("ana", "says", text="two of them are there", channel=channel)
    await playing.act("leo", "says", text="which two?", channel=channel, thread=ts)
    await playing.act("leo", "reacts", name="pushpin", ts=ts, channel=channel)
    await playing.act("leo", "types", text="/incident resolve all are there", channel=channel)
    saved = tmp_path / "saved.yaml"
    saved.write_text(await playing.get("stage/story"))
    again = Story.read(saved)
    async with Stage(people=again.people, opens_at=again.opens_at) as stage:
        player = Player(stage, again)
        await player.play()
        transcript = stage.transcript()

    assert player.is_through
    assert "which two?" in transcript
    assert ["types", "presses", "says", "says", "reacts", "types"] == [step.act for step in again.steps]


async def channels(playing: Playing) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(await playing.get("people/ana/channels"))
    return found


async def test_the_clock_stands_while_the_story_pauses(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START, '{at: 60m, who: ana, says: "late"}'))
    await playing.until(lambda: playing.show.scene().done == 1)
    await playing.show.order("pause", "")
    before = (await playing.get("stage"))[:40]
    await playing.act("ana", "says", text="meanwhile", channel="general")

    assert before == (await playing.get("stage"))[:40]


async def test_a_jump_goes_to_whatever_comes_next(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, '{at: 30m, who: ana, says: "late", where: general}'), speed=0.001)
    await playing.show.order("jump", "")
    await playing.until(lambda: playing.show.scene().done == 1)

    assert "late" in await playing.get("people/leo/screen")


async def test_a_story_starts_over_at_the_same_address(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START, SAYS))
    await playing.until(lambda: playing.show.scene().done == 2)
    await playing.show.order("over", "")
    await playing.until(lambda: playing._told[1:] == playing._told[:1])
    await playing.until(lambda: playing.show.scene().done == 2)

    assert "two of them are there" in await playing.get("people/leo/screen")


async def test_what_the_stage_cannot_do_it_says(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, START))
    await playing.until(lambda: playing.show.scene().done == 1)
    for order, value in (("speed", "fast"), ("speed", "0"), ("take", "nobody"), ("step", "leo")):
        with pytest.raises(Cannot):
            await playing.show.order(order, value)


def test_the_story_that_ships_can_be_played_at_the_page() -> None:
    assert Story.read(carta()).steps


async def over(playing: Playing) -> None:
    await playing.until(lambda: not playing.show.scene().playing)


async def test_the_page_that_was_read_stands_beside_the_one_of_now(play: Any, tmp_path: Path) -> None:
    thinks = '{at: 4m, who: leo, types: "/incident think the rename hides them"}'
    playing = await play(story(tmp_path, START, ACCEPT, ASKS, thinks))
    await over(playing)
    told = await playing.show.debriefing()
    summary = next(pair for pair in told.parts if "Executive summary" in pair[1])

    assert "11:03" == told.read_at  # 09:03 UTC, in the zone of the first person
    assert ["the rename hides them" in page for page in summary] == [False, True]


@pytest.mark.parametrize(
    ("how", "given"),
    [
        ("types", {"text": "/incident summary", "channel": "general"}),
        ("says", {"text": "summary", "channel": "dm"}),
        ("presses", {"label": "Brief", "channel": "inc-1-documents-missing"}),
    ],
    ids=["by command", "by word", "by button"],
)
async def test_who_reads_the_page_in_the_browser_is_counted_as_who_reads_it_in_the_story(
    play: Any, tmp_path: Path, how: str, given: dict[str, str]
) -> None:
    playing = await play(story(tmp_path, START, ACCEPT))
    await over(playing)
    before = await playing.show.debriefing()
    await playing.act("ana", how, **given)
    after = await playing.show.debriefing()

    assert ("", True) == (before.read_at, bool(after.read_at))


async def test_before_an_incident_there_is_nothing_to_tell(play: Any, tmp_path: Path) -> None:
    playing = await play(story(tmp_path, '{at: 0m, who: leo, says: "good morning"}'))
    await over(playing)

    assert "No incident has been opened." in await playing.get("stage/debriefing")


async def test_what_people_wrote_is_text_on_the_page_of_how_it_went(play: Any, tmp_path: Path) -> None:
    hostile = START.replace("Documents missing", "<img src=x onerror=alert(1)> *gone*")
    playing = await play(story(tmp_path, hostile, ACCEPT))
    await over(playing)
    page = await playing.get("stage/debriefing")

    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; *gone*" in page

    given = playing.show._stage.slack.people.gives("ana", "errors.csv", b"1,2")
    await playing.act("ana", "says", text="", channel="general", files=[given])

    assert "errors.csv" in playing.show.saved()  # the story that is kept tells a file by its name
    assert given not in playing.show.saved()


@pytest.mark.parametrize(("host", "warns"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_whoever_opens_the_page_to_others_is_told_what_that_means(
    capsys: pytest.CaptureFixture[str], host: str, *, warns: bool
) -> None:
    opener(Door(host, 0, opens=False))("http://127.0.0.1:1/")

    assert warns == ("can read and do everything there" in capsys.readouterr().out)
