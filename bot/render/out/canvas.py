"""Our Markdown as a Slack canvas reads it: links in place, and lists where a document has tables.

A canvas knows no reference links, and shows a link in a table's cell as its letters (slackapi/python-slack-sdk issue
1711); how large a table may be is told nowhere. So each row is a line of a list, and its sources stay reachable.
Source: docs.slack.dev/surfaces/canvases; a test holds what comes out against the signs that are named there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.render.out.markdown import REFERENCE

MAX_BYTES = 1_048_576  # docs.slack.dev/reference/methods/canvases.edit
RULED = 2  # the row of a table under the names of its columns
BETWEEN, NOTHING = " · ", "–"

_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
# What stands in code is somebody's; then a link to a record, a record's number, a link, and an address by itself.
_LINKED = re.compile(
    r"(?P<code>`[^`\n]*`)"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\[(?P<of>m?\d+)\]"
    r"|(?P<cited> ?\[(?P<label>m?\d+)\])"
    r"|\[(?P<named>(?:[^\[\]\\]|\\.)*)\]\((?P<to><[^<>\n]*>|#[\w-]*)\)"
    r"|<(?P<address>(?:https?://|[\w.+-]+@)[^<>\s]+)>"
)


def of_document(markdown: str) -> str:
    """The document for a canvas."""
    addresses = {found["label"]: found["address"] for found in REFERENCE.finditer(markdown)}
    lines = REFERENCE.sub("", markdown).replace("<br>", " ").rstrip().split("\n")
    return "\n".join(_linked(line, addresses) for line in _listed(lines))


def _listed(lines: Sequence[str]) -> Iterator[str]:
    """The lines, those of a table as a list under the names of its columns.

    Only the second row of a table is its rule: of others, people's words may be dashes too.
    """
    row = 0
    for place, line in enumerate(lines):
        row = row + 1 if line.startswith("|") else 0
        if not row:
            yield line
        elif row == RULED and _RULE.fullmatch(line.rstrip()):
            yield ""  # a list of its own, or the names would be its first line
        elif place + 1 < len(lines) and _RULE.fullmatch(lines[place + 1].rstrip()):
            yield f"*{BETWEEN.join(_cells(line))}*"
        else:
            yield f"- {BETWEEN.join(_cells(line))}"


def _cells(row: str) -> list[str]:
    cells = _BETWEEN_CELLS.split(row.strip())[1:-1]
    return [cell.strip() or NOTHING for cell in cells]


def _linked(line: str, addresses: Mapping[str, str]) -> str:
    return _LINKED.sub(lambda found: _link(found, addresses), line)


def _link(found: re.Match[str], addresses: Mapping[str, str]) -> str:
    """A link as a canvas reads it; the words alone where there is no address, or one that leads within the page."""
    if found["code"] is not None:
        return found["code"]
    if found["words"] is not None:
        return _to(found["words"], addresses.get(found["of"], ""))
    if found["cited"] is not None:
        address = addresses.get(found["label"], "")
        return f" {_to(found['label'], address)}" if address else ""
    if found["named"] is not None:
        return _to(found["named"], found["to"].strip("<>") if found["to"].startswith("<") else "")
    address = found["address"]
    return _to(address, address if "://" in address else f"mailto:{address}")


def _to(words: str, address: str) -> str:
    if not address.startswith(("http://", "https://", "mailto:")):
        return words  # such as a path, where the workspace's own address is not known
    return f"[{words}]({address.replace('(', '%28').replace(')', '%29')})"
