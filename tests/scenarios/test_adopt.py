"""`adopt`: the channel in which people talk already becomes the incident's, with what was said in it before."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import adopting
from bot.incident import facts as f
from bot.slack.adoption import MANY_PEOPLE
from bot.slack.transport.web_api import ts_of
from tests.desk.test_side_by_side import writes_newer
from tests.scenarios.conftest import Scene
from workspace.state import conversations
from workspace.state.records import Kind

PLACE = "payments-trouble"
MESSAGES = 300
ASKED_THEN = 5  # of these messages one asks something of Sitrep, which is not there


def made(scene: Scene, *people: str, kind: Kind = "channel", name: str = PLACE) -> str:
    """A channel that is not Sitrep's, with these people in it."""
    world = scene.stage.slack.world
    members = [world.directory.users[scene.id(one)] for one in people]
    return conversations.make(world, name=name, kind=kind, creator=members[0], members=members).id


async def talked(scene: Scene, threads: Collection[str] = ("early", "late")) -> dict[str, str]:
    """An hour of talk before anybody thought of Sitrep: 300 messages, with a pin, a mark and these threads."""
    said: dict[str, str] = {}
    for number in range(MESSAGES - 3):
        scene.stage.clock.turn(scene.stage.clock.now() + timedelta(seconds=12))
        who = ("leo", "ana")[number % 2]
        words = f"attempt {number} fails" if number != ASKED_THEN else "@Sitrep note the bank was called"
        said[f"{number}"] = await scene.people.says(who, words, PLACE)
    roots = {"early": said["2"], "late": said["290"]}
    for name in threads:
        said[name] = await scene.people.says("ana", f"it was {name} that I saw it", PLACE, thread=roots[name])
    said["why"] = await scene.people.says("ana", "Confirmed: the certificate ran out at nine", PLACE)
    await scene.people.pins("leo", said["why"], PLACE)
    await scene.people.reacts("ana", "pushpin", said["2"], PLACE)
    scene.stage.clock.turn(scene.stage.clock.now() + timedelta(seconds=12))
    return said


async def test_a_public_channel_becomes_the_incidents_with_what_was_said_before(scene: Scene) -> None:
    channel = made(scene, "leo", "ana", "bo")
    said = await talked(scene)
    dms = {who: scene.dms(who) for who in ("ana", "bo")}
    answer = await scene.types("leo", "/incident adopt sev2 Card payments fail @ana:logs", where=PLACE)
    incident = await scene.incident()
    timeline = await scene.types("leo", "/incident timeline all", where=PLACE)
    adopted_at = scene.stage.clock.now()
    await scene.after(4)
    reminded_early = await scene.facts(f.Reminded)
    await scene.after(30)
    thread = "\n".join(await scene.card_thread())
    history = incident.history

    assert "it keeps its name and its topic" in answer
    assert ("Card payments fail", 2, channel, PLACE) == (
        incident.title,
        incident.severity,
        incident.channel,
        (await scene.channel()).name,
    )
    assert {scene.id("leo"), scene.id("ana"), scene.id("bo")} == incident.members
    assert isinstance(history, f.HistoryRead)
    assert (MESSAGES, False) == (history.messages, history.more)
    assert "300 messages back to" in thread
    assert "Slack gives no older ones" in thread
    assert "the certificate ran out at nine" in timeline
    assert "attempt 2 fails" in timeline
    assert all(
        [await scene.stage.app.desk.message(channel, said[one]) is not None for one in ("0", "early", "late", "why")]
    )
    assert [] == reminded_early
    assert [] == await scene.facts(f.Noted)
    assert all(one.due_at >= adopted_at for one in await scene.facts(f.Reminded))
    assert dms["bo"] == scene.dms("bo")
    assert len(scene.announcements()) == 1
    assert "" == (await scene.channel()).topic["value"]
    assert not {"why", "task"} & {asked.question for asked in await scene.facts(f.QuestionAsked)}
    assert ["conversations.invite: already_in_channel"] == scene.errors()  # who is offered a role is asked in


async def test_a_private_one_must_have_invited_it_and_its_topic_says_what_it_is(scene: Scene) -> None:
    channel = made(scene, "leo", "ana", kind="group")
    place = scene.stage.slack.world.directory.channels[channel]
    place.topic["value"] = "Salaries &amp; bonuses leaked"
    refused = await scene.types("leo", "/incident adopt", where=channel)
    nothing = await scene.rows()
    await scene.does("invites", "leo", "sitrep", channel)
    await scene.types("leo", "/incident adopt", where=channel)
    incident = await scene.incident()

    assert "/invite @Sitrep" in refused
    assert [] == nothing
    assert ("Salaries & bonuses leaked", True, channel) == (incident.title, incident.private, incident.channel)
    assert [] == scene.announcements()


@pytest.mark.parametrize(
    ("method", "error", "why"),
    [
        ("conversations.join", "missing_scope", "does not let me join"),
        ("conversations.join", "too_many_members", "does not let me join"),
        ("conversations.info", "missing_scope", "has not let me read"),
        ("conversations.history", "not_in_channel", "/invite @Sitrep"),
        ("conversations.info", "internal_error", "does not answer in time"),
    ],
)
async def test_what_slack_refuses_is_said_so_that_one_can_act_on_it(
    scene: Scene, method: str, error: str, why: str
) -> None:
    made(scene, "leo")
    scene.stage.slack.faults.error(method, error=error)
    refused = await scene.types("leo", "/incident adopt Payments fail", where=PLACE)
    nothing = await scene.rows()
    await scene.types("leo", "/incident adopt Payments fail", where=PLACE)

    assert why in refused
    assert [] == nothing
    assert "Payments fail" == (await scene.incident()).title


async def test_a_channel_that_cannot_be_one_is_refused_in_words(scene: Scene) -> None:
    shared = made(scene, "leo", name="with-the-bank")
    scene.stage.slack.world.directory.channels[shared].shared_with["T0OTHER"] = "The Bank"
    announced = await scene.types("leo", "/incident adopt", where="incidents")
    outside = await scene.types("leo", "/incident adopt", where=shared)
    alone = await scene.types("leo", "/incident adopt", where="dm")
    as_guest = await scene.types("gus", "/incident adopt", where=made(scene, "gus", name="guests"))
    everybody = await scene.types("leo", "/incident adopt Payments fail", where=LOBBY)
    made(scene, "leo")
    public = await scene.types("leo", "/incident adopt +private Payments fail", where=PLACE)
    nothing = await scene.rows()
    await scene.start()
    own = await scene.types("leo", "/incident adopt", where=(await scene.incident()).channel)

    assert "Incidents are announced in this channel" in announced
    assert "People of another company read here" in outside
    assert "Only a channel can become" in alone
    assert "Only a full member" in as_guest
    assert "Everybody of this workspace is in this channel" in everybody
    assert "This channel is public" in public
    assert [] == nothing
    assert "channel of INC-1 already: go on with it here" in own
    assert 1 == len(await scene.rows())


async def test_one_in_which_very_many_are_is_asked_about_before_we_go_in(scene: Scene) -> None:
    channel = made(scene, "leo", "ana")
    members = scene.stage.slack.world.directory.channels[channel].members
    members |= {f"U0MANY{number:03}": None for number in range(MANY_PEOPLE)}
    asked = await scene.types("leo", "/incident adopt sev2 Payments fail", where=PLACE)
    nothing, went_in = await scene.rows(), scene.stage.slack.bot_user_id in members
    await scene.presses("leo", "Adopt it all the same", where=PLACE)
    incident = await scene.incident()

    assert "102 people are in this channel" in asked
    assert ([], False) == (nothing, went_in)
    assert ("Payments fail", 2, channel) == (incident.title, incident.severity, incident.channel)


async def test_two_at_once_and_one_delivered_twice_are_one_incident(scene: Scene) -> None:
    made(scene, "leo", "ana")
    answers = await asyncio.gather(
        scene.people.types("leo", "/incident adopt Payments fail", PLACE),
        scene.people.types("ana", "/incident adopt Cards are refused", PLACE),
    )
    await scene.stage.settle()
    again = await scene.types("leo", "/incident adopt Payments fail", where=PLACE)

    assert 1 == len(await scene.rows())
    assert 1 == sum("channel of INC-1 already" in answer for answer in answers)
    assert "channel of INC-1 already" in again


async def test_stopped_half_way_the_reading_goes_on_where_it_stood(scene: Scene) -> None:
    channel = made(scene, "leo", "ana")
    said = await talked(scene, threads=("early",))
    scene.stage.slack.faults.error("conversations.replies", error="not_in_channel")  # of the thread on the second page
    await scene.types("leo", "/incident adopt Payments fail", where=PLACE)
    half = (await scene.incident()).history
    await scene.stops()
    calls = len(scene.stage.slack.calls)
    await scene.starts_again()
    whole, again = (await scene.incident()).history, scene.stage.slack.calls[calls:]
    read = [call.args for call in again if call.method == "conversations.history" and "latest" in call.args]

    assert isinstance(half, f.HistoryPartlyRead)
    assert isinstance(whole, f.HistoryRead)
    assert (199, MESSAGES - 1) == (half.messages, whole.messages)  # one line of the page is Slack's own
    assert [ts_of(half.from_at)] == [asked["latest"] for asked in read]
    assert await scene.stage.app.desk.message(channel, said["early"]) is not None
    assert 1 == sum("is read, 299 messages" in line for line in await scene.card_thread())


async def odd(scene: Scene, channel: str) -> None:
    """Slack tells of a message in a form that it has never had."""
    message = next(iter(scene.stage.slack.world.directory.channels[channel].messages.values()))
    message.body["edited"] = "at nine"


async def newer(scene: Scene, _: str) -> None:
    """A newer version has written into the incident since."""
    await writes_newer(scene.stage.app._store, 1)


@pytest.mark.parametrize("hinders", [odd, newer])
async def test_one_that_cannot_be_read_holds_up_no_other(
    scene: Scene, hinders: Callable[[Scene, str], Awaitable[None]]
) -> None:
    channels = [made(scene, "leo", name=name) for name in ("payments-trouble", "invoices-trouble")]
    scene.stage.slack.faults.error("conversations.replies", error="not_in_channel", times=100)
    for channel in channels:
        root = await scene.people.says("leo", "the bank was called", channel)
        await scene.people.says("leo", "nobody answers", channel, thread=root)
        scene.turns(1)
        await scene.types("leo", f"/incident adopt Trouble in {channel}", where=channel)
    early = [adopting.is_to_be_read(await scene.incident(number)) for number in (1, 2)]
    await scene.stops()
    scene.stage.slack.faults.on.failures.clear()
    await hinders(scene, channels[0])
    await scene.starts_again()
    late = [adopting.is_to_be_read(await scene.incident(number)) for number in (1, 2)]

    assert ([True, True], [True, False]) == (early, late)
    assert not scene.stage.app._door.back_reader.busy


async def test_so_much_is_read_back_and_that_there_was_more_is_said(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "MESSAGES_MAX", 150)
    made(scene, "leo", "ana")
    await talked(scene)
    await scene.types("leo", "/incident adopt Payments fail", where=PLACE)
    history = (await scene.incident()).history

    assert isinstance(history, f.HistoryRead)
    assert history.more
    assert any("older ones are left unread" in line for line in await scene.card_thread())


async def test_one_that_is_over_is_adopted_with_its_times_and_stays_quiet(scene: Scene) -> None:
    made(scene, "leo", "ana")
    await talked(scene)
    answer = await scene.types("leo", "/incident adopt Payments failed yesterday 22:00-23:30", where=PLACE)
    await scene.after(24 * 60)
    incident = await scene.incident()

    asked = [line for line in scene.asked("leo") if "summary stands" in line]
    await scene.types("leo", "/incident review", where=PLACE)
    await scene.presses("leo", "Confirm what was compiled…", where=PLACE)
    form = scene.form("leo")
    await scene.submits("leo", "summary", why_words="the certificate ran out", since="yesterday 21:50")

    assert "It is over" in answer
    assert 1 == len(asked)
    assert "2026-05-13 22:00" in form
    assert ["impact start", "mitigated", "impact start"] == [one.which for one in await scene.facts(f.TimeSet)]
    assert 1 == len(await scene.facts(f.CompiledConfirmed))
    assert ("resolved", True, True) == (incident.status, incident.adopted, incident.put_down_later)
    assert isinstance(incident.history, f.HistoryRead)
    assert [] == scene.announcements()
    assert [] == await scene.facts(f.Reminded)


async def test_closing_it_leaves_peoples_own_channel_alone(scene: Scene) -> None:
    made(scene, "leo", "ana")
    await scene.types("leo", "/incident adopt Payments fail", where=PLACE)
    scene.stage.app.desk.policy = replace(scene.stage.app.desk.policy, archives_closed=True)
    await scene.types("leo", "/incident resolve", where=PLACE)
    await scene.types("leo", "/incident close anyway", where=PLACE)

    assert "closed" == (await scene.incident()).status
    assert not (await scene.channel()).archived
