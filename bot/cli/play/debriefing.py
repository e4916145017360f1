"""What those who played read at the end: the figures of the record, and the brief that was read beside the one of now.

Law: every figure comes from the record alone; a page is made again as it was known then, not kept.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.cli.player import AskedBrief, Player
from bot.story import debrief
from workspace.page.stage import Debriefing

_SECTION = re.compile(r"\*\*(\d)\. ")
_FOOT = "foot"


async def debriefing(player: Player) -> Debriefing | None:
    """None before there is an incident."""
    row = await player.incident()
    if row is None:
        return None
    told = await player.stage.app.documents.debrief(row.number)
    briefs = [brief for brief in player.briefs if brief.number == row.number]
    end = told.reached.get("end")
    place = debrief.last_before([brief.at for brief in briefs], end=end.at if end else None)
    read = None if place is None else briefs[place]
    reader = read.reader if read else row.declarer
    then = _parts(await _page(player, row.number, reader, read.at)) if read else {}
    now = _parts(await _page(player, row.number, reader))
    return Debriefing(
        title=f"{told.incident}: {told.title}",
        figures=player.stage.app.markdown(told, reader=reader),
        read_at=_hour(player, read),
        parts=tuple((then.get(name, ""), now.get(name, "")) for name in {**now, **then}),
    )


async def _page(player: Player, number: int, reader: str, at: datetime | None = None) -> str:
    """The brief in Markdown, without the addresses of its records: it is read where they are not."""
    app = player.stage.app
    return app.markdown(replace((await app.documents.brief(number, at)).document, refs={}), reader=reader)


def _parts(page: str) -> Mapping[str, str]:
    """Head, numbered sections and foot, each under a name that is the same on every such page."""
    lines = page.split("\n\n")
    head = list(takewhile(lambda line: not _SECTION.match(line), lines))
    found = {"head": "\n\n".join(head)}
    for line in lines[len(head) :]:
        section = _SECTION.match(line)
        name = section[1] if section else _FOOT
        found[name] = "\n\n".join(filter(None, [found.get(name, ""), line]))
    return found


def _hour(player: Player, read: AskedBrief | None) -> str:
    return f"{read.at.astimezone(ZoneInfo(player.stage.zone)):%H:%M}" if read else ""
