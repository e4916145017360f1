"""Figures over all incidents that whoever asks may see.

Law: what somebody may not see is left out before anything is counted.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo

from bot import grammar as g
from bot.desk import Desk
from bot.grammar.zones import home_zone
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.store.catalogue import Row
from bot.story import stats
from bot.story.recall.past import Past
from bot.story.stats import Counted, ImportedReports, Statistics

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # as a report may write it, with or without a time behind it

HANDLERS = Handlers()


@HANDLERS.answers(g.Stats)
async def _stats(context: Context, request: Request, intent: g.Stats) -> Reply:
    running = await context.permissions.seen(request, await context.desk.open_incidents())
    ended = await context.permissions.seen(request, await context.desk.ended_incidents())
    reports = await context.permissions.may_see_reports(request)
    told = await over(
        context.desk,
        (running, ended),
        intent.period,
        with_reports=reports,
        now=context.now(request),
        zone=await context.zone(request),
    )
    return in_words("stats", stats=told)


async def over(  # noqa: PLR0913 - which incidents, since when, and for whose day
    desk: Desk,
    seen: tuple[Sequence[Row], Sequence[Row]],
    period: g.Period,
    *,
    with_reports: bool,
    now: datetime,
    zone: str,
) -> Statistics:
    """The figures over those incidents that are `seen`, the open and the ended ones, of a period in the zone's days."""
    there = home_zone(zone) or UTC
    today = now.astimezone(there).date()
    since = period.since(today)
    running, ended = ([row for row in rows if _is_since(row, since, there)] for rows in seen)
    pasts = await desk.past.everything()
    own = {number: past for past, number in pasts if number is not None}
    known = [past for row in ended if (past := own.get(row.number)) is not None and past.course is not None]
    reports = [past for past, number in pasts if number is None and with_reports and not past.is_playbook]
    return stats.of(
        [Counted(course=past.course, follow_ups=past.follow_ups) for past in known if past.course is not None],
        open_drills=[row.drill for row in running],
        unread=len(ended) - len(known),
        imported=_imported(reports, since),
        since=since,
        as_of=now,
        today=today,
    )


def _is_since(row: Row, since: date | None, there: tzinfo) -> bool:
    begin = None if since is None else datetime.combine(since, time.min, there)
    return begin is None or row.opened_at is None or row.opened_at >= begin


def _imported(reports: Sequence[Past], since: date | None) -> ImportedReports:
    days = [_day(one.happened_on) for one in reports]
    dated = [day for day in days if day is not None]
    return ImportedReports(
        of_period=sum(since is None or day >= since for day in dated),
        undated=len(days) - len(dated),
    )


def _day(written: str) -> date | None:
    """The day of a report as it was written there; None where it is no date of the calendar in ISO 8601."""
    found = _DAY.match(written.strip())
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
