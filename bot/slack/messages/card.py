"""The card, the one message that says where an incident stands, and the two lines made of it: topic and announcement.

Law: a picture of the record and of nothing else, so the same record gives the same card; no running ages, only clock
times. It stays small enough to be edited, whatever people wrote.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.incident import announcing, plans, standing
from bot.incident.effects import Json
from bot.incident.reports import Staleness
from bot.incident.state import Incident
from bot.render import card as pictures
from bot.render.card import Clocks
from bot.render.plain import one_line, severity_word
from bot.render.words import Reader, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.message import TEXT_CHARS_MAX, SlackMessage, keyed, outgoing
from bot.slack.messages.mrkdwn import cut, escape, parts, with_links
from bot.story.fix import standing_plan

TOPIC_CHARS_MAX = 250  # Slack: conversations.setTopic, `too_long`
TOPIC_WORDS_CHARS_MIN = 100  # an address of a call that leaves less to severity, status and lead is on the card only
# Characters left to each thing people wrote; the next smaller one is taken until the card is small enough.
WIDTHS_CHARS = (280, 140, 70, 30)
# Behind three dots; what comes is an answer to whoever pressed.
_MORE: Sequence[tuple[str, Mapping[str, Json]]] = (
    ("Severity…", {"subject": standing.SEVERITY}),
    ("Status…", {"subject": standing.STATUS}),
    ("Hypotheses…", {"text": "hypotheses"}),
)
WORDS_CHARS_MAX = TEXT_CHARS_MAX - 5 * b.HEADER_CHARS_MAX  # below the heading, of which each "&" may be "&amp;"


def card(  # noqa: PLR0913 - the record, what is computed from it, and how to say it
    incident: Incident,
    *,
    due: Mapping[str, datetime | None],
    words: Words,
    reader: Reader,
    key: str,
    stale: Mapping[str, Staleness] = MappingProxyType({}),
) -> SlackMessage:
    """The card; `due` and `stale` are by role."""
    clocks = Clocks(due=due, stale=stale)
    heading = pictures.heading(incident)
    names = pictures.role_names(incident)
    text = _fitting(incident, clocks, names, words=words, reader=reader)
    sections = [b.section(part) for block in text.split("\n\n") for part in parts(block, b.SECTION_CHARS_MAX)]
    shown = SlackMessage(
        cut(f"*{escape(one_line(heading, b.HEADER_CHARS_MAX))}*\n{text}", TEXT_CHARS_MAX),
        [b.header(heading), *sections, b.actions(_buttons(incident, names, reader)), *_plan_buttons(incident)],
    )
    return keyed(shown, key)


def topic(incident: Incident, *, words: Words, reader: Reader) -> str:
    """Severity, status, lead, title and where the call is, for the head of the channel, without markup."""
    lead = reader.name(incident.lead) if incident.lead else ""
    line = words.slack(
        "topic",
        reader=reader,
        severity=severity_word(incident.severity),
        status=incident.status,
        lead=lead,
        title=one_line(incident.title, TOPIC_CHARS_MAX),
        drill=incident.drill,
    )
    call = f" · {escape(incident.bridge)}" if incident.bridge else ""
    room = TOPIC_CHARS_MAX - len(call)
    return cut(line, TOPIC_CHARS_MAX) if room < TOPIC_WORDS_CHARS_MIN else f"{cut(line, room)}{call}"


def announcement(incident: Incident, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The one message about the incident outside its channel; of one that became private it says nothing."""
    if incident.private:
        return outgoing(words.slack("announcement/withdrawn", reader=reader), key=key)
    text = words.slack(
        "announcement",
        reader=reader,
        severity=severity_word(incident.severity),
        status=incident.status,
        since=incident.status_since,
        title=one_line(incident.title, b.HEADER_CHARS_MAX),
        name=incident.name,
        channel="" if incident.imported else incident.channel,
        lead=incident.lead,
        drill=incident.drill,
        duplicate_of=incident.duplicate_of,
        is_over=incident.was_told_later,
        was=announcing.when_it_was(incident) if incident.was_told_later else None,
    )
    return outgoing(text, key=key, widgets=[b.actions([b.button("Brief", b.BRIEF, {"incident": incident.number})])])


def _fitting(incident: Incident, clocks: Clocks, names: Sequence[str], *, words: Words, reader: Reader) -> str:
    """The card's words, everything people wrote cut evenly until they fit below the heading."""
    text = ""
    for width in WIDTHS_CHARS:
        values = pictures.values(incident, clocks, names=names, width=width)
        text = with_links(words.slack("card", reader=reader, **values))
        if len(text) <= WORDS_CHARS_MAX:
            break
    return cut(text, WORDS_CHARS_MAX)


def _plan_buttons(incident: Incident) -> list[b.Block]:
    """How far plan A is, for whoever carries it out; the card is everybody's, so the rule says who may."""
    if not incident.is_open or standing_plan(incident, "a") is None:
        return []
    subject = f"{standing.PLAN}a"
    about: dict[str, Json] = {
        "incident": incident.number,
        "subject": subject,
        "seen": standing.seen(incident, subject),
    }
    made = [
        b.button(f"Plan A: {stage}", b.action_id(b.SAY_WHILE, f"plan a {stage}"), {**about, "text": f"plan a {stage}"})
        for stage in plans.ahead(incident, "a")
    ]
    return [b.actions(made)] if made else []


def _buttons(incident: Incident, role_names: list[str], reader: Reader) -> list[b.Block]:
    about: dict[str, Json] = {"incident": incident.number}
    brief = b.button("Brief", b.BRIEF, about)
    if not incident.is_open:
        return [brief]
    free = [name for name in role_names if incident.role(name).holder is None]
    return [
        b.button("Report", b.REPORT, about, style="primary"),
        b.button("Nothing new", b.NOTHING_NEW, about),
        *(
            b.button(f"Take {reader.titles.get(name, name)}", b.action_id(b.TAKE, name), {**about, "role": name})
            for name in free
        ),
        b.button("Record…", b.RECORD, about),
        brief,
        b.overflow(b.MORE, [b.option(label, b.packed({**about, **fields})) for label, fields in _MORE]),
    ]
