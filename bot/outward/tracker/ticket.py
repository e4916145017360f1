"""The words of an issue: a follow-up as it leaves the house.

Law: what people typed is text there as well, and so are the names that they chose. It calls nobody and touches no other
issue, whatever a tracker makes of an @ or a #. Of a private incident its title, and where its channel is, stay here;
where nobody inside let them out, so do the words, and who said them. A comment, which nobody rewrites, holds no words
that somebody typed.
"""

import re
from dataclasses import replace

from bot.incident.filing import is_withheld
from bot.incident.parts import FollowUp
from bot.incident.state import Incident
from bot.outward.tracker.protocol import IssueMove, Ticket
from bot.render.plain import one_line, storable
from bot.render.words import Reader, Words

TITLE_MAX_CHARS = 200  # a list shows some hundred
TEXT_MAX_CHARS = 10_000  # GitHub takes 65,536 in a body
_WORD_JOINER = "\u2060"  # seen by nobody, and no name begins with it
# docs.github.com/en/get-started/writing-on-github: @octocat, #26, GH-26, octocat/repository#26.
_CALLS = re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)", re.IGNORECASE)
# The address of an issue leaves a line in that issue, and so does that of its pull request or discussion.
_OF_GITHUB = re.compile(
    r"(?:(?<=://)(?:www\.)?|\bwww\.)(?=github\.com/[\w.-]+/[\w.-]+/(?:issues|pull|discussions)/\d)", re.IGNORECASE
)
_OF_ITS_SERVER = re.compile(
    r"(?<=://)(?!redirect\.github\.com/)[\w.:-]+/[\w.-]+/[\w.-]+/(?:issues|pull|discussions)/(?=\d)", re.IGNORECASE
)


def inert(text: str) -> str:
    """The same to read, in which no tracker finds a person or another issue.

    The address of an issue on github.com leads there by way of redirect.github.com, which GitHub has so that programs
    can name one and leave no line in it; on a server of the house it is words, and leads nowhere.
    """
    aside = _OF_GITHUB.sub("redirect.", text)
    for calls in (_CALLS, _OF_ITS_SERVER):
        aside = calls.sub(lambda found: f"{found[0]}{_WORD_JOINER}", aside)
    return aside


def ticket(incident: Incident, one: FollowUp, *, key: str, words: Words, reader: Reader) -> Ticket:
    """The follow-up as it reads outside now."""
    if is_withheld(incident, one):
        return without_words(incident, one.id, key=key, words=words, reader=reader)
    is_open_to_all = not incident.private and incident.channel and reader.team_url
    link = f"{reader.team_url.rstrip('/')}/archives/{incident.channel}" if is_open_to_all else ""
    ended_here = one.ended_there_by is None
    told = {
        "incident": incident.name,
        "title": "" if incident.private else inert(incident.title),
        "channel": link,
        "id": one.id,
        "text": inert(one.text[:TEXT_MAX_CHARS]),
        "owner": one.owner,
        "due_on": one.due_on,
        "drill": incident.drill,
        "outcome": one.outcome if ended_here else "",
        "why": inert(one.words) if ended_here else "",
        "by": one.ended_by,
    }
    title = words.text("issue_title", reader=reader, **{**told, "text": one_line(one.text, TITLE_MAX_CHARS)})
    return Ticket(
        key=key,
        title=storable(title),
        body=storable(words.markdown("issue", reader=_uncalled(reader, one), **told)),
        incident=incident.name,
        follow_up=one.id,
        text=storable(one.text),
        owner=reader.name(one.owner) if one.owner else "",
        due_on=one.due_on,
        link=link,
        is_drill=incident.drill,
        outcome=one.outcome,
        why=storable(one.words),
    )


def without_words(incident: Incident, name: str, *, key: str, words: Words, reader: Reader) -> Ticket:
    """What is left of one that was taken back, or that may not be told any more: that it was there."""
    is_taken_back = incident.follow_up(name) is None
    told = {"incident": incident.name, "id": name, "drill": incident.drill, "text": ""}
    told["outcome"] = "taken back" if is_taken_back else "withheld"
    return Ticket(
        key=key,
        title=storable(words.text("issue_title", reader=reader, **told)),
        body=storable(words.markdown("issue", reader=reader, **told)),
        incident=incident.name,
        follow_up=name,
        text="",
        is_drill=incident.drill,
        outcome="taken back" if is_taken_back else "",
    )


def _uncalled(reader: Reader, one: FollowUp) -> Reader:
    """For whom the names that stand in the issue are such as well: everybody chooses what they are shown as."""
    named = {person: inert(reader.name(person)) for person in (one.owner, one.ended_by) if person}
    return replace(reader, people={**reader.people, **named})


def move(incident: Incident, one: FollowUp, *, key: str, words: Words, reader: Reader) -> IssueMove:
    """That it ended here, or goes on; of one whose words are withheld neither why nor who says so."""
    is_let_out = not is_withheld(incident, one)
    told = {"incident": incident.name, "id": one.id, "outcome": one.outcome, "by": one.ended_by if is_let_out else ""}
    return IssueMove(
        key=key,
        to="open" if one.is_outstanding else "closed",
        how=one.outcome or "done",
        why=storable(one.words) if is_let_out else "",
        comment=storable(words.markdown("issue_comment", reader=_uncalled(reader, one), **told)),
    )


def withdrawal(incident: Incident, name: str, *, key: str, words: Words, reader: Reader) -> IssueMove:
    """That the follow-up of this id is none any more."""
    comment = words.markdown("issue_comment", reader=reader, incident=incident.name, id=name, outcome="taken back")
    return IssueMove(key=key, to="closed", how="will not do", why="taken back", comment=storable(comment))
