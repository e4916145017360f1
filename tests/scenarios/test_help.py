"""What fits here and now: `/incident` alone gives buttons, `help` an example of each, `help <verb>` that command."""

from bot import grammar as g
from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene


async def offered(scene: Scene, who: str, *, where: str = "") -> list[str]:
    """The buttons under the newest line that only this person sees."""
    await scene.types(who, "/incident", where=where)
    channel = scene.stage.slack.world.directory.channels.get(where) or next(
        c for c in scene._channels() if where in {c.name, c.id} or (not where and scene.id(who) in c.members)
    )
    newest = max((m for m in channel.ephemerals.values() if m.ephemeral_to == scene.id(who)), key=lambda m: m.ts)
    return [
        element["text"]["text"]
        for block in newest.body["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


async def test_with_nothing_open_one_can_start_or_look(scene: Scene) -> None:
    assert ["Start an incident", "List", "Help"] == await offered(scene, "eva", where=LOBBY)


async def test_a_guest_is_not_offered_what_a_guest_may_not(scene: Scene) -> None:
    await scene.does("invites", "leo", "gus", LOBBY)

    assert ["List", "Help"] == await offered(scene, "gus", where=LOBBY)


async def test_who_holds_a_role_may_report_and_who_only_looks_may_not(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    inside = (await scene.channel()).id

    hers = ["Resolve", "Start an incident", "Report", "Hypotheses", "Summary", "List", "Help"]
    assert hers == await offered(scene, "ana", where=inside)
    assert ["Start an incident", "Hypotheses", "Summary", "List", "Help"] == await offered(scene, "eva", where=LOBBY)


async def test_a_button_of_the_menu_opens_the_form(scene: Scene) -> None:
    await scene.types("eva", "/incident", where=LOBBY)
    await scene.presses("eva", "Start an incident")
    await scene.submits("eva", "start", title="Documents missing")

    assert "Documents missing" == (await scene.incident()).title


async def test_help_holds_what_works_now_and_nothing_that_does_not(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    running = await scene.types("ana", "/incident help")
    await scene.types("leo", "/incident resolve it works again")
    over = await scene.types("ana", "/incident help")
    outside = await scene.types("eva", "/incident help", where=LOBBY)

    assert [(True, False), (False, True), (False, False)] == [
        ("/incident report" in told.replace("help report", ""), "/incident reopen" in told)
        for told in (running, over, outside)
    ]
    assert "/incident summary" in outside


async def test_every_command_in_help_has_an_example_and_fits_into_one_message(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident think the rename lost the papers")
    await scene.types("leo", "/incident customer Northwind cannot file")
    told = await scene.types("leo", "/incident help")
    missing = {verb.name for verb in g.VERBS if verb.here and verb.example not in told}

    assert {"reopen", "close"} == missing
    assert "…" not in told.splitlines()[-1]


async def test_help_about_one_command_is_that_one(scene: Scene) -> None:
    meanings = {verb.name: verb.meaning.replace("`", "") for verb in g.VERBS}
    told = {
        verb.name: await scene.types("eva", f"/incident help {verb.name}", where=LOBBY) for verb in g.VERBS if verb.here
    }

    assert {name: [name] for name in told} == {
        name: [other for other, meaning in meanings.items() if meaning in shown] for name, shown in told.items()
    }


async def test_help_about_what_does_not_work_yet_says_so(scene: Scene) -> None:
    missing = next(verb for verb in g.VERBS if not verb.here)

    assert "does not work yet" in await scene.types("eva", f"/incident help {missing.name}", where=LOBBY)
