"""Files at the page: bytes that somebody gives are kept, opened by whoever sees the message, and run nothing."""

from typing import Any

import pytest

from tests.page.test_window import Window
from workspace.server import LocalSlack

GRAPH = b"minute,errors\n1,0\n2,940\n"
HOSTILE = b"<script>top.document.title = 'x'</script>"


async def shared(slack: LocalSlack, http: Any, name: str, content: bytes, channel: str = "inc-1") -> str:
    """The address of a file that Leo has shared."""
    async with http.post(f"{slack.page_url}people/leo/files/{name}", data=content) as response:
        given = (await response.json())["id"]
    await slack.people.says("leo", "", channel, files=[given])
    return f"files/{given}/{name}"


async def test_bytes_are_kept_and_opened_by_whoever_sees_the_message(slack: LocalSlack, http: Any, room: str) -> None:
    path = await shared(slack, http, "errors.csv", GRAPH)
    async with http.get(f"{slack.page_url}people/ana/{path}") as response:
        opened = await response.read()

    assert GRAPH == opened
    assert f'href="/people/ana/{path}"' in str(Window(slack, "ana", room).shown)


async def test_the_app_reads_the_same_bytes(slack: LocalSlack, http: Any, room: str) -> None:
    await shared(slack, http, "errors.csv", GRAPH)
    file = next(iter(slack.world.directory.files.values()))
    url = f"{slack.page_url}files-pri/{file.id}/{file.name}"
    async with http.get(url, headers={"Authorization": f"Bearer {slack.bot_token}"}) as response:
        assert GRAPH == await response.read()


async def test_whoever_may_not_look_into_the_channel_does_not_get_the_file(
    slack: LocalSlack, http: Any, room: str
) -> None:
    private = await slack.people.creates("leo", "quiet", private=True)
    path = await shared(slack, http, "errors.csv", GRAPH, private)
    found = {}
    for who in ("leo", "ana"):
        async with http.get(f"{slack.page_url}people/{who}/{path}") as response:
            found[who] = response.status

    assert {"leo": 200, "ana": 404} == found


@pytest.mark.parametrize("name", ["page.html", "page.svg", "page.txt", "page.pdf"])
async def test_what_is_in_a_file_can_run_nothing_here(slack: LocalSlack, http: Any, room: str, name: str) -> None:
    path = await shared(slack, http, name, HOSTILE)
    async with http.get(f"{slack.page_url}people/leo/{path}") as response:
        policy, shown = response.headers["Content-Security-Policy"], response.headers["Content-Disposition"]

    assert policy.startswith("sandbox;")
    assert ("attachment" if name in {"page.html", "page.pdf"} else "inline") == shown


async def test_of_a_file_that_only_has_a_name_nothing_is_offered(slack: LocalSlack, room: str) -> None:
    await slack.people.uploads("leo", "graph.png", "inc-1")
    shown = str(Window(slack, "leo", room).shown)

    assert ("graph.png" in shown, "/files/" in shown) == (True, False)
