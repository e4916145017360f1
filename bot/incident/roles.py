"""Who has which duty. A role is offered, accepted, handed over and released here.

Law: a role moves only to somebody who said yes, and from then on only they are bound.
"""

from datetime import datetime

from bot.incident import checks, reports
from bot.incident.errors import Refused
from bot.incident.facts import Called, OfferLapsed, RoleDeclined, RoleOffered, RoleReleased, RoleTaken
from bot.incident.logbook import BOT, Saying
from bot.incident.policy import LEAD
from bot.incident.state import Case, Incident, Offer, Reminder, Role

LEAD_SILENT_INTERVALS = 3  # from then on those who hold a role may take the lead without being asked


def take(case: Case, *, role: str) -> list[Saying]:
    """The caller takes the role: at once when it is free, offered to them, or held by one who has gone silent.

    From a holder who reports, only the lead takes a role; the lead itself is taken only from one who has gone silent,
    and then only by somebody who holds a role. Everybody else is told how the holder hands it over.
    Refuses `already_yours`, `held`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.holder == case.by:
        raise Refused("already_yours", role=wanted.name)
    if wanted.holder is not None and wanted.offered_to != case.by and not _may_take_from_holder(case, wanted):
        raise Refused("held", role=wanted.name, holder=wanted.holder)
    return [RoleTaken(role=wanted.name, person=case.by)]


def _may_take_from_holder(case: Case, role: Role) -> bool:
    if role.name == LEAD:
        return bool(case.incident.held_by(case.by)) and lead_is_silent(case)
    return checks.leads(case) or reports.is_stale(case, role.name)


def lead_is_silent(case: Case) -> bool:
    """True when the lead gave no sign of life for three intervals of the present phase; never on demand."""
    lead, n = case.incident.role(LEAD), reports.phase_interval(case)
    if lead.holder is None or lead.held_since is None or n is None:
        return False
    written = [entry.recorded_at for entry in case.incident.entries if entry.by == lead.holder]
    seen_at = max(lead.held_since, case.activity.seen.get(lead.holder, lead.held_since), *written[-1:])
    return case.now >= seen_at + LEAD_SILENT_INTERVALS * n


def offer(case: Case, *, role: str, person: str) -> list[Saying]:
    """Ask a person to take the role. A free one anybody may offer, a held one its holder or the lead.

    Whoever offers a role to themselves takes it. An offer to another replaces the one that is pending.
    Refuses `already_holds`, `already_offered`, `held`, `unknown_role`, `closed`.
    """
    if person == case.by:
        return take(case, role=role)
    wanted = _role(case, role)
    if wanted.holder != case.by:  # whoever has a role may always ask to be relieved
        checks.require(case, "offer")
    if wanted.holder == person:
        raise Refused("already_holds", role=wanted.name, holder=person)
    if wanted.offered_to == person:
        raise Refused("already_offered", role=wanted.name, person=person)
    if wanted.holder not in {None, case.by} and not checks.leads(case):
        raise Refused("held", role=wanted.name, holder=wanted.holder)
    return [RoleOffered(role=wanted.name, person=person)]


def hand_over(case: Case, *, role: str, person: str) -> list[Saying]:
    """The holder, or the lead for them, offers a held role to another; until they accept, the holder is bound.

    Refuses `role_free`, `not_holder`, and what `offer` refuses.
    """
    _holder(case, _role(case, role))
    return offer(case, role=role, person=person)


def accept(case: Case, *, role: str | None = None, offer: int | None = None) -> list[Saying]:
    """The caller says yes to the named role, to what the message `offer` asks of them, else to all offered to them.

    A yes to a role that nobody holds and that is offered to nobody (any more) takes it too.
    Refuses `not_offered` with the person it is offered to, `offer_lapsed`, `offer_over` with what became of it,
    `already_yours`, `unknown_role`, `closed`.
    """
    checks.not_closed(case)
    if role is None:
        return [RoleTaken(role=name, person=case.by) for name in _offered_to_caller(case, offer)]
    wanted = _role(case, role)
    if wanted.holder == case.by:
        raise Refused("already_yours", role=wanted.name)
    free = wanted.holder is None and wanted.offered_to is None
    if wanted.offered_to != case.by and not free:
        raise _not_offered(wanted)
    return [RoleTaken(role=wanted.name, person=case.by)]


def decline(case: Case, *, role: str | None = None, offer: int | None = None) -> list[Saying]:
    """The caller says no to what `accept` would say yes to. Refuses as `accept` does."""
    checks.not_closed(case)
    if role is None:
        return [RoleDeclined(role=name, person=case.by) for name in _offered_to_caller(case, offer)]
    wanted = _role(case, role)
    if wanted.offered_to != case.by:
        raise _not_offered(wanted)
    return [RoleDeclined(role=wanted.name, person=case.by)]


def release(case: Case, *, role: str) -> list[Saying]:
    """The holder, or the lead for them, sets the role free; an offer nobody answered yet is withdrawn instead.

    The lead cannot be set free, only handed over: an incident without a lead has nobody to report to.
    Refuses `lead_needs_somebody`, `role_free`, `not_holder`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.holder is None and wanted.offered_to is not None:
        return [OfferLapsed(role=wanted.name, person=wanted.offered_to)]
    holder = _holder(case, wanted)
    if wanted.name == LEAD:
        raise Refused("lead_needs_somebody")
    return [RoleReleased(role=wanted.name, person=holder)]


def call(case: Case, *, role: str) -> list[Saying]:
    """Lead or declarer have the person called who has not answered an offer; once for each offer.

    Refuses `already_called`, `not_offered`, `lead_or_declarer_only`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.offered_to is None:
        raise _not_offered(wanted)
    checks.require(case, "call")
    called = [fact for entry, fact in case.incident.of(Called) if entry.seq > (wanted.offer_seq or 0)]
    if any(fact.role == wanted.name for fact in called):
        raise Refused("already_called", role=wanted.name, person=wanted.offered_to)
    return [Called(role=wanted.name, person=wanted.offered_to)]


def lapse(case: Case) -> list[Saying]:
    """The offers that waited a whole first interval for their answer; the bot withdraws them."""
    roles = case.incident.roles.values()
    late = [(role.name, role.offered_to) for role in roles if (at := lapses_at(case, role.name)) and at <= case.now]
    return [OfferLapsed(role=name, person=person) for name, person in late if person is not None]


def unanswered_at(case: Case, role: str) -> datetime | None:
    """When the lead should hear that nobody has answered the offer: half a first interval after it could be read.

    None when nothing is offered or it is not to be read yet, on demand, and when the incident is over.
    """
    offer, wait = _pending(case.incident, role), reports.first_interval(case)
    if offer is None or wait is None or offer.shown_at is None or not case.incident.is_open:
        return None
    return _counted_from(case, offer.shown_at) + wait / 2


def hears_of_offer(incident: Incident, role: str) -> str | None:
    """Who is asked about an offer that nobody answered: the lead, unless it is the lead who does not answer."""
    return None if incident.lead == incident.role(role).offered_to else incident.lead


def question_about(incident: Incident, role: str) -> Reminder | None:
    """What the lead was asked about the pending offer of the role; a question that was dropped never was."""
    since = incident.role(role).offer_seq or 0
    asked = (r for r in incident.reminders if r.rung == "offer" and role in r.roles and r.seq > since)
    return next((r for r in asked if not r.dropped), None)


def lapses_at(case: Case, role: str) -> datetime | None:
    """When the pending offer of the role lapses: a first interval after it could be read, and after the lead's turn.

    (e.g. with a first interval of ten minutes, an offer that could be read at 3:00:)

    1. At 3:05, half an interval later, the lead is asked about it (`unanswered_at`).
    2. From when that question could be read, the lead has half an interval too.
    3. It lapses when both are over: at 3:10 if the lead was reached at 3:05, at 3:13 if at 3:08, never before that.
    4. Where nobody else can be asked, for the lead was offered the role or nobody could read the offer, it is 3:10.

    None as for `unanswered_at`, and until the lead was reached.
    """
    offer, wait = _pending(case.incident, role), reports.first_interval(case)
    if offer is None or wait is None or not case.incident.is_open:
        return None
    asked_at, question = offer.shown_at or offer.undelivered_at, question_about(case.incident, role)
    if asked_at is None:
        return None
    whole_at = _counted_from(case, asked_at) + wait
    if question is None:
        is_to_come = offer.shown_at is not None and hears_of_offer(case.incident, role) is not None
        return None if is_to_come else whole_at
    reached_at = question.delivered_at or question.undelivered_at
    return None if reached_at is None else max(whole_at, reached_at + wait / 2)


def _pending(incident: Incident, role: str) -> Offer | None:
    seq = incident.role(role).offer_seq
    return next((offer for offer in incident.offers if offer.seq == seq), None)


def _counted_from(case: Case, asked_at: datetime) -> datetime:
    """A reopening starts the clocks of offers anew, too."""
    return max(asked_at, case.incident.open_since or asked_at)


def _role(case: Case, role: str) -> Role:
    checks.not_closed(case)
    return case.incident.role(checks.known_role(case, role).name)


def _holder(case: Case, role: Role) -> str:
    """Who holds the role; refuses `role_free`, and `not_holder` to one who neither holds it nor leads."""
    if role.holder is None:
        raise Refused("role_free", role=role.name)
    if case.by != role.holder and not checks.leads(case):
        raise Refused("not_holder", role=role.name, holder=role.holder)
    return role.holder


def _offered_to_caller(case: Case, seq: int | None = None) -> tuple[str, ...]:
    message = next((offer for offer in case.incident.offers if offer.seq == seq), None)
    if message is not None:
        return _asked_in(case, message)
    offered = case.incident.offered_to(case.by)
    if not offered:
        raise _lapsed(case.incident, case.by) or Refused("not_offered", role="", offered_to="", holder="")
    return offered


def _asked_in(case: Case, message: Offer) -> tuple[str, ...]:
    """The roles that one message asks of the caller, and which still wait; Refused says what became of the others."""
    incident = case.incident
    asked = [role for role, person in message.offers if person == case.by]
    waiting = [
        name
        for name in asked
        if (incident.role(name).offer_seq, incident.role(name).offered_to) == (message.seq, case.by)
    ]
    if waiting:
        return tuple(waiting)
    if not asked:
        raise _lapsed(incident, case.by) or _not_offered(incident.role(message.offers[0][0]))
    told = [(role, *became(incident, message, role, case.by)) for role in asked]
    if all(state == "lapsed" for _, state, _, _ in told) and (lapsed := _lapsed(incident, case.by)):
        raise lapsed
    roles = [{"role": role, "state": state, "who": who, "at": at} for role, state, who, at in told]
    raise Refused("offer_over", roles=roles)


def became(incident: Incident, offer: Offer, role: str, person: str) -> tuple[str, str, datetime | None]:
    """What became of an offer, by whom and when: the first thing that happened to the role after it."""
    for entry in incident.entries:
        if entry.seq <= offer.seq or entry.cause == offer.cause:
            continue
        match entry.fact:
            case RoleTaken(role=name, person=who) if name == role:
                return ("accepted" if who == person else "taken"), who, entry.at
            case RoleDeclined(role=name) if name == role:
                return "declined", person, entry.at
            case OfferLapsed(role=name) if name == role:
                return "lapsed", person, entry.at
            case RoleOffered(role=name, person=who) if name == role:
                return "passed on", who, entry.at
            case _:
                pass
    return "offered", person, None


def _lapsed(incident: Incident, person: str) -> Refused | None:
    """For one whose answer comes after the last offer to them lapsed: which roles those were, and who has them now."""
    offered_seq = max((entry.seq for entry, fact in incident.of(RoleOffered) if fact.person == person), default=0)
    lapsed = [fact for entry, fact in incident.of(OfferLapsed) if entry.seq > offered_seq and entry.by == BOT]
    names = [fact.role for fact in lapsed if fact.person == person]
    told = [{"role": name, "holder": incident.role(name).holder or ""} for name in names]
    return Refused("offer_lapsed", roles=told) if told else None


def _not_offered(role: Role) -> Refused:
    return Refused("not_offered", role=role.name, offered_to=role.offered_to or "", holder=role.holder or "")
