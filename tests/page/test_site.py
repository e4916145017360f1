"""What the page consists of: its files, and how long a browser may keep them."""

import re
from typing import Any

import pytest

from workspace.page.drawing import STATIC, version
from workspace.server import LocalSlack


async def test_a_file_may_be_kept_for_as_long_as_its_address_says_what_is_in_it(slack: LocalSlack, http: Any) -> None:
    kept = {}
    for named in (version(), "0123456789ab"):
        async with http.get(f"{slack.page_url}static/{named}/main.js") as response:
            kept[named] = "immutable" in response.headers["Cache-Control"]

    assert {version(): True, "0123456789ab": False} == kept


async def test_every_file_that_a_page_names_is_there(slack: LocalSlack, http: Any) -> None:
    async with http.get(slack.page_url) as response:
        named = re.findall(r'"(/static/[^"]+)"', await response.text())
    found = []
    for path in named:
        async with http.get(slack.page_url.rstrip("/") + path) as response:
            found.append(response.status)

    assert [200] * len(named) == found
    assert named


async def test_nothing_but_the_files_of_the_page_is_served_beside_them(slack: LocalSlack, http: Any) -> None:
    for name in ("nothing.js", "..%2Fsite.py", "%2Fetc%2Fpasswd"):
        async with http.get(f"{slack.page_url}static/{version()}/{name}") as response:
            assert 404 == response.status
    assert (STATIC.parent / "site.py").is_file()


@pytest.mark.parametrize(("host", "is_open"), [("127.0.0.1", False), ("0.0.0.0", True)])
async def test_a_window_says_whether_others_can_reach_it(http: Any, host: str, *, is_open: bool) -> None:
    async with LocalSlack(people={"leo": "Leo Torres"}, host=host) as slack, http.get(slack.page_url) as response:
        assert is_open == ("open to others" in await response.text())


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 403), ("0.0.0.0", 200)])
async def test_by_another_name_it_is_reached_only_when_it_is_open(http: Any, host: str, status: int) -> None:
    people = {"leo": "Leo Torres"}
    async with (
        LocalSlack(people=people, host=host) as slack,
        http.get(slack.page_url, headers={"Host": "rehearsal.example"}) as response,
    ):
        assert status == response.status
