"""What the record tells, as somebody sees it in Slack or in a file: card, timeline, brief and summary.

Readings change nothing and call nobody; the same record at the same time gives the same page.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.desk import Desk, View
from bot.incident import reports
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.state import Case, replay
from bot.render.words import Words
from bot.requests.directory import Directory
from bot.slack.messages import card
from bot.slack.messages import message as m
from bot.slack.messages.message import Face
from bot.store import logbook
from bot.story import brief, summary, timeline
from bot.story.brief import Brief
from bot.story.summary import Summary

PIN_NAMES = ("pushpin", "round_pushpin")  # 📌 and 📍


@dataclass(frozen=True, slots=True)
class Page:
    """A document: its text in Markdown, and the value it was rendered from."""

    markdown: str
    source: Brief | Summary


class Readings:
    def __init__(self, *, desk: Desk, words: Words, directory: Directory, clock: Clock) -> None:
        self._desk = desk
        self._words = words
        self._directory = directory
        self._clock = clock

    async def card(self, number: int, *, reader: str = "", key: str = "") -> Face:
        """The card as it should look now; `key` finds it again in history."""
        view = await self._view(number)
        voice = self._directory.voice(reader)
        due, stale = self._due(view), self._stale(view)
        shown = card.card(view.incident, due=due, stale=stale, words=self._words, voice=voice, key=key)
        return await self._honest(view, shown, reader)

    async def timeline(self, number: int, *, reader: str, at: datetime | None = None) -> Face:
        """What happened, in order; with `at`, as it was known then. Refuses `before_it_began`."""
        view = await self._view(number, at)
        lines = timeline.lines(view.incident, _pinned(view))
        voice = self._directory.voice(reader)
        shown = m.document(self._words.slack("timeline", voice=voice, incident=view.incident, lines=lines))
        return await self._honest(view, shown, reader)

    async def brief(self, number: int, *, reader: str, at: datetime | None = None) -> Face:
        """The executive's page; with `at`, as it was known then. Refuses `before_it_began`."""
        view = await self._view(number, at)
        page = await self._brief(view, now=at)
        voice = self._directory.voice(reader)
        return await self._honest(view, m.document(self._words.brief(page, form="slack", voice=voice)), reader)

    async def review(self, number: int, *, reader: str) -> Face:
        """The whole summary for one reader, as far as a message holds it."""
        page = await self.summary_page(number, reader=reader)
        shown = m.markdown_document(without_references(page.markdown))
        return await self._honest(await self._view(number), shown, reader)

    async def summary_told(self, number: int, *, key: str) -> Face:
        """What tells the channel that the summary is there: three sentences and what it holds."""
        page = await self._summary(await self._view(number))
        text = self._words.slack("summary", voice=self._directory.voice(), summary=page)
        return m.face(text, key=key, foot=self._words.slack("summary/more", voice=self._directory.voice()))

    async def brief_page(self, number: int, *, reader: str) -> Page:
        page = await self._brief(await self._view(number))
        voice = self._directory.voice(reader)
        return Page(self._words.brief(page, form="markdown", voice=voice), page)

    async def summary_page(self, number: int, *, reader: str) -> Page:
        page = await self._summary(await self._view(number))
        voice = self._directory.voice(reader)
        return Page(self._words.markdown("summary", voice=voice, summary=page), page)

    async def _honest(self, view: View, shown: Face, reader: str) -> Face:
        """The page; where a newer version wrote what is not on it, it says so."""
        if not logbook.unread(view.incident.logbook):
            return shown
        voice = self._directory.voice(reader)
        return m.below(shown, self._words.slack("unread", voice=voice, incident=view.incident.name))

    async def _view(self, number: int, at: datetime | None = None) -> View:
        view = await self._desk.view(number, pin_names=PIN_NAMES)
        return view if at is None else as_known(view, at)

    async def _brief(self, view: View, *, now: datetime | None = None) -> Brief:
        return brief.of(
            view.incident,
            now=now or self._clock.now(),
            policy=self._desk.policy,
            due=self._due(view),
            next_brief_at=None,
        )

    async def _summary(self, view: View) -> Summary:
        return summary.of(view.incident, _pinned(view), now=self._clock.now(), policy=self._desk.policy)

    def _due(self, view: View) -> dict[str, datetime | None]:
        return {role: reports.due_at(self._case(view), role=role) for role in view.incident.roles}

    def _stale(self, view: View) -> set[str]:
        return {role for role in view.incident.roles if reports.is_stale(self._case(view), role)}

    def _case(self, view: View) -> Case:
        return Case(view.incident, self._clock.now(), BOT, view.activity, self._desk.policy)


def as_known(view: View, at: datetime) -> View:
    """What had been learnt by then: what was recorded or corrected later does not count. Refuses `before_it_began`."""
    incident = view.incident
    if incident.opened_at is None or at < incident.opened_at:
        raise Refused("before_it_began", incident=incident.name, opened_at=incident.opened_at)
    known = [entry for entry in incident.logbook if entry.recorded_at <= at]
    pinned = tuple(pin for pin in view.pinned if pin.pinned_at <= at)
    return replace(view, incident=replay(incident.number, known), pinned=pinned)


def _pinned(view: View) -> list[timeline.PinnedMessage]:
    return [
        timeline.PinnedMessage(
            channel=pin.channel,
            ts=pin.ts,
            thread_ts=pin.thread_ts,
            author=pin.author,
            text=pin.text,
            edited_at=pin.edited_at,
            deleted_at=pin.deleted_at,
            pinned_by=pin.pinned_by,
            pinned_at=pin.pinned_at,
        )
        for pin in view.pinned
    ]


_REFERENCE = re.compile(r"^\[m?\d+\]: .*\n?", re.MULTILINE)
_LABEL = re.compile(r"\[([^\]]*)\]\[m?\d+\]")
_CITATION = re.compile(r"(?: \[m?\d+\])+")


def without_references(markdown: str) -> str:
    """A document without its links to the records: Slack knows no reference links, and the records are beside it."""
    return _CITATION.sub("", _LABEL.sub(r"\1", _REFERENCE.sub("", markdown))).strip()
