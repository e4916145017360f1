"""Work for afterwards over three months: raised, given to one person, asked about at their desk, and ended."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state.records import Message

DAY_MIN = 24 * 60
WHAT = "the rename job checks the owner"
NEW_YORK, BERLIN_ZONE = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


async def over(scene: Scene, words: str = "sev3 Documents missing", **roles: str) -> None:
    """An incident that is over, as of the morning of Thursday, 14 May 2026."""
    await scene.staffed(words, **(roles or {"code": "bo"}))
    await scene.types("leo", "/incident resolve it works again")
    await scene.types("leo", "/incident close anyway")


def asked(scene: Scene, who: str) -> list[str]:
    return [told for told in scene.duties(who) if "eft to do" in told]


def sent(scene: Scene, who: str, zone: ZoneInfo) -> list[str]:
    """When each reminder was sent, on the wall clock of its reader."""
    messages: list[Message] = [
        m for m in scene._direct(who) if "eft to do" in scene._words(m) or "(INC-" in scene._words(m)
    ]
    return [f"{datetime.fromtimestamp(float(m.ts), UTC).astimezone(zone):%a %d %b %H:%M}" for m in messages]


async def test_a_follow_up_is_repeated_told_once_and_adds_nothing_to_the_channel(scene: Scene) -> None:
    await over(scene)
    before = await scene.said_in_channel()
    answer = await scene.types("leo", f"/incident follow-up @bo by 28 May {WHAT}")
    await scene.after(0.1)

    assert "F1: “the rename job checks the owner” · @bo, by Thu 28 May." in answer
    assert "Only they are reminded" in answer
    assert len(before) == len(await scene.said_in_channel())
    assert any("F1 follow-up" in line and "@bo, by Thu 28 May" in line for line in await scene.card_thread())
    (fact,) = await scene.facts(f.FollowUpRaised)
    assert (scene.id("bo"), "2026-05-28", WHAT) == (fact.owner, str(fact.due_on), fact.text)


async def test_over_three_months_the_owner_alone_is_reminded_once_each_in_their_morning(scene: Scene) -> None:
    await over(scene)
    await scene.types("leo", f"/incident follow-up @bo by 28 May {WHAT}")
    for _ in range(13 * 7):
        await scene.after(DAY_MIN)

    assert [
        "Mon 25 May 09:00",
        "Thu 28 May 09:00",
        *(f"Thu {day} 09:00" for day in ("04 Jun", "11 Jun", "18 Jun", "25 Jun", "02 Jul", "09 Jul", "16 Jul")),
        *(f"Thu {day} 09:00" for day in ("23 Jul", "30 Jul", "06 Aug")),
    ] == sent(scene, "bo", NEW_YORK)
    assert [] == asked(scene, "leo")
    assert [] == asked(scene, "ana")
    assert 1 == len([told for told in asked(scene, "bo") if "[Done]" in told])  # one message at a time has buttons
