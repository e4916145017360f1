"""What the page consists of: its files, and how long a browser may keep them."""

import re
from typing import Any

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
