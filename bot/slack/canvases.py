"""The post-incident summary as a canvas, a tab of the incident's channel, drawn anew when the record changes.

Law: it is ours alone. Who is in the channel reads it and nobody else writes in it, so nothing of anybody's is written
over; the channel's own canvas is never touched. What Slack refuses is not asked for again and again: the message in
the channel tells the same, and one line in the log says why (docs/decisions/0042-a-canvas-of-our-own.md).
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.incident.deliveries import Delivered, Later
from bot.incident.state import Incident
from bot.render.words import Words
from bot.requests.documents import Documents
from bot.slack import moved_channels
from bot.slack.ground import SlackGround
from bot.slack.messages.canvas import CanvasPage, drawing, mark_of
from bot.slack.transport.web_api import SlackRefused
from bot.store.outbox import Parcel

# Ours. Whoever has it open sees headings twice while it is rewritten every second or two, until they load it anew;
# Slack's own limit, tier 3, would be near it.
APART = timedelta(minutes=1)
# Slack's words for a canvas that is not there for us any more: taken away, or closed to us.
GONE = frozenset({"canvas_not_found", "canvas_deleted", "restricted_action"})
# What holds for every channel of the workspace, by docs.slack.dev/reference/methods, canvases.create and .access.set.
EVERYWHERE = frozenset(
    {
        *("canvas_disabled_user_team", "free_teams_cannot_create_standalone_canvases", "missing_scope"),
        *("free_teams_cannot_create_non_tabbed_canvases", "free_teams_cannot_edit_standalone_canvases"),
        *("team_tier_cannot_create_channel_canvases", "restricted_action", "not_allowed_token_type"),
    }
)

log = logging.getLogger(__name__)


class Canvases:
    """Draws the canvases; where none are `wanted`, it does nothing."""

    def __init__(self, ground: SlackGround, *, words: Words, documents: Documents, wanted: bool) -> None:
        self._wire = ground.wire
        self._words = words
        self._directory = ground.directory
        self._documents = documents
        self._clock = ground.clock
        self._wanted = wanted  # until Slack says that there are none here
        self._drawn_at: dict[int, datetime] = {}
        self._refused: set[int] = set()  # incidents whose canvas Slack did not take, in this process's life

    async def show(self, parcel: Parcel, incident: Incident) -> Delivered:
        """The canvas as the record now wants it; Later where it was drawn just now."""
        if not self._wanted or incident.canvas_lost or incident.number in self._refused:
            return Delivered()
        self._keep_apart(incident)
        page = await self._documents.summary(incident.number)
        reader = self._directory.reader()
        drawn = await asyncio.to_thread(drawing, page, words=self._words, reader=reader)
        try:
            canvas = await self._put(parcel, incident, drawn)
        except SlackRefused as refusal:
            return self._without(incident, refusal)
        self._drawn_at[incident.number] = self._clock.now()
        return Delivered(channel=incident.channel, ts=canvas)

    def _keep_apart(self, incident: Incident) -> None:
        now = self._clock.now()
        self._drawn_at = {number: at for number, at in self._drawn_at.items() if now < at + APART}
        if (at := self._drawn_at.get(incident.number)) is not None:
            raise Later(at + APART - now, "the canvas was drawn just now")

    async def _put(self, parcel: Parcel, incident: Incident, drawn: CanvasPage) -> str:
        """The canvas's id, with the drawing in it. One that an earlier attempt may have made is looked for."""
        known = incident.canvas or (await self._find(incident) if parcel.may_have_arrived else "")
        content = {"type": "markdown", "markdown": drawn.markdown}
        if known:
            changes = [{"operation": "replace", "document_content": content}]
            await self._wire.call("canvases.edit", canvas_id=known, changes=changes)
        else:
            made = await self._wire.call(
                "canvases.create", title=drawn.title, channel_id=incident.channel, document_content=content
            )
        canvas = known or str(made["canvas_id"])
        if not incident.canvas:
            await self._close_to_writers(canvas, incident.channel)
        return canvas

    async def _close_to_writers(self, canvas: str, channel: str) -> None:
        """Who is in the channel may read, and no more; a canvas in which others may write does not stay.

        A tab of a channel may be written in by its members until then.
        """
        try:
            await self._wire.call("canvases.access.set", canvas_id=canvas, access_level="read", channel_ids=[channel])
        except Later as later:  # something was sent, so it must be looked for
            raise ConnectionError(f"canvases.access.set: {later.reason}") from later
        except SlackRefused:
            await self._wire.call("canvases.delete", canvas_id=canvas)
            raise

    async def _find(self, incident: Incident) -> str:
        """The id of the canvas among the channel's tabs that holds our mark, or nothing."""
        answer = await self._wire.call("conversations.info", channel=incident.channel)
        criteria = {"contains_text": mark_of(incident.name, words=self._words, reader=self._directory.reader())}
        for canvas in _tabs(answer["channel"]):
            found = await self._wire.call("canvases.sections.lookup", canvas_id=canvas, criteria=criteria)
            if found["sections"]:
                return canvas
        return ""

    def _without(self, incident: Incident, refusal: SlackRefused) -> Delivered:
        """Go on without a canvas, or with it as it stands; raises what is not about canvases."""
        if refusal.error == moved_channels.UNKNOWN:
            raise refusal
        if incident.canvas and refusal.error in GONE:
            return Delivered(ts=incident.canvas, dropped=refusal.error)
        self._refused.add(incident.number)
        self._wanted = self._wanted and refusal.error not in EVERYWHERE
        whose = incident.name if self._wanted else "any incident"
        log.warning("Slack takes no canvas of %s (%s): the message in the channel tells of it.", whose, refusal)
        return Delivered()


def _tabs(channel: Mapping[str, Any]) -> list[str]:
    """The canvases that are tabs of a channel (slack-go/slack issue 1423)."""
    tabs = (channel.get("properties") or {}).get("tabs") or []
    return [str(tab["data"]["file_id"]) for tab in tabs if tab.get("type") == "canvas" and tab.get("data")]
