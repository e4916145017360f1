"""An incident that is started from a message, an alert's for instance, keeps the way back to it."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from tests.scenarios.conftest import Scene


async def opened_from(scene: Scene) -> MessageRef | None:
    (entry,) = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Opened)]
    return entry.message


async def alert(scene: Scene) -> tuple[str, str]:
    """The channel and ts of a message that somebody finds alarming."""
    ts = await scene.says("ana", "Disk is full on db-3\nhost=db-3 used=100%", where=LOBBY)
    return scene.stage.slack.world.directory.names[LOBBY].id, ts


def is_linked(text: str, ts: str) -> bool:
    return f"/p{ts.replace('.', '')}" in text


async def test_the_shortcut_opens_the_form_with_the_words_and_keeps_the_link(scene: Scene) -> None:
    channel, ts = await alert(scene)
    await scene.shortcut("leo", "start_from_message", ts)
    await scene.submits("leo", "start", severity="2")
    incident = await scene.incident()
    card = (await scene.channel()).messages[incident.card_ts]

    assert MessageRef(channel, ts) == await opened_from(scene)
    assert incident.title.startswith("Disk is full on db-3")
    assert is_linked(str(card.body), ts)


async def test_in_the_thread_of_an_alert_the_incident_links_to_the_alert(scene: Scene) -> None:
    channel, ts = await alert(scene)
    await scene.does("invites", "leo", "sitrep", LOBBY)
    await scene.says("leo", "@Sitrep start sev2 Disk full on db-3", where=LOBBY, thread=ts)
    await scene.says("leo", "@Sitrep timeline")

    assert MessageRef(channel, ts) == await opened_from(scene)
    assert any(is_linked(text, ts) and "opened the incident" in text for text in scene.mrkdwn())


async def test_a_typed_start_has_no_message_and_its_card_no_such_line(scene: Scene) -> None:
    await scene.start()

    assert await opened_from(scene) is None
    assert "Began with" not in await scene.card()


async def test_a_guest_is_told_that_guests_start_none(scene: Scene) -> None:
    _, ts = await alert(scene)
    await scene.does("invites", "leo", "gus", LOBBY)

    assert "Only a full member" in await scene.shortcut("gus", "start_from_message", ts)


async def test_what_an_app_says_starts_nothing(scene: Scene) -> None:
    """Neither by its own name nor in that of the person whose token it has; from its message anybody starts one."""
    apps, us = scene.stage.slack.apps, f"<@{scene.stage.slack.bot_user_id}>"
    await scene.does("invites", "leo", "sitrep", LOBBY)
    await apps.installs("pager", "Pager Bot")
    for app in ("pager", "Watchtower"):
        ts = await apps.posts(app, LOBBY, text=f"{us} start sev1 Disk is full")
        await scene.stage.settle()

    assert [] == list(await scene.stage.app.desk.open_incidents())
    await scene.shortcut("leo", "start_from_message", ts)
    await scene.submits("leo", "start", title="Disk is full")
    began_with = await opened_from(scene)

    assert began_with is not None
    assert began_with.ts == ts
