"""From "this is an incident" to "this is over": how one is opened and how it moves through its life.

Law: movement is free. A change is refused only when it makes no sense (nothing would change, or the incident is
already closed or cancelled) or when it takes attention away and the caller neither leads nor declared. Closing is no
movement: it is for a resolved one, once whoever closes has seen what is still open. A closed one can be put right.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import get_args

from bot.incident import checks, closing, members, pauses
from bot.incident.errors import Refused
from bot.incident.facts import (
    AlikeOpened,
    BridgeSet,
    ChannelAdopted,
    Fact,
    GroupOffered,
    Imported,
    Invited,
    Opened,
    PutAway,
    RoleOffered,
    RoleTaken,
    SeveritySet,
    Status,
    StatusSet,
    TimeSet,
    TitleSet,
)
from bot.incident.logbook import Entry, Saying
from bot.incident.policy import LEAD
from bot.incident.policy_record import adopted
from bot.incident.state import OPEN_STATUSES, Case, Incident

SEVERITIES = (1, 2, 3, 4)  # 1 is the worst
URL_MAX_CHARS = 1000  # room for the longest addresses of calls, some 300 characters, and for the card around it
LOOSE_ENDS_MAX = 15  # what is listed before closing has to be read; the rest is counted
# Nobody leads more at once (docs/decisions/0016-a-limit-of-starts.md); a fire is let in a few times more.
OPEN_MAX, OPEN_MAX_SEV1 = 5, 10
UNDO_RESOLVE_MIN = 5  # a slip of the finger is noticed at once; later it is a relapse, and `reopen` says so


def open_incident(  # noqa: PLR0913 - as many as the command has
    case: Case,
    *,
    title: str,
    severity: int | None = None,
    private: bool = False,
    drill: bool = False,
    offers: Iterable[tuple[str, str]] = (),
    over: tuple[datetime, datetime] | None = None,
    place: tuple[str, str] | None = None,
) -> list[Saying]:
    """The declarer opens it and leads until another accepts the lead; roles are offered as (person, role).

    One that lasted from when to when is `over`: nobody is asked for a role in it, and those named are invited, so that
    they can put down what was. Otherwise a role offered to the declarer is taken at once, since asking for it is
    accepting it; of two offers of one role the later counts. A channel that is there already is its `place`, (id,
    name). Refuses `title_missing`, `severity_out_of_range`, `unknown_role`.
    """
    checks.require(case, "start")
    if severity is not None:
        _known_severity(severity)
    words = checks.some_words(title, otherwise="title_missing")
    begun: list[Saying] = [
        Opened(title=words, severity=severity, private=private, drill=drill, over=over is not None),
        *([] if place is None else [ChannelAdopted(channel=place[0], name=place[1])]),
    ]
    if over is not None:
        return [*begun, *adopted(case.policy), *_was_over(case, over, [person for person, _ in offers])]
    wanted = {checks.known_role(case, role).name: person for person, role in offers}
    if wanted.get(LEAD) == case.by:
        del wanted[LEAD]
    to_groups = {} if private else case.policy.offered_to  # nobody's private incident is told to a group
    return [
        *begun,
        *adopted(case.policy),
        RoleTaken(role=LEAD, person=case.by),
        *(_offered(role, person, declarer=case.by) for role, person in wanted.items()),
        *(GroupOffered(role=role, ids=ids) for role, ids in to_groups.items() if role not in wanted),
    ]


def _was_over(case: Case, over: tuple[datetime, datetime], people: Iterable[str]) -> list[Saying]:
    """The times are the declarer's word; that it is resolved is their act, of now."""
    begun_at, ended_at = over
    return [
        RoleTaken(role=LEAD, person=case.by),
        TimeSet(which="impact start", time=begun_at),
        TimeSet(which="mitigated", time=ended_at),
        StatusSet(status="resolved"),
        *(Invited(person=person) for person in dict.fromkeys(people) if person != case.by),
    ]


def require_room(standing: Sequence[tuple[int, str]], *, severity: int | None) -> None:
    """Refuse `too_many_open` to whoever declared so many that are still open, (number, title) each."""
    most = OPEN_MAX_SEV1 if severity == SEVERITIES[0] else OPEN_MAX
    if len(standing) >= most:
        raise Refused("too_many_open", standing=list(standing), most=most)


def _offered(role: str, person: str, *, declarer: str) -> Fact:
    return RoleTaken(role=role, person=person) if person == declarer else RoleOffered(role=role, person=person)


def alike_opened(case: Case, *, number: int, person: str) -> list[Saying]:
    """Somebody opened another incident with our words; it must be one that our declarer may see.

    Nothing when ours is over by now, or when it is our own declarer who opened it.
    """
    if not case.incident.is_open or case.incident.declarer == person:
        return []
    return [AlikeOpened(number=number, person=person)]


def set_title(case: Case, *, title: str) -> list[Saying]:
    """Refuses `title_missing`, `already_so`. A closed one gets a better title without being opened again."""
    checks.require(case, "title")
    words = checks.some_words(title, otherwise="title_missing")
    if words == case.incident.title:
        raise Refused("already_so", what=words)
    return [TitleSet(title=words)]


def set_bridge(case: Case, *, url: str) -> list[Saying]:
    """Say where the call is. Refuses `already_so`, `address_too_long`, `closed`."""
    checks.not_closed(case)
    checks.require(case, "bridge")
    if len(url) > URL_MAX_CHARS:
        raise Refused("address_too_long", most=URL_MAX_CHARS)
    if url == case.incident.bridge:
        raise Refused("already_so", what=url)
    return [BridgeSet(url=url)]


def set_severity(case: Case, *, severity: int, why: str = "") -> list[Saying]:
    """Anybody may raise it; lead or declarer may lower it, because it slows everybody's clock.

    Refuses `severity_out_of_range`, `already_so`, `lead_or_declarer_only`, `closed`.
    """
    checks.not_closed(case)
    _known_severity(severity)
    now = case.incident.severity
    if severity == now:
        raise Refused("already_so", what=f"SEV{severity}")
    if now is None or severity < now:
        checks.require(case, "severity")
    else:
        checks.require(case, "lower_severity")
    return [SeveritySet(severity=severity, why=why.strip()), *pauses.over_when_raised(case, severity)]


def _known_severity(severity: int) -> None:
    if severity not in SEVERITIES:
        raise Refused("severity_out_of_range", typed=str(severity))


def set_status(case: Case, *, status: str, why: str = "") -> list[Saying]:
    """Move it to any state, forwards or back; the states with a rule of their own are sent there.

    Refuses `unknown_status` and what those rules refuse.
    """
    match status:
        case "cancelled":
            return cancel(case, why=why)
        case "closed":
            return close(case, why=why)
        case "investigating" | "identified" | "mitigated":
            checks.require(case, "status" if case.incident.is_open else "reopen")
            return _moved(case, status, why)
        case "resolved":
            return resolve(case, why=why)
        case _:
            raise Refused("unknown_status", status=status, known=list(get_args(Status)))


def resolve(case: Case, *, why: str = "") -> list[Saying]:
    """Refuses `already_so`, `cancelled`, `closed`, `not_open_to_you`."""
    checks.require(case, "resolve")
    return _moved(case, "resolved", why)


def close(case: Case, *, why: str = "", anyway: bool = False, archives: bool = False) -> list[Saying]:
    """Lead or declarer close a resolved one; with `anyway` without being shown what is still open.

    `archives`: its channel goes with it, as the house has it; not one that was there before the incident.

    Refuses `already_so`, `cancelled`, `close_unresolved`, `lead_or_declarer_only`, `unfinished`.
    """
    moved = _moved(case, "closed", why)
    incident = case.incident
    if incident.status != "resolved":
        raise Refused("close_unresolved", incident=incident.name, status=incident.status)
    checks.require(case, "close")
    ends = closing.loose_ends(incident)
    if ends and not anyway:
        listed = [{"kind": end.kind, "id": end.id, "words": end.words} for end in ends[:LOOSE_ENDS_MAX]]
        left_out = len(ends[LOOSE_ENDS_MAX:])
        raise Refused(
            "unfinished", incident=incident.name, number=incident.number, ends=listed, left_out=left_out, why=why
        )
    return [*moved, *([PutAway()] if archives and not (incident.archived or incident.adopted) else [])]


def archive(case: Case) -> list[Saying]:
    """Lead or declarer put the channel of one that is over away.

    Refuses `not_over` with what is open, `lead_or_declarer_only`, `already_so`.
    """
    incident = case.incident
    if incident.status not in {"closed", "cancelled"}:
        ends = closing.loose_ends(incident) if incident.status == "resolved" else ()
        listed = [{"kind": end.kind, "id": end.id, "words": end.words} for end in ends[:LOOSE_ENDS_MAX]]
        left_out = len(ends[LOOSE_ENDS_MAX:])
        raise Refused("not_over", incident=incident.name, status=incident.status, ends=listed, left_out=left_out)
    checks.require(case, "archive")
    if incident.archived:
        raise Refused("already_so", what="archived")
    return [PutAway()]


def cancel(case: Case, *, why: str = "") -> list[Saying]:
    """A false alarm or a duplicate, said by the lead or the declarer while it is still open.

    Refuses `already_so`, `closed`, `not_open`, `lead_or_declarer_only`.
    """
    moved = _moved(case, "cancelled", why)
    if not case.incident.is_open:
        raise Refused("not_open", incident=case.incident.name, status=case.incident.status)
    checks.require(case, "cancel")
    return moved


def reopen(case: Case, *, why: str = "") -> list[Saying]:
    """Back to investigating from resolved, closed or cancelled; every clock starts anew. Refuses `already_so`."""
    if case.incident.is_open:
        raise Refused("already_so", what="open")
    checks.require(case, "reopen")
    return [StatusSet(status="investigating", why=why.strip()), *members.gone_meanwhile(case.incident)]


def undo_resolve(case: Case) -> list[Saying]:
    """Take the resolution back within 5 minutes, to the status before it; the clocks go on as if it never was.

    Refuses `not_resolved`, `undo_too_late`.
    """
    changes = case.incident.of(StatusSet)
    if case.incident.status != "resolved" or not changes:
        raise Refused("not_resolved", incident=case.incident.name, status=case.incident.status)
    resolution, _ = changes[-1]
    if case.now - resolution.recorded_at > timedelta(minutes=UNDO_RESOLVE_MIN):
        raise Refused("undo_too_late", minutes=UNDO_RESOLVE_MIN)
    back = StatusSet(status=_status_before(case.incident, resolution.seq), undoes=resolution.seq)
    return [back, *members.gone_meanwhile(case.incident)]


def ending(incident: Incident) -> Entry | None:
    """The entry by which it came to the end that it has: not that it was closed later, nor one before it reopened.

    Of one that was imported, the entry that tells of it, whose `at` is the end. None while it is open.
    """
    if incident.is_open:
        return None
    if incident.imported is not None and incident.was_told_later:
        return incident.of(Imported)[-1][0]
    since_open = takewhile(lambda act: act[1].status not in OPEN_STATUSES, reversed(incident.of(StatusSet)))
    return next((entry for entry, _ in reversed(list(since_open))), None)


def _status_before(incident: Incident, seq: int) -> Status:
    earlier = [fact.status for entry, fact in incident.of(StatusSet) if entry.seq < seq]
    return earlier[-1] if earlier else "investigating"


def _moved(case: Case, status: Status, why: str) -> list[Saying]:
    """The move itself, unless it changes nothing or would bring back to life what only `reopen` may."""
    if status == case.incident.status:
        raise Refused("already_so", what=status)
    checks.not_closed(case)
    if case.incident.status == "cancelled":
        raise Refused("cancelled", incident=case.incident.name)
    return [StatusSet(status=status, why=why.strip())]
