"""Who hears that something will never arrive: the lead, by another way than the one that failed.

Law: a way that failed is told of once, and about a failure to tell nobody is told.
"""

from bot.incident import effects as e
from bot.incident import facts as f
from bot.incident import gaps
from bot.incident.parts import Reminder
from bot.incident.state import Incident
from bot.incident.vocabulary import ROWS, name_of

# What is told to one person alone: a failure to tell, and a courtesy that nobody waits for.
_UNTOLD = frozenset({*(row.name for row in ROWS if row.posted_to == e.TO_PERSON), e.CATCHUP})
# Slack's names (docs.slack.dev/reference/methods, conversations.invite, pins.add and conversations.setTopic).
_NO_PERSON = frozenset(
    {
        *("user_not_found", "users_not_found", "user_disabled", "user_not_visible", "no_user"),
        *("cant_invite", "ura_max_channels", "user_is_restricted", "org_user_not_in_team"),
    }
)
BRIEF_SHARED = name_of(f.BriefShared)
BRIEF_MAILED = name_of(f.BriefMailed)
_ARCHIVED = frozenset({"is_archived", "is_inactive"})  # the latter is chat.update's word
_FOR_MEMBERS = frozenset({e.INVITE, e.PIN, e.TOPIC})


def told_to(before: Incident, incident: Incident, fact: f.Undelivered) -> str | None:
    """Where the line goes, as the address of a post; None for a failure of which that person knows, or that tells."""
    if fact.effect.partition(":")[0] in _UNTOLD:
        return None
    way = way_of(incident, fact)
    if way.startswith(f"{e.ISSUE}:"):  # as below
        return f"{e.TO_PERSON}:{_filed_by(incident, way.partition(':')[2])}"
    if way.startswith(f"{BRIEF_MAILED}:"):  # whoever sent it wants to know, each time
        return f"{e.TO_PERSON}:{_mailed_by(incident, way.partition(':')[2])}"
    if _troubles(way, fact) & _told(before):
        return None
    reader = incident.lead or incident.declarer
    return e.TO_CHANNEL if way == reader else f"{e.TO_PERSON}:{reader}"


def _told(incident: Incident) -> set[tuple[str, str]]:
    """Every trouble of which somebody was told; that a channel is closed is over once something arrived there."""
    told: set[tuple[str, str]] = set()
    for entry in incident.entries:
        match entry.fact:
            case f.Shown():
                told.discard((e.TO_CHANNEL, "closed"))
            case f.Undelivered() as known:
                troubles = _troubles(way_of(incident, known), known)
                told |= set() if troubles & told else troubles
    return told


def _troubles(way: str, fact: f.Undelivered) -> frozenset[tuple[str, str]]:
    """What may be wrong, as (way, trouble), the same for all of Slack's words for it.

    Archiving a channel puts us out of it: then a message is refused as archived, and what only a member may do for
    being none. So to refuse the latter may mean either.
    """
    closed, out = (way, "closed"), (way, "out")
    if way == e.ANNOUNCEMENT and gaps.is_about_the_channel(fact):
        return frozenset({closed})
    if way != e.TO_CHANNEL or fact.reason not in {*_ARCHIVED, "not_in_channel"}:
        return frozenset({(way, fact.reason)})
    if fact.reason in _ARCHIVED:
        return frozenset({closed})
    return frozenset({closed, out} if fact.effect.partition(":")[0] in _FOR_MEMBERS else {out})


def way_of(incident: Incident, fact: f.Undelivered) -> str:
    """What refused: a person's id, the announcements, our being in the channel, pin or topic, or the channel itself.

    Of the copy of a brief from which words were removed, `removed:` and the place where it stands; of one that was sent
    by e-mail, `brief_mailed:` and the address; of the issue tracker, `issue:` and the follow-up.
    """
    kind, _, subject = fact.effect.partition(":")
    if kind == BRIEF_SHARED:
        return kind
    if kind in {BRIEF_MAILED, e.ISSUE}:
        return fact.effect
    if kind == e.REMOVED and (place := _shared_with(incident, subject)):
        return f"{kind}:{place}"
    match kind:
        case e.INVITE if not gaps.is_about_the_channel(fact):
            return subject
        case e.REMINDER:
            return next((_way_of_reminder(r) for r in incident.reminders if str(r.seq) == subject), e.TO_CHANNEL)
        case e.ASKED:
            return subject.partition(":")[2]
        case e.QUESTION:
            return next((q.person for q in incident.questions if str(q.seq) == subject), e.TO_CHANNEL)
        case e.PIN | e.TOPIC if not gaps.is_about_the_channel(fact):
            return kind
        case e.ANNOUNCEMENT | e.ARCHIVE | gaps.MEMBERSHIP:
            return kind
        case _:
            return e.TO_CHANNEL


def _mailed_by(incident: Incident, address: str) -> str:
    """Who sent the brief to this address last."""
    by = [entry.by for entry, fact in incident.of(f.BriefMailed) if fact.address == address]
    return by[-1] if by else incident.lead or incident.declarer


def _filed_by(incident: Incident, name: str) -> str:
    """Who had the follow-up filed last."""
    one = incident.follow_up(name)
    return one.issue.asked_by if one is not None and one.issue is not None else incident.lead or incident.declarer


def is_archived(incident: Incident) -> bool:
    """Whether the last that is known of its channel is that it is archived, by our doing or somebody's."""
    is_so = incident.archived
    for entry in incident.entries:
        match entry.fact:
            case f.Undelivered() as known if gaps.is_about_the_channel(known):
                is_so = known.reason in _ARCHIVED if way_of(incident, known) == e.TO_CHANNEL else is_so
            case f.Shown() | f.Returned():
                is_so = False
    return is_so


def is_known(incident: Incident, fact: f.Undelivered) -> bool:
    """Whether the same surface was refused for the same reason before, and nobody asked for it anew since then.

    Whoever had it filed hears again that an issue cannot be changed once words were removed, which stand there still.
    """
    kind, _, name = fact.effect.partition(":")
    asked = [entry.seq for entry, asked in incident.of(f.FilingAsked) if asked.id == name]
    removed = [entry.seq for entry, _ in incident.of(f.Redacted)]
    since = max([*asked, *removed], default=0) if kind == e.ISSUE else 0
    return any(known == fact and entry.seq > since for entry, known in incident.of(f.Undelivered))


def _way_of_reminder(reminder: Reminder) -> str:
    return reminder.person or (e.ANNOUNCEMENT if reminder.rung == "escalation" else e.TO_CHANNEL)


def _shared_with(incident: Incident, seq: str) -> str:
    """The place of the brief that this entry shared; nothing for any other entry."""
    return next((fact.place for entry, fact in incident.of(f.BriefShared) if str(entry.seq) == seq), "")


def is_about_the_person(fact: f.Undelivered) -> bool:
    """Whether nobody could invite or reach that person; else it is only the bot that may not."""
    return not fact.effect.startswith(f"{e.INVITE}:") or fact.reason in _NO_PERSON
